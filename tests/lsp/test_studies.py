"""What is offered and explained at `|` in a study."""

from pathlib import Path

import pytest

from archspec.catalog import shipped, shipped_variants
from archspec.checking import findings
from archspec.diagnostics import Source
from archspec.language.fields.expected import fields_of
from archspec.lsp.completion import completions
from archspec.lsp.documents import opened
from archspec.lsp.hover import hover
from archspec.lsp.positions import Text
from archspec.planning.plan import Budget, Design, Plan
from archspec.planning.ranges import RANGES
from archspec.planning.sweep_plan import SEARCHES, SweepPlan
from tests.lsp.client import Editor

SPECS = [*dict.fromkeys([*shipped(), *shipped_variants()])]
SWEPT = "study:\n  spec: digits\n"
NET = """\
archspec: 1
params: {planes: 8, deep: true}
input: [1, 8, 8]
layers: [conv: $planes, flatten, linear: 10]
train: {data: {dataset: digits}, optimizer: {sgd: {lr: 0.1}}}
"""


def names(text: str, home: Path = Path()) -> list[str]:
    """What is offered at the bar."""
    before, after = text.split("|")
    return [found.option.name for found in completions(before + after, len(before), home)]


def said(text: str) -> str:
    """What is said about the word at the bar."""
    before, after = text.split("|")
    found = hover(opened("file:///study.yaml", "study.yaml", Text(before + after)), len(before))
    return found.text if found else ""


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("st|", None),
        ("|\nstudy: {designs: [net]}", ["archspec"]),
        ("archspec: |\nstudy: {designs: [net]}", ["1"]),
        ("study:\n  |", [*dict.fromkeys([*fields_of(Plan), *fields_of(SweepPlan)])]),
        ("study:\n  designs: [net]\n  |", [name for name in fields_of(Plan) if name != "designs"]),
        (SWEPT + "  |", [name for name in fields_of(SweepPlan) if name != "spec"]),
        ("study:\n  designs:\n    - {spec: net, |}", [n for n in fields_of(Design) if n != "spec"]),
        ("study: {budget: {|}}", [*fields_of(Budget)]),
        (SWEPT + "  over: {width: {|}}", [*RANGES.by_name]),
        (SWEPT + "  search: |", [*SEARCHES.by_name]),
        (SWEPT + "  search: {random: {|}}", ["trials"]),
        (SWEPT + "  aim: {|}", ["loss", "accuracy", "params", "macs"]),
        (SWEPT + "  aim: {accuracy: |}", ["min", "max"]),
        ("study: {designs: [digits], by: |}", ["loss", "accuracy"]),
        ("study: {designs: [digits], train: {precision: |}}", ["fp32", "fp16", "bf16"]),
        ("study: {designs: [nowhere], set: {|}}", []),
    ],
)
def test_keys_and_words(text: str, offered: list[str] | None) -> None:
    found = names(text)
    assert "study" in found if offered is None else sorted(found) == sorted(offered)


@pytest.mark.parametrize(
    "text",
    [
        "study:\n  spec: |",
        "study:\n  designs:\n    |",
        "study:\n  designs:\n    - spec: d|",
    ],
)
def test_specs_that_ship(text: str) -> None:
    assert names(text) == SPECS


@pytest.mark.parametrize("text", ["study: {designs: [net, |]}", "study:\n  designs:\n    - |"])
def test_designs_are_offered_with_their_fields_too(text: str) -> None:
    assert names(text) == [*SPECS, *fields_of(Design)]


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("study: {designs: [digits, {spec: mine.yaml, set: {|}}]}", ["planes", "deep"]),
        ("study: {designs: [mine.yaml, mine], set: {|}}", ["planes", "deep"]),
        ("study: {designs: [mine, digits], set: {|}}", []),
        ("study: {spec: mine.yaml, set: {planes: 8, |}}", ["deep"]),
    ],
)
def test_parameters_are_those_of_the_specs_that_are_named(
    text: str, offered: list[str], tmp_path: Path
) -> None:
    (tmp_path / "mine.yaml").write_text(NET)
    assert names(text, tmp_path) == offered


def test_what_may_vary_is_offered_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(NET)
    offered = names("study: {spec: mine.yaml, over: {|}}", tmp_path)
    assert offered[:2] == ["planes", "deep"]
    assert {"train.epochs", "train.optimizer.sgd.lr", "train.data.augment"} <= {*offered}
    assert not {"train.optimizer.adam.lr", "train.data.val", "train.seed"} & {*offered}
    assert [name for name in offered if not is_known(name, tmp_path)] == []
    assert not is_known("plans", tmp_path)
    assert not is_known("train.optimizer.adam.lr", tmp_path)


def is_known(name: str, home: Path) -> bool:
    """Whether a sweep can vary something of that name, be its value wrong."""
    text = f"study: {{spec: mine.yaml, over: {{{name}: [1]}}}}"
    wrong = findings(Source("study.yaml", text, home / "study.yaml"))
    unknown = ("unknown field", "names no field", "no parameter", "is not in the recipe")
    return not any(word in one.message for one in wrong for word in unknown)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("st|udy: {designs: [net]}", "Designs that are compared"),
        ("study: {des|igns: [net]}", "The networks."),
        ("study: {designs: [ne|t]}", "tells birds from airplanes.\n\nTakes `classes`"),
        ("study: {designs: [{spec: resnet|50}]}", "Residual networks"),
        ("study: {designs: [{spec: digits, set: {wid|th: 8}}]}", "A parameter of `digits`; `32`"),
        ("study: {spec: digits, over: {train.optimizer.adam.l|r: [1]}}", "Learning rate: how far"),
        ("study: {spec: digits, over: {width: {lo|g: [1, 2]}}}", "order of magnitude"),
        ("study: {designs: [net], train: {epo|chs: 3}}", "How often every training sample"),
        ("study: {spec: digits, se|arch: grid, over: {}}", "Which values are tried."),
        ("study: {spec: digits, aim: {accu|racy: max}}", "whose class is right"),
        ("study: {designs: [{spec: digits, na|me: x}]}", "What tables and charts call it."),
    ],
)
def test_words_are_explained(text: str, words: str) -> None:
    assert words in said(text)


def test_every_field_is_explained_by_its_description() -> None:
    heads = {
        Plan: "study: {",
        SweepPlan: "study: {",
        Design: "study: {designs: [{",
        Budget: "study: {budget: {",
    }
    for model, head in heads.items():
        for name, info in model.model_fields.items():
            told = {Plan: "designs", SweepPlan: "over"}.get(model, name)
            kind = f"{told}: [], " if told != name else ""
            assert str(info.description) in said(f"{head}{kind}{name}|: "), name


def test_a_file_of_a_stranger_is_shown_as_text(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(NET.replace("params", 'about: "[a](http://b) <img>"\nparams'))
    assert "\\[a\\]\\(http\\://b\\) \\<img\\>" in said(f"study: {{spec: {path}|}}")


def test_an_editor_asks(tmp_path: Path) -> None:
    editor = Editor(folder=tmp_path)
    (tmp_path / "mine.yaml").write_text(NET)
    uri = f"{tmp_path.as_uri()}/study.yaml"
    editor.open("study:\n  ", uri)
    offered = editor.about("completion", 1, 2, uri)["items"]
    assert "designs" in [one["label"] for one in offered]
    text = "study:\n  spec: mine\n  over: {planes: [8, 16]}\n  sead: 3\n"
    [found] = editor.open(text, uri)
    assert found["code"] == "A201"
    assert "planes" in editor.about("hover", 2, 10, uri)["contents"]["value"]
    place = {"start": {"line": 3, "character": 2}, "end": {"line": 3, "character": 2}}
    params = {"textDocument": {"uri": uri}, "range": place, "context": {"diagnostics": []}}
    [action, *_] = editor.ask("textDocument/codeAction", params)
    assert "seed" in action["title"]
    assert editor.about("definition", 2, 10, uri) is None
    assert editor.close() == 0
