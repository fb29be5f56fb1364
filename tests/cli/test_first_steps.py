"""What a newcomer is told first: what to train by, and what is installed."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from archspec.cli import main
from archspec.cli.train import command as train
from archspec.language.suggestions.recipe_settings import OPTIONS


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
