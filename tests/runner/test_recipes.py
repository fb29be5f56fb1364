"""Each task is learnt by its recipe, shown in a report, predicted of new samples, and checked."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import archspec
from archspec.cli import main
from archspec.diagnostics import Failure

from .recipes import TASKS, Task, make_files


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("recipes")
    make_files(folder)
    return folder


@pytest.fixture(autouse=True)
def here(files, monkeypatch):
    monkeypatch.chdir(files)


def said(*words: object) -> str:
    result = CliRunner().invoke(main, [*map(str, words)])
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.title)
def test_a_task_is_learnt_shown_and_predicted(task: Task, tmp_path):
    run = tmp_path / "run"
    network = archspec.loads(task.text)
    result = network.train(run)
    found = result.evaluations.get("test") or result.evaluations["val"]
    assert {name: found[name] for name, least in task.least.items() if found[name] <= least} == {}
    assert f"<h2>{task.section}" in (run / "report.html").read_text(encoding="utf-8")
    said("predict", run, *task.new, "-o", tmp_path / "new.csv")
    told = json.loads(said("predict", run, *task.new, "--json"))
    with (tmp_path / "new.csv").open(encoding="utf-8", newline="") as file:
        [head, *rows] = csv.reader(file)
    assert head == list(task.columns)
    [columns] = told.values()
    assert list(columns) == head
    assert {len(column) for column in columns.values()} == {len(rows)}


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.title)
def test_a_mistake_in_its_binding_is_said_before_anything_is_read(task: Task):
    old, new, code = task.wrong
    assert old in task.text
    with pytest.raises(Failure) as caught:
        archspec.loads(task.text.replace(old, new)).train("never")
    assert code in {one.code for one in caught.value.diagnostics}
    assert not Path("never").exists()


def test_what_is_predicted_has_the_unit_and_the_names_of_the_data(tmp_path):
    """Prices of the samples that were trained on are near those of the table, in its unit."""
    [task] = [one for one in TASKS if one.title == "two inputs and two outputs"]
    archspec.loads(task.text).train(tmp_path / "run")
    rows = [*csv.DictReader(io.StringIO(said("predict", tmp_path / "run", "sold.csv")))]
    with Path("sold.csv").open(encoding="utf-8") as file:
        truth = [*csv.DictReader(file)]
    prices = [(float(a["price"]), float(b["price"])) for a, b in zip(rows, truth, strict=True)]
    off = sum(abs(one - other) for one, other in prices) / len(prices)
    assert off < 50_000 < min(other for _, other in prices)
    right = sum(a["kind"] == b["kind"] for a, b in zip(rows, truth, strict=True))
    assert right > 0.9 * len(rows)


def test_a_folder_without_samples_is_said(tmp_path):
    [task] = [one for one in TASKS if one.title == "masks"]
    network = archspec.loads(task.text.replace("epochs: 10", "epochs: 1"))
    network.train(tmp_path / "run")
    (tmp_path / "empty").mkdir()
    result = CliRunner().invoke(main, ["predict", str(tmp_path / "run"), str(tmp_path / "empty")])
    assert result.exit_code == 1
    assert "no picture and no array lies in the folder" in result.output
