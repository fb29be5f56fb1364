"""Hover, definitions, fixes and the outline, asked of texts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archspec.catalog import shipped
from archspec.lsp.actions import actions, fix_all, form
from archspec.lsp.completion import completions
from archspec.lsp.definition import declaration
from archspec.lsp.documents import Document, opened
from archspec.lsp.hover import hover
from archspec.lsp.positions import Text
from archspec.lsp.protocol import code_action, diagnostics, symbol
from archspec.lsp.symbols import Symbol, symbols

SPEC = """\
archspec: 1
params: {width: 16, classes: 2}
input: [3, 32, 32]
blocks:
  convs:
    about: Two of them.
    params: {planes: required}
    layers:
      - conv: {name: inner, width: $planes, padding: same}
layers:
  - convs: {name: down, planes: $width}
  - relu
  - repeat:
      depth: 3
      layers:
        - residual:
            - conv: {width: "$width + 0 * $i", kernel: 3, padding: same}
            - tanh
  - concat: {with: down}
  - global_avgpool
  - linear: $classes
"""


def document(text: str = SPEC) -> Document:
    """The text as an editor would open it."""
    return opened("file:///net.yaml", "net.yaml", Text(text))


def told(marked: str, found: Document | None = None) -> str:
    """What hovering says where `marked`, a line with a bar in it, has the bar."""
    base = found or document()
    explained = hover(base, place(base.text.text, marked))
    return explained.text if explained else ""


def place(text: str, marked: str) -> int:
    """The offset of the bar of a marked line."""
    before, after = marked.split("|")
    return text.index(before + after) + len(before)


@pytest.mark.parametrize(
    ("marked", "words"),
    [
        ("re|lu", ["16×32×32 → 16×32×32", "0 parameters, 0 MACs", "receptive field 3×3", "max(x"]),
        ("- line|ar", ["32 → 2", "66 parameters, 64 MACs", "unit"]),
        ("- con|cat", ["16×32×32, 16×32×32 → 32×32×32"]),
        ("resid|ual", ["16×32×32 → 16×32×32", "6,960 parameters", "3 times", "plus what the body"]),
        ("- conv|s: {name", ["3×32×32 → 16×32×32", "448 parameters", "Two of them.", "`planes`"]),
        ("  conv|s:\n", ["Two of them."]),
        ("padd|ing: same}\n            - tanh", ["Positions added", "`same`", "0 by default"]),
        ("padding: sam|e}\n            - tanh", []),
        ("$wid|th}", ["`$width` = `16`"]),
        ("$clas|ses", ["`$classes` = `2`"]),
        ("* $|i", ["`$i`: a parameter"]),
        ("$plan|es", ["`$planes`: a parameter, `required` in the file"]),
        ("with: do|wn", ["`down`: the `convs` on line 11", "3×32×32 → 16×32×32"]),
        ("wi|th:", ["another value above"]),
        ("na|me: down", ["448 parameters", "Its name in the module"]),
        ("dep|th: 3", ["How many times.", "a whole number from 0"]),
        ("inp|ut:", ["The shape of one sample"]),
        ("- conv: {wi|dth: \"", ["Output channels.", "required"]),
    ],
)  # fmt: skip
def test_hover(marked: str, words: list[str]) -> None:
    text = told(marked)
    assert [word for word in words if word not in text] == []
    assert bool(text) == bool(words)


TRAINED = """\
archspec: 1
input: [2]
layers: [linear: 1]
train:
  data:
    table: a.csv
    fields:
      x: {numbers: {of: [a, b], missing: flag}}
      number: {number: c}
  targets:
    output: {loss: huber, to: number, metrics: [mae]}
"""


@pytest.mark.parametrize(
    ("marked", "words"),
    [
        ("ta|ble", ["A table with a row for each sample", "a path, a list of paths"]),
        ("fiel|ds", ["What a sample is made of", "a mapping from names to one of image"]),
        ("num|bers: {of", ["Several columns of numbers as one vector"]),
        ("miss|ing", ["What becomes of a gap", "refuse by default"]),
        ("{num|ber: c", ["One number of each sample"]),
        ("  num|ber: {", []),
        ("hub|er", ["Huber 1964"]),
        ("t|o: number", ["The field it is compared with"]),
        ("ma|e", ["The mean absolute error"]),
    ],
)
def test_hover_in_a_recipe(marked: str, words: list[str]) -> None:
    text = told(marked, document(TRAINED))
    assert [word for word in words if word not in text] == []
    assert bool(text) == bool(words)


@pytest.mark.parametrize("offset", [0, 2, 4])
def test_hover_over_a_code_that_a_comment_silences(offset: int) -> None:
    text = SPEC.replace("- relu", "- relu  # archspec: ignore A703: why not")
    at = text.index("A703")
    found = hover(document(text), at + offset)
    assert found is not None
    assert (found.start, found.end) == (at, at + 4)
    assert "**A703: two linear layers with nothing non-linear between**" in found.text
    assert hover(document(SPEC.replace("- relu", "- relu  # A703")), at - 18 + offset) is None


def test_hover_over_what_a_layer_receives() -> None:
    text = SPEC.replace("linear: $classes", "linear: $in")
    found = hover(document(text), text.index("$in") + 1)
    assert found is not None
    assert "the channels that the layer receives" in found.text


def test_figures_are_those_of_the_last_network_while_the_text_is_none() -> None:
    first = document()
    assert first.compiled is not None
    broken = first.changed(Text(SPEC.replace("- relu\n", "- relu\n  - conv: {wid\n")))
    assert broken.checked.compiled is None
    assert "32 → 2" in told("- line|ar", broken)
    assert "16×32×32 → 16×32×32" in told("- re|lu", broken)
    touched = broken.changed(Text(SPEC.replace("- linear: $classes", "- linear: {wid")))
    assert "→" not in told("- line|ar", touched)


@pytest.mark.parametrize(
    ("marked", "target"),
    [
        ("$wid|th}", "|width: 16"),
        ("+ 0 * $|i", "|repeat:"),
        ("$plan|es", "|planes: required"),
        ("pla|nes: $", "|planes: required"),
        ("- con|vs: {", "|convs:\n"),
        ("with: do|wn", "|down, planes"),
    ],
)
def test_definitions(marked: str, target: str) -> None:
    root = document().sketch
    found = declaration(root, place(SPEC, marked))
    assert found is not None
    assert found.word.start == place(SPEC, target)


@pytest.mark.parametrize("marked", ["re|lu", "arch|spec", "padding: sa|me}\n  ", "name: do|wn"])
def test_what_has_no_definition(marked: str) -> None:
    text = SPEC.replace("same}\n            - tanh", "same}\n  - tanh")
    assert declaration(document(text).sketch, place(text, marked)) is None


def test_a_name_means_the_last_above_and_not_one_in_a_block() -> None:
    text = SPEC.replace("with: down", "with: inner").replace("- relu", "- relu: {name: inner}")
    found = declaration(document(text).sketch, place(text, "with: in|ner"))
    assert found is not None
    assert found.word.start == place(text, "- relu: {name: |inner")


def test_fixes_are_edits_of_the_text() -> None:
    text = SPEC.replace("planes: $width", "plans: $width").replace("- relu", "- rleu")
    found = document(text)
    offered = list(actions(found, 0, len(text)))
    assert [a.title for a in offered] == ["did you mean `planes`?", "did you mean `relu`?"]
    every = fix_all(found)
    assert every is not None
    fixed = text
    for change in reversed(every.changes):
        fixed = fixed[: change.start] + change.text + fixed[change.end :]
    assert fixed == SPEC


def test_fixes_are_offered_where_the_finding_is() -> None:
    text = SPEC.replace("- relu", "- rleu")
    assert not list(actions(document(text), 0, 5))
    at = text.index("rleu") + 2
    assert [a.certain for a in actions(document(text), at, at)] == [True]


def test_nothing_to_fix() -> None:
    assert fix_all(document()) is None


def test_the_outline_has_layers_blocks_and_parameters() -> None:
    def drawn(found: Symbol) -> list[object]:
        return [f"{found.name} {found.detail}".strip(), *map(drawn, found.children)]

    parts = {found.name: drawn(found) for found in symbols(document().sketch)}
    assert parts["params"] == ["params", ["width 16"], ["classes 2"]]
    assert parts["blocks"] == [
        "blocks",
        ["convs", ["planes required"], ["conv inner"]],
    ]
    assert parts["layers"] == [
        "layers",
        ["convs down"],
        ["relu"],
        ["repeat", ["residual", ["conv"], ["tanh"]]],
        ["concat"],
        ["global_avgpool"],
        ["linear $classes"],
    ]


def test_an_outline_of_a_broken_text() -> None:
    root = document("layers:\n  - conv: {wid\n  - relu\nparams: {a: [").sketch
    assert [(s.name, len(s.children)) for s in symbols(root)] == [("layers", 2), ("params", 1)]


def test_a_text_that_is_too_large_is_said_to_be() -> None:
    found = document("a: 1\n" * 2**20)
    assert [d.code for d in found.findings] == ["A104"]
    assert symbols(found.sketch) == ()


PIECES = st.sampled_from(
    [
        "$",
        "{",
        "}",
        "[",
        "]",
        ":",
        "- ",
        "\n",
        "  ",
        "conv",
        "'",
        '"',
        "🙂",
        "*a",
        "&a ",
        "#",
        "name",
    ]
)


@given(
    st.sampled_from(sorted(shipped())),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 9), PIECES), max_size=6),
    st.floats(0, 1),
)
@settings(deadline=None)
def test_no_edit_is_too_much(name: str, edits: list[tuple[float, int, str]], where: float) -> None:
    text = shipped()[name].read_text(encoding="utf-8")
    found = document(text)
    for at, gone, piece in edits:
        start = int(at * len(text))
        text = text[:start] + piece + text[start + gone :]
        found = found.changed(Text(text))
    offset = int(where * len(text))
    diagnostics(found)
    for action in (*actions(found, 0, len(text)), *filter(None, [fix_all(found)])):
        code_action(found, action)
    form(found)
    completions(text, offset)
    hover(found, offset)
    declaration(found.sketch, offset)
    for one in symbols(found.sketch):
        shown = symbol(found.text, one)
        assert shown.range.start <= shown.selection_range.start
        assert shown.selection_range.end <= shown.range.end
