"""Training and what comes after it, from the command line, on the digits that ship."""

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from PIL import Image

from archspec.cli import main
from archspec.runner.data import sources

SPEC = """\
archspec: 1
name: quick
input: [1, 8, 8]
layers: [conv: {width: 8, act: relu}, flatten, linear: 10]
train: {data: {dataset: digits, val: 0.1}, epochs: 2, optimizer: {adam: {lr: 0.01}}, device: cpu}
"""


def archspec(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments], catch_exceptions=False)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("runs")
    (home / "quick.yaml").write_text(SPEC)
    result = archspec("train", home / "quick.yaml", "-o", home / "run")
    assert result.exit_code == 0, result.stderr
    (home / "output.txt").write_text(result.output)
    return home / "run"


def test_training_says_what_came_of_it_and_where(run: Path) -> None:
    lines = (run.parent / "output.txt").read_text().splitlines()
    assert any("never seen" in line for line in lines)
    assert lines[-1] == f"report  {run / 'report.html'}"
    assert lines[-2] == f"diagram {run / 'diagram.svg'}"
    for name in ("report.html", "diagram.svg", "spec.yaml", "metrics.csv", "best.safetensors"):
        assert (run / name).stat().st_size > 0


def test_the_run_holds_the_picture_of_its_network(run: Path) -> None:
    assert "data:image/svg+xml" in (run / "report.html").read_text()


def test_eval_finds_the_accuracy_that_training_reported(run: Path) -> None:
    figures = json.loads(archspec("eval", run, "--json").output)
    assert figures["samples"] == 355
    assert figures["accuracy"] > 0.6
    shown = f"{100 * figures['accuracy']:5.1f} %"
    assert f"{shown} of 355 samples never seen" in (run.parent / "output.txt").read_text()


def test_predict_names_the_class_of_an_image(run: Path, tmp_path: Path) -> None:
    with np.load(Path(sources.__file__).parent.parent / "digits.npz") as arrays:
        names = list(arrays)
        images = next(arrays[n] for n in names if arrays[n].ndim >= 3)
    image = np.asarray(images[0], dtype=float).reshape(8, 8)
    scaled = (image / image.max() * 255).astype(np.uint8)
    Image.fromarray(scaled).save(tmp_path / "digit.png")
    [said] = json.loads(archspec("predict", run, tmp_path / "digit.png", "--json").output)
    assert said["class"] in {str(i) for i in range(10)}
    assert 0 < said["probability"] <= 1
    assert sum(one["probability"] for one in said["top"]) <= 1.0001


def test_a_machine_without_room_for_what_is_temporary_trains_without_curves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    monkeypatch.setattr("archspec.runner.session.session.draw_curves", full)
    spec = SPEC.replace("epochs: 2", "epochs: 1")
    (tmp_path / "t.yaml").write_text(spec)
    result = archspec("train", tmp_path / "t.yaml", "-o", tmp_path / "run")
    assert result.exit_code == 0
    assert "no curves: no space left on device" in result.output
    report = (tmp_path / "run" / "report.html").read_text()
    assert report.count("data:image/svg+xml") == 2  # the network, and for small screens
    assert (tmp_path / "run" / "diagram.svg").read_text().startswith("<svg")
    assert "accuracy" in report
    words = ("-o", tmp_path / "t.svg", "--engine", "graphviz")
    told = archspec("diagram", tmp_path / "t.yaml", *words)
    assert told.exit_code == 1
    assert "error[A502]" in told.stderr


def test_training_twice_into_one_folder_is_refused(run: Path) -> None:
    result = archspec("train", run.parent / "quick.yaml", "-o", run)
    assert result.exit_code == 1
    assert "already holds a run" in result.stderr


def test_resuming_a_finished_run_changes_nothing(run: Path) -> None:
    before = (run / "metrics.csv").read_text()
    assert archspec("train", "--resume", run).exit_code == 0
    assert (run / "metrics.csv").read_text() == before


def test_a_spec_without_a_recipe_says_how_to_give_one(tmp_path: Path) -> None:
    path = tmp_path / "bare.yaml"
    path.write_text(SPEC.split("train:")[0])
    result = archspec("train", path)
    assert result.exit_code == 1
    assert "does not say how it is trained" in result.stderr
    assert "`shapes` is drawn, for images of any size and 3 classes" in result.stderr


def test_a_recipe_of_its_own_takes_the_place_of_the_specs(tmp_path: Path) -> None:
    spec, recipe = tmp_path / "spec.yaml", tmp_path / "recipe.yaml"
    spec.write_text(SPEC)
    recipe.write_text("train: {data: {dataset: digits}, epochs: 1, device: cpu}\n")
    result = archspec("train", spec, "--recipe", recipe, "-o", tmp_path / "run")
    assert result.exit_code == 0, result.stderr
    assert "epoch 1/1" in result.output


def test_data_that_does_not_fit_is_found_by_check_at_its_place(tmp_path: Path) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(SPEC.replace("linear: 10", "linear: 2"))
    [finding] = json.loads(archspec("check", path, "--format", "json").output)
    assert finding["code"] == "A604"
    assert finding["line"] == 4


def test_of_a_folder_of_several_runs_these_are_named(tmp_path: Path) -> None:
    """As of folds, of which each is a run of its own; those below `runs` do not help."""
    for number in range(2):
        (tmp_path / f"folds/fold-{number}").mkdir(parents=True)
        (tmp_path / f"folds/fold-{number}/recipe.json").write_text("{}")
    for command in ("eval", "predict"):
        files = ("x.png",) if command == "predict" else ()
        result = archspec(command, tmp_path / "folds", *files)
        assert result.exit_code == 1
        assert f"in it are `{tmp_path}/folds/fold-0`, `{tmp_path}/folds/fold-1`" in result.stderr


def test_a_folder_without_a_run_is_refused(tmp_path: Path) -> None:
    for command in (
        ("eval", tmp_path),
        ("predict", tmp_path, "x.png"),
        ("train", "--resume", tmp_path),
    ):
        result = archspec(*command)
        assert result.exit_code == 1
        assert "holds no run" in result.stderr
