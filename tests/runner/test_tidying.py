"""What may be deleted of a run, and what then still works, as docs/training.md says."""

import csv
import shutil
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image

from archspec.cli import main

SPEC = """archspec: 1
input: [1, 8, 8]
layers: [flatten, linear: 10]
train: {data: {dataset: digits}, epochs: 1, tensorboard: false}
"""


def told(*arguments: str) -> str:
    """What a command says, or nothing where it works."""
    found = CliRunner().invoke(main, arguments, catch_exceptions=False)
    return found.output if found.exit_code else ""


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tidying")
    (folder / "s.yaml").write_text(SPEC)
    Image.new("L", (8, 8)).save(folder / "new.png")
    assert not told("train", str(folder / "s.yaml"), "-o", str(folder / "runs" / "one"))
    return folder


@pytest.fixture
def here(trained, tmp_path, monkeypatch) -> Path:
    shutil.copytree(trained, tmp_path / "copy")
    monkeypatch.chdir(tmp_path / "copy")
    return tmp_path / "copy" / "runs" / "one"


def test_a_run_without_its_state_and_pictures_answers_as_before(here):
    for name in ("state.safetensors", "last.safetensors", "report.html", "segments.json"):
        (here / name).unlink()
    for path in here.glob("*.svg"):
        path.unlink()
    assert not told("predict", "runs/one", "new.png")
    assert not told("eval", "runs/one")
    assert not told("runs")
    again = told("train", "--resume", "runs/one", "--epochs", "2")
    assert "another run may begin with its weights: `start: {weights: runs/one}`" in again


def test_a_run_that_began_with_another_needs_it_no_more(here):
    Path("t.yaml").write_text(SPEC.replace("epochs: 1", "epochs: 1, start: {weights: runs/one}"))
    assert not told("train", "t.yaml", "-o", "runs/two")
    shutil.rmtree(here)
    assert not told("eval", "runs/two")
    assert not told("train", "--resume", "runs/two", "--epochs", "2")
    assert not told("runs")


@pytest.mark.usefixtures("no_curves")
def test_a_comparison_trains_a_run_that_was_removed_to_the_same_figures(here):
    Path("t.yaml").write_text(SPEC.replace("linear: 10", "linear: {width: 10, bias: false}"))
    assert not told("compare", "s.yaml", "t.yaml", "--seeds", "2", "-o", "study")
    before = figures()
    shutil.rmtree("study/runs/t/seed-1")
    assert not told("compare", "--resume", "study")
    assert Path("study/runs/t/seed-1/result.json").is_file()
    assert figures() == before


def figures() -> list[dict[str, str]]:
    """The figures of all runs of the study, without how long they took."""
    rows = csv.DictReader(StringIO(Path("study/comparison.csv").read_text()))
    return [{name: value for name, value in row.items() if name != "seconds"} for row in rows]
