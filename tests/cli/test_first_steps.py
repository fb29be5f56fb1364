"""What a newcomer is told first: what to train by, and what is installed."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from archspec.cli import main


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
    assert all(f"  {name}" in said for name in ("onnx ", "onnxruntime", "tensorboard"))
