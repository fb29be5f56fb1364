"""What a newcomer is told first: what to train by, and what is installed."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from archspec.checking import findings
from archspec.cli import main
from archspec.cli.progress import Bar
from archspec.cli.train import command as train
from archspec.diagnostics import Source
from archspec.diagnostics.edits import apply
from archspec.diagnostics.pages import pages
from archspec.kind import kinds
from archspec.language.suggestions.recipe_settings import OPTIONS
from archspec.runner import Epoch
from archspec.runner.lines import epoch_line


@pytest.mark.parametrize(
    ("size", "classes", "recipe"),
    [
        ("1, 8, 8", 10, "{data: {dataset: digits}}"),
        ("3, 32, 32", 10, "{data: {dataset: cifar10}}"),
        ("3, 32, 32", 2, "{data: {dataset: image_folder, root: FOLDER, val: 0.2}}"),
        ("7", 1, "{data: {table: FILE.csv, fields: {…}, val: 0.2}}"),
    ],
)
def test_a_network_without_a_recipe_is_told_of_one_that_fits_it(
    tmp_path, monkeypatch, size, classes, recipe
):
    monkeypatch.chdir(tmp_path)
    flat = "flatten, " if "," in size else ""
    text = f"archspec: 1\ninput: [{size}]\nlayers: [{flat}linear: {classes}]\n"
    Path("net.yaml").write_text(text, encoding="utf-8")
    said = CliRunner().invoke(main, ["train", "net.yaml"]).stderr
    assert "error[A215]" in said
    assert f"write `train: {recipe}`" in said
    assert "docs/data.md" in said


def test_the_doctor_knows_the_packages_of_exports_and_logs():
    said = CliRunner().invoke(main, ["doctor"]).output
    assert all(f"{name} " in said for name in ("onnx", "onnxruntime", "tensorboard"))


def test_the_doctor_says_how_to_install_what_is_not_there_and_fits_a_terminal(monkeypatch):
    found = {"sweep": ("optuna",)}
    monkeypatch.setattr("archspec.cli.doctor.missing", lambda extra: found.get(extra, ()))
    said = CliRunner().invoke(main, ["doctor"]).output.splitlines()
    place = next(i for i, line in enumerate(said) if line.startswith("  sweep"))
    assert said[place + 1].strip() == "pip install 'archspec-nn[sweep]'"
    assert sum("pip install" in line for line in said) == 1
    assert max(map(len, said[1:12])) <= 80


@pytest.mark.parametrize("words", [("layers", "conv"), ("layers", "gru"), ("explain", "A604")])
def test_what_is_to_be_read_fits_a_terminal_word_by_word(words):
    said = CliRunner().invoke(main, [*words]).output
    assert max(map(len, said.splitlines())) <= 80
    about = pages()["A604"].text if words[0] == "explain" else kinds()[words[1]].__doc__
    assert " ".join(about.split()) in " ".join(said.split())


def test_the_doctor_reads_the_data_that_ships():
    said = CliRunner().invoke(main, ["doctor"]).output
    assert "ok    data: digits has 1,797 images" in said


@pytest.mark.parametrize(
    ("setting", "option"),
    [("epochs=4", "--epochs 4"), ("batch-size=8", "--batch-size 8"), ("learning_rate=1", "--lr 1")],
)
def test_a_setting_of_the_recipe_leads_to_its_option(setting, option):
    said = CliRunner().invoke(main, ["train", "net", "--set", setting])
    assert said.exit_code == 1
    assert f"it stands in the recipe: `archspec train … {option}`" in said.stderr
    options = {one for param in train.params for one in param.opts}
    assert set(OPTIONS.values()) <= options


def test_a_name_that_is_no_spec_leads_to_the_list_of_all():
    assert "`archspec specs` lists all" in CliRunner().invoke(main, ["show", "nett"]).stderr


def test_a_folder_that_is_no_run_leads_to_those_that_are(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("runs/digits").mkdir(parents=True)
    Path("runs/digits/recipe.json").write_text("{}")
    for command in (["eval", "runs/digit"], ["predict", "runs", "x.png"], ["export", "runs"]):
        said = CliRunner().invoke(main, command).stderr
        assert "error[A641]" in said
        assert "`runs/digits`" in said
    Path("runs/digits/recipe.json").unlink()
    assert "`archspec train SPEC` makes a run" in CliRunner().invoke(main, ["eval", "runs"]).stderr


def test_lines_of_a_source_are_counted_as_the_first_page_counts_them(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said = CliRunner().invoke(main, ["source", "resnet50", "-o", "r50.py"]).output
    lines = [line for line in Path("r50.py").read_text().splitlines() if line.strip()]
    assert f"wrote r50.py: {len(lines)} lines that are not blank" in said
    page = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    assert f"in {len(lines)} lines that are not blank" in page


def test_an_option_that_needs_another_says_which_to_add():
    assert "add --ir" in CliRunner().invoke(main, ["show", "net", "--optimised"]).stderr


def test_a_file_is_found_without_its_ending_and_what_ships_comes_first(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said = CliRunner().invoke(main, ["new", "own", "--like", "mlp", "--input", "3"]).output
    assert said.startswith("wrote own.yaml\n")
    assert "own: 3 → 3" in CliRunner().invoke(main, ["show", "own"]).output
    Path("net.yaml").write_text("archspec: 1\ninput: [7]\nlayers: [linear: 1]\n")
    assert "net: 3×32×32" in CliRunner().invoke(main, ["show", "net"]).output
    assert "there is no file and no shipped spec" in CliRunner().invoke(main, ["show", "ow"]).stderr


RESIDUAL = """archspec: 1
input: [3, 8, 8]
layers:
  - residual:{}
  - relu
"""
BODIES = [
    "\n      - conv: {width: 8, kernel: 3, padding: same}\n      - relu",
    " [conv: {width: 8, kernel: 3, padding: same}, relu]",
    " {body: [conv: {width: 8, kernel: 3, padding: same}, relu]}",
]


@pytest.mark.parametrize("body", BODIES)
def test_the_lines_that_project_a_shortcut_are_right_when_obeyed(body):
    source = Source("net.yaml", RESIDUAL.format(body))
    [finding] = findings(source)
    assert finding.code == "A403"
    mended = apply(source, finding.helps[0].edits)
    assert not findings(Source("net.yaml", mended)), mended


def test_no_epoch_is_counted_that_there_is_not(monkeypatch):
    bar, seen = Bar(), []
    bar.on_start(Path("run"), 1, 2, 5)
    reset = bar.bars.reset
    monkeypatch.setattr(bar.bars, "reset", lambda *a, **k: (seen.append(k), reset(*a, **k)))
    for number in (1, 2):
        bar.on_epoch(Epoch(number, 0.5, 1.0, 0.5, 1.0, 0.1, 120.4), best=True)
    assert [one["description"] for one in seen] == ["epoch 2/2"]


@pytest.mark.parametrize(
    "more", [{}, {"val_price.mae": 12345.6, "val_kind.f1": 0.5, "val_a.r2": 1}]
)
def test_lines_of_epochs_have_room_on_a_terminal(more):
    epoch = Epoch(99, 0.5, 0.99, 0.5, 0.98, 0.1, 360.25, more)
    lines = epoch_line(epoch, 100, best=True).splitlines()
    assert len(lines) == 1 + bool(more)
    assert max(map(len, lines)) <= 80
