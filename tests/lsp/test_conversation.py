"""A whole editor's conversation with the server, over its standard input and output."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.lsp.client import URI, Editor

SPEC = """\
archspec: 1
about: "🙂"
params: {width: 16}
input: [3, 32, 32]
layers:
  - conv: {width: $width}
  - flatten
  - linear: 2
"""


@pytest.fixture(scope="module")
def editor() -> Iterator[Editor]:
    found = Editor()
    yield found
    assert found.close() == 0


def test_what_it_can_is_what_it_says(editor: Editor) -> None:
    said = editor.capabilities
    assert said["positionEncoding"] == "utf-16"
    assert said["textDocumentSync"] == {"openClose": True, "change": 1, "save": True}
    assert said["codeActionProvider"] == {"codeActionKinds": ["quickfix", "source.fixAll.archspec"]}
    for word in ("hover", "definition", "documentFormatting", "documentSymbol", "completion"):
        assert said[f"{word}Provider"]


def test_a_mistake_comes_with_its_page_and_what_led_to_it(editor: Editor) -> None:
    [found] = editor.open(SPEC.replace("  - flatten\n", ""))
    assert found["code"] == "A402"
    assert found["severity"] == 1
    assert found["source"] == "archspec"
    assert found["codeDescription"]["href"].startswith("file:///")
    assert found["codeDescription"]["href"].endswith("/A402.md")
    assert found["range"] == {
        "start": {"line": 6, "character": 4},
        "end": {"line": 6, "character": 10},
    }
    assert found["message"].splitlines()[0].startswith("`linear` needs a vector")
    assert "help: average each channel" in found["message"].replace("or average", "average")
    [related] = found["relatedInformation"]
    assert related["location"]["range"]["start"] == {"line": 5, "character": 4}
    assert related["message"] == "this layer gives 16×30×30"


def test_an_edit_is_answered(editor: Editor) -> None:
    editor.open(SPEC)
    editor.change(SPEC.replace("- conv", "- cnov"))
    [found] = editor.findings()
    assert found["code"] == "A205"
    [fix, every] = editor.actions(5)
    assert fix["title"] == "did you mean `conv`?"
    assert fix["kind"] == "quickfix"
    assert fix["isPreferred"] is True
    [edit] = fix["edit"]["changes"][URI]
    assert edit["newText"] == "conv"
    assert edit["range"]["start"] == {"line": 5, "character": 4}
    assert every["kind"] == "source.fixAll.archspec"
    assert [a["kind"] for a in editor.actions(5, ["source.fixAll"])] == ["source.fixAll.archspec"]
    assert [a["kind"] for a in editor.actions(5, ["quickfix"])] == ["quickfix"]
    assert editor.actions(5, ["refactor"]) == []
    editor.change(SPEC)
    assert editor.findings() == []


def test_a_mistake_in_an_included_file_stands_where_that_is_named(editor: Editor, tmp_path) -> None:
    blocks = tmp_path / "blocks.yaml"
    blocks.write_text("archspec: 1\nblocks: {unit: [{conv: $x}]}\n", encoding="utf-8")
    text = "archspec: 1\ninclude: blocks.yaml\ninput: [3, 8, 8]\nlayers: [unit]\n"
    [found] = editor.open(text, (tmp_path / "net.yaml").as_uri())
    assert found["message"].startswith("blocks.yaml:2:24: no parameter is named `x`")
    assert found["range"]["start"] == {"line": 1, "character": 0}
    assert editor.open(blocks.read_text().replace("$x", "4"), blocks.as_uri()) == []


def test_advice_is_a_warning(editor: Editor) -> None:
    [found] = editor.open(SPEC.replace("{width: 16}", "{width: 16, spare: 1}"))
    assert (found["code"][:2], found["severity"]) == ("A7", 2)


def test_only_the_last_of_quick_edits_is_checked(editor: Editor) -> None:
    editor.open(SPEC)
    for i in range(5):
        editor.change(SPEC + "x" * i)
    editor.change(SPEC)
    assert editor.findings() == []


def test_completion_replaces_what_was_typed(editor: Editor) -> None:
    editor.open(SPEC)
    editor.change(SPEC + "  - conv: {wid")
    items = editor.about("completion", 8, 14)["items"]
    [width] = [item for item in items if item["label"] == "width"]
    assert width["textEdit"] == {
        "newText": "width: ",
        "range": {"start": {"line": 8, "character": 11}, "end": {"line": 8, "character": 14}},
    }
    assert width["documentation"]["value"].startswith("Output channels.")
    assert width["sortText"] == min(item["sortText"] for item in items)
    editor.findings()


def test_hover_definition_and_outline(editor: Editor) -> None:
    editor.open(SPEC)
    shown = editor.about("hover", 5, 5)
    assert "**3×32×32 → 16×30×30**" in shown["contents"]["value"]
    assert shown["range"]["end"] == {"line": 5, "character": 8}
    assert "`$width` = `16`" in editor.about("hover", 5, 20)["contents"]["value"]
    found = editor.about("definition", 5, 20)
    assert found["uri"] == URI
    assert found["range"]["start"] == {"line": 2, "character": 9}
    outline = editor.ask("textDocument/documentSymbol", {"textDocument": {"uri": URI}})
    assert [part["name"] for part in outline][-1] == "layers"
    assert [layer["name"] for layer in outline[-1]["children"]] == ["conv", "flatten", "linear"]


def test_formatting_gives_the_one_form(editor: Editor) -> None:
    asked = {"textDocument": {"uri": URI}, "options": {"tabSize": 2, "insertSpaces": True}}
    editor.open("layers: [flatten, linear: 2]\ninput: [3, 8, 8]\narchspec: 1\n")
    [edit] = editor.ask("textDocument/formatting", asked)
    start, end = {"line": 0, "character": 0}, {"line": 3, "character": 0}
    assert edit["range"] == {"start": start, "end": end}
    assert edit["newText"].startswith("archspec: 1\n")
    editor.open(edit["newText"])
    assert editor.ask("textDocument/formatting", asked) == []
    editor.open("layers: [")
    assert editor.ask("textDocument/formatting", asked) == []


def test_places_count_utf_16_after_an_emoji(editor: Editor) -> None:
    [found] = editor.open(SPEC.replace('about: "🙂"', '{about: "🙂", nmae: x}').split("params")[0])
    assert found["source"] == "archspec"
    [found] = editor.open('archspec: 1\ninput: [3]\nlayers: [linear: {name: "🙂", widht: 2}]\n')
    assert found["range"]["start"] == {"line": 2, "character": 30}
    assert found["range"]["end"] == {"line": 2, "character": 35}


def test_places_count_as_the_editor_prefers() -> None:
    editor = Editor(["utf-8", "utf-16"])
    assert editor.capabilities["positionEncoding"] == "utf-8"
    [found] = editor.open('archspec: 1\r\ninput: [3]\r\nlayers: [linear: {name: "🙂", widht: 2}]')
    assert found["range"]["start"] == {"line": 2, "character": 32}
    assert editor.close() == 0


def test_documents_close_and_open_again(editor: Editor) -> None:
    other = "file:///other.yaml"
    assert editor.open("archspec: 2", other) != []
    editor.tell("textDocument/didClose", {"textDocument": {"uri": other}})
    assert editor.findings(other) == []
    assert editor.about("hover", 0, 2, other) is None
    assert editor.open(SPEC, other) == []
    assert editor.about("hover", 5, 5, other) is not None


def test_a_recipe_by_itself_is_checked(editor: Editor) -> None:
    text = "train:\n  data: {dataset: digits}\n  epoch: 3\n"
    [found] = editor.open(text, "file:///work/recipe.yaml")
    assert found["code"] == "A201"
    assert editor.open(text.replace("epoch:", "epochs:"), "file:///work/right.yaml") == []
    other = "train: images/train\nval: images/val\n"
    assert editor.open(other, "file:///work/yolo.yaml") == []


def test_a_study_is_checked(editor: Editor) -> None:
    text = "study:\n  designs: [net, nett]\n"
    [found] = editor.open(text, "file:///work/study.yaml")
    assert found["code"] == "A101"
    assert found["range"]["start"] == {"line": 1, "character": 17}
    for other in ("study: {name: mine, n_trials: 5}", "study: {spec: net}\nservices: {}"):
        assert editor.open(other, "file:///work/another.yaml") == []


def test_other_yaml_is_left_alone(editor: Editor) -> None:
    other = "services:\n  web: {image: nginx}\nname: x\n"
    assert editor.open(other, "file:///compose.yaml") == []
    assert editor.about("completion", 2, 0, "file:///compose.yaml") is None
    assert editor.open(other, "file:///home/specs/net.yaml") != []
    assert editor.open(other, "file:///net.arch.yaml") != []
    assert editor.open(f"{other}archspc: 1\n", "file:///compose.yaml") != []
    assert editor.open("", "file:///compose.yaml") != []


def test_it_never_reads_the_disk(editor: Editor) -> None:
    unknown = "file:///nowhere/at-all.yaml"
    assert editor.about("hover", 0, 0, unknown) is None
    assert editor.about("completion", 0, 0, unknown) is None
    assert editor.about("definition", 0, 0, unknown) is None
    asked = {"textDocument": {"uri": unknown}}
    assert editor.ask("textDocument/documentSymbol", asked) is None
    identifier = {"uri": unknown, "version": 1}
    change = {"textDocument": identifier, "contentChanges": [{"text": SPEC}]}
    editor.tell("textDocument/didChange", change)
    assert editor.open(SPEC, "untitled:Untitled-1") == []


def test_saving_checks_at_once(editor: Editor) -> None:
    editor.open(SPEC)
    editor.change("archspec: 3")
    editor.tell("textDocument/didSave", {"textDocument": {"uri": URI}})
    assert editor.findings() != []


def test_garbage_is_answered(editor: Editor) -> None:
    assert [f["code"] for f in editor.open("[" * 100_000)] == ["A104"]
    assert [f["code"] for f in editor.open("a: 1\n" * 2**20)] == ["A104"]
    assert [f["code"] for f in editor.open("")] == ["A105"]
    assert [f["code"] for f in editor.open("\ud800")] == ["A102"]
    assert editor.open(SPEC) == []


def test_it_has_no_use_for_torch() -> None:
    code = "import sys; from archspec.lsp.server import warm; warm(); print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
