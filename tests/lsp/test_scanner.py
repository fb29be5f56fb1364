"""The sketch: right where the text is YAML, and something everywhere else."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archspec.catalog import shipped
from archspec.diagnostics import Source
from archspec.lsp.positions import Text
from archspec.lsp.scanner import sketch
from archspec.lsp.sketch import Item
from archspec.syntax import Mapping, Scalar, Tree, read

YAML = """\
a: {b: [1, 'two', {c: "d"}], e: &x f}
text: |
  not: a key

  still: text
list:
- f: *x
  g: 3   # a comment: here
-
  h: [i: 4, j]
- [k,
   l]
"quoted key": >-
    folded: text
"""


def entries(tree: Tree) -> Iterator[tuple[int, int, str]]:
    """Where every key stands, and what it says."""
    if isinstance(tree, Mapping):
        for entry in tree:
            yield entry.key.span.line, entry.key.span.column, entry.key.text
            yield from entries(entry.value)
    elif not isinstance(tree, Scalar):
        for item in tree:
            yield from entries(item)


def keys(root: Item, text: Text) -> Iterator[tuple[int, int, str]]:
    """The same of a sketch."""
    for item in root.walk():
        if item.key and item.colon:
            line, character = text.position(item.key.start)
            yield line + 1, character + 1, item.key.text


def outline(item: Item) -> list[object]:
    """What a sketch holds, as lists."""
    words = [word.text for word in item.words]
    return [*words, *(outline(child) for child in item.children)]


@pytest.mark.parametrize("name", sorted(shipped()))
def test_it_finds_the_keys_that_the_reader_finds(name: str) -> None:
    text = shipped()[name].read_text(encoding="utf-8")
    assert [*keys(sketch(text), Text(text))] == [*entries(read(Source(name, text)))]


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=repr)
def test_it_reads_what_yaml_has(end: str) -> None:
    text = YAML.replace("\n", end)
    assert [*keys(sketch(text), Text(text))] == [*entries(read(Source("a.yaml", text)))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a:\n  - b: {c: 1, d\n  - e", [["a", [["b", ["c", "1"], ["d"]]], ["e"]]]),
        ("a: [1, 2\nb: 3", [["a", ["1"], ["2"]], ["b", "3"]]),
        ("a: {\n  b: 1\n  c", [["a", ["b", "1"], ["c"]]]),
        ("a:\n  b: 1\n  c", [["a", ["b", "1"], ["c"]]]),
        ("a: 'b\nc: 1", [["a", "b"], ["c", "1"]]),
        ("- - a\n-", [[["a"]], []]),
        ("]}: ,", [["]}: ,"]]),
        ("\ufeffa: 1", [["a", "1"]]),
        ("# only: this", []),
    ],
    ids=repr,
)
def test_it_keeps_what_it_understands(text: str, expected: list[object]) -> None:
    assert outline(sketch(text)) == expected


@given(st.text(st.sampled_from("ab:- \n\t#[]{},'\"|>&*$é🙂\r"), max_size=60))
def test_it_reads_anything(text: str) -> None:
    for item in sketch(text).walk():
        for word in item.words:
            assert text[word.start : word.end] == word.written
            assert item.path[-1] is item
