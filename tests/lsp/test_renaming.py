"""A name is another one everywhere, or nowhere."""

import re

import pytest

from archspec.catalog import shipped
from archspec.lsp.documents import Document, opened
from archspec.lsp.positions import Text
from archspec.lsp.references import name_at, occurrences
from archspec.lsp.renaming import Refused, applied, renamed
from tests.lsp.client import URI, Editor
from tests.lsp.test_questions import SPEC, document, place

VARIANTS = SPEC.replace("layers:\n  - convs", "variants: {big: {width: 32}}\nlayers:\n  - convs")


def after(marked: str, name: str, text: str = SPEC) -> str:
    """The text when what stands at the bar of a line has another name."""
    found = document(text)
    return applied(text, renamed(found, place(text, marked), name))


WIDTH = r"(?<=\$)width|(?<=params: \{)width"


@pytest.mark.parametrize(
    ("marked", "pattern"),
    [
        ("params: {wid|th", WIDTH),
        ("{name: down, planes: $wid|th}", WIDTH),
        ("  con|vs:\n", r"\bconvs\b"),
        ("- con|vs: {name", r"\bconvs\b"),
        ("name: do|wn", r"\bdown\b"),
        ("with: do|wn", r"\bdown\b"),
        ("params: {plan|es", r"\bplanes\b"),
        ("width: $plan|es", r"\bplanes\b"),
        ("down, plan|es:", r"\bplanes\b"),
        ("name: inn|er", r"\binner\b"),
    ],
)
def test_a_name_is_another_one_at_all_of_its_places(marked: str, pattern: str) -> None:
    assert after(marked, "another") == re.sub(pattern, "another", SPEC)


TRAINED = """\
archspec: 1
input: [1, 8, 8]
layers:
  - conv: {name: stem, width: 4, norm: batchnorm}
  - sequence: {name: body, layers: [conv: {name: stem, width: 4}]}
  - flatten
  - linear: {name: head, width: 10}
train:
  data: {dataset: digits, val: 0.1}
  start: {weights: torchvision, except: [head, stem.1]}
  groups: [{of: stem, frozen: 2}, {of: "stem.*", lr_factor: 0.1}, {of: body.stem, frozen: 1}]
"""


def test_a_layer_has_its_new_name_in_the_recipe_as_well() -> None:
    expected = re.sub(r"\bstem\b(?!, width: 4}\])", "trunk", TRAINED).replace(
        "body.trunk", "body.stem"
    )
    for marked in ("name: st|em, width: 4, norm", "of: st|em, frozen", 'of: "st|em.*"', "st|em.1"):
        assert after(marked, "trunk", TRAINED) == expected
    expected = TRAINED.replace("name: body", "name: trunk").replace("body.stem", "trunk.stem")
    assert after("name: bo|dy", "trunk", TRAINED) == expected


@pytest.mark.parametrize(
    ("pattern", "words"),
    [("body.st*", "no parameter of the network has a key like"), ("'*st*'", "other parameters")],
)
def test_a_name_of_which_a_pattern_has_a_part_stays(pattern: str, words: str) -> None:
    text = TRAINED.replace("of: body.stem", f"of: {pattern}")
    with pytest.raises(Refused, match=words):
        after("layers: [conv: {name: st|em", "trunk", text)


def test_a_variant_sets_a_parameter_by_its_name() -> None:
    expected = VARIANTS.replace("width: 16", "w: 16").replace("width: 32", "w: 32")
    assert after("{big: {wid|th", "w", VARIANTS) == expected.replace("$width", "$w")
    assert after("params: {wid|th", "w", VARIANTS) == expected.replace("$width", "$w")


@pytest.mark.parametrize(
    ("marked", "name", "words"),
    [
        ("re|lu", "x", "no parameter, block or layer"),
        ("params: {wid|th", "classes", "`classes` is written twice"),
        ("params: {wid|th", "a b", "a b"),
        ("name: do|wn", "", ""),
        ("  con|vs:\n", "relu", "relu"),
        ("  con|vs:\n", "conv", "conv"),
    ],
)
def test_a_name_that_would_not_do_is_refused(marked: str, name: str, words: str) -> None:
    with pytest.raises(Refused) as refused:
        after(marked, name)
    assert words in str(refused.value)


def test_nothing_is_renamed_in_a_text_with_mistakes() -> None:
    with pytest.raises(Refused, match="the file has mistakes"):
        after("params: {wid|th", "size", SPEC.replace("- relu", "- rulu"))


@pytest.mark.parametrize("name", [*sorted(shipped())][::6])
def test_every_name_of_a_spec_may_be_another_one(name: str) -> None:
    text = shipped()[name].read_text(encoding="utf-8")
    found: Document = opened(URI, "net.yaml", Text(text))
    named = (name_at(found.sketch, word.start) for i in found.sketch.walk() for word in i.words)
    for start in sorted({one[0].word.start for one in named if one})[::7]:
        meant = name_at(found.sketch, start)
        assert meant is not None
        try:
            changes = renamed(found, start, "another_name")
        except Refused:
            continue
        assert len(changes) == len([*occurrences(found.sketch, meant[0])]) >= 1
        assert not opened(URI, "net.yaml", Text(applied(text, changes))).checked.found


def test_an_editor_renames() -> None:
    editor = Editor()
    editor.open(SPEC)
    line = SPEC[: SPEC.index("down")].count("\n")
    about = {"textDocument": {"uri": URI}, "position": {"line": line, "character": 19}}
    prepared = editor.ask("textDocument/prepareRename", about)
    assert [prepared[end]["character"] for end in ("start", "end")] == [18, 22]
    renaming = editor.ask("textDocument/rename", {**about, "newName": "first"})
    assert [edit["newText"] for edit in renaming["changes"][URI]] == ["first", "first"]
    context = {"context": {"includeDeclaration": False}}
    assert len(editor.ask("textDocument/references", about | context)) == 1
    assert len(editor.ask("textDocument/documentHighlight", about)) == 2
    with pytest.raises(AssertionError, match="cannot be the name of a layer"):
        editor.ask("textDocument/rename", {**about, "newName": "a b"})
    assert editor.close() == 0
