"""Text to tree: what is read, where it stands, and what is refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archspec.diagnostics import Failure, Source
from archspec.diagnostics.edits import apply
from archspec.diagnostics.text import render
from archspec.syntax import Mapping, Scalar, Sequence, Tree, describe, plain, read, read_file


def tree_of(text: str) -> Tree:
    return read(Source("a.yaml", text))


def refused(text: str) -> tuple[str, str, tuple[int, int] | None]:
    with pytest.raises(Failure) as caught:
        tree_of(text)
    first = caught.value.diagnostics[0]
    return first.code, first.message, first.span.start if first.span else None


def outcome(text: str) -> str:
    """The findings in a text; every place in what can be read begins before it ends."""
    try:
        tree = tree_of(text)
    except Failure as failure:
        return render(failure.diagnostics)
    spans = [scalar.span for scalar in scalars(tree)]
    assert all(span.start <= (span.end_line, span.end_column) for span in spans)
    return ""


def scalars(tree: Tree) -> list[Scalar]:
    if isinstance(tree, Scalar):
        return [tree]
    inner = tree if isinstance(tree, Sequence) else (t for e in tree for t in (e.key, e.value))
    return [scalar for one in inner for scalar in scalars(one)]


def text_at(scalar: Scalar) -> str:
    span = scalar.span
    assert span.line == span.end_line
    return span.source.lines[span.line - 1][span.column - 1 : span.end_column - 1]


def test_lists_and_mappings_in_both_forms():
    text = "a: [1, {b: c}]\nd:\n  - 2.5\n  - e: null\n"
    assert plain(tree_of(text)) == {"a": [1, {"b": "c"}], "d": [2.5, {"e": None}]}


def test_quotes_make_text():
    assert plain(tree_of("['1', \"true\", 'null', '']")) == ["1", "true", "null", ""]


def test_aliases_are_what_they_name():
    assert plain(tree_of("a: &x [1]\nb: *x")) == {"a": [1], "b": [1]}


def test_an_anchor_may_be_given_again():
    assert plain(tree_of("[&x 1, *x, &x 2, *x]")) == [1, 1, 2, 2]


def test_flow_is_remembered():
    tree = tree_of("a: {b: 1}\nc:\n  d: 1\n")
    assert isinstance(tree, Mapping)
    assert [entry.value.flow for entry in tree] == [True, False]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[]", "a list"),
        ("{}", "a mapping"),
        ("~", "nothing"),
        ("true", "true"),
        ("x", '"x"'),
        ("3", "3"),
    ],
)
def test_a_tree_is_described_in_words(text, words):
    assert describe(tree_of(text)) == words


REFUSED = {
    "an empty file": ("", "A105", "the file is empty", (1, 1)),
    "only a comment": ("# nothing\n", "A105", "the file is empty", (1, 1)),
    "a bracket that stays open": (
        "a: [1, 2\nb: 3\n",
        "A102",
        "this is not YAML: a list in brackets is not closed",
        (1, 4),
    ),
    "a quotation that stays open": (
        "a: 'x\n",
        "A102",
        "this is not YAML: a text in quotes is not closed",
        (1, 6),
    ),
    "a tab that indents": (
        "a:\n\t- b\n",
        "A102",
        "this is not YAML: a tab in the indentation",
        (2, 1),
    ),
    "two keys on a line": (
        "a: b: c\n",
        "A102",
        "this is not YAML: a second `: ` on this line",
        (1, 5),
    ),
    "an alias of nothing": ("a: *b\n", "A102", "no anchor `&b` stands above this alias", (1, 4)),
    "an alias of itself": (
        "a: &a [*a]\n",
        "A102",
        "no anchor `&a` stands above this alias",
        (1, 8),
    ),
    "a control character": ("a: \x07\n", "A102", "a character that YAML does not allow", (1, 4)),
    "half of a surrogate pair": (
        "a: \ud800",
        "A102",
        "a character that YAML does not allow",
        (1, 4),
    ),
    "a key twice": ("a: 1\nb: 2\na: 3\n", "A103", "the key `a` is written twice", (3, 1)),
    "a second document": ("a: 1\n---\nb: 2\n", "A106", "a second document begins here", (2, 1)),
    "a tag": ("a: !x 1\n", "A106", "the tag `!x` means nothing here", (1, 4)),
    "a tag of Python": (
        "a: !!python/name:os.system x\n",
        "A106",
        "the tag `!!python/name:os.system` means nothing here",
        (1, 4),
    ),
    "a merge key": (
        "a: &a {}\nb: {<<: *a}\n",
        "A106",
        "merge keys (`<<`) are not part of YAML 1.2",
        (2, 5),
    ),
    "a list as key": ("[1]: 2\n", "A106", "a key must be a word, not a list or a mapping", (1, 1)),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_refused(case):
    text, code, message, place = case
    assert refused(text) == (code, message, place)


def test_faults_that_do_not_end_the_reading_are_all_told():
    with pytest.raises(Failure) as caught:
        tree_of("a: 1\na: 2\nb: !x 3\nb: 4\n")
    assert [(d.code, d.span.line) for d in caught.value.diagnostics] == [
        ("A103", 2),
        ("A106", 3),
        ("A103", 4),
    ]


WORD = st.text("abcßé卷積🙂e\u0301", min_size=1, max_size=6)
ENDS = st.sampled_from(["\n", "\r\n", "\r"])


@given(st.lists(WORD, min_size=1, max_size=5, unique=True), ENDS, st.booleans(), st.booleans())
@settings(max_examples=60, deadline=None)
def test_the_text_at_a_span_is_the_text(words, end, marked, flow):
    pairs = [f"k{word}:\t{word}" for word in words]
    text = "{" + f",{end} ".join(pairs) + "}" if flow else end.join(pairs)
    tree = tree_of(("\ufeff" if marked else "") + text + end)
    found = scalars(tree)
    assert len(found) == 2 * len(words)
    for scalar in found:
        assert text_at(scalar) == scalar.text


@given(st.text(max_size=80))
@settings(max_examples=200, deadline=None)
def test_any_text_is_a_tree_or_a_failure(text):
    assert "\x1b" not in outcome(text)


PIECES = st.sampled_from([*"[]{}:,-#&*!|>'\"%@` \n\t~?", "a", "1", "- ", ": ", "\n  ", "<<: "])


@given(st.lists(PIECES, max_size=40).map("".join))
@settings(max_examples=300, deadline=None)
def test_any_punctuation_is_a_tree_or_a_failure(text):
    outcome(text)


@given(st.binary(max_size=80))
@settings(max_examples=100, deadline=None)
def test_any_bytes_are_a_source_or_a_failure(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_bytes(data)
    try:
        read(read_file(path))
    except Failure as failure:
        render(failure.diagnostics)


def test_a_file_that_is_not_text_says_where(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_bytes(b"a: 1\nb: \xff\n")
    with pytest.raises(Failure) as caught:
        read_file(path)
    (found,) = caught.value.diagnostics
    assert (found.code, found.message) == ("A101", f"`{path}` is not text in UTF-8")
    assert found.notes == ("byte 9, on line 2, is 0xff",)


def test_a_folder_is_not_a_file(tmp_path):
    with pytest.raises(Failure) as caught:
        read_file(tmp_path)
    assert caught.value.diagnostics[0].message == f"cannot read `{tmp_path}`: it is a folder"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_another_encoding_of_unicode_is_named(tmp_path, encoding):
    path = tmp_path / "net.yaml"
    path.write_bytes("archspec: 1\n".encode(encoding))
    with pytest.raises(Failure) as caught:
        read_file(path)
    (found,) = caught.value.diagnostics
    assert found.helps[0].text == f"it is in {encoding.upper()}: save it as UTF-8"


def test_a_blank_that_is_none_is_named_where_it_stands():
    for text, line, column in (
        ("a:\n  - b\n\u00a0 - c\n  - d\n", 3, 1),
        ("a:\n  - b\n  -\u00a0c\n  - d\n", 3, 4),
        ("a:\n  - b\n  - c\n \u3000- d\n", 4, 2),
    ):
        with pytest.raises(Failure) as caught:
            read(Source("net.yaml", text))
        (found,) = caught.value.diagnostics
        assert (found.span.line, found.span.column) == (line, column)
        [edit] = found.helps[0].edits
        read(Source("net.yaml", apply(found.span.source, [edit])))
