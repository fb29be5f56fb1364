"""Code that a recipe names runs where it was allowed, and its data is known again."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from archspec.cli import main
from archspec.diagnostics import Failure
from archspec.network import load
from archspec.run import open_run

MODULE = """
from pathlib import Path
import torch

Path("ran").touch()


class Points(torch.utils.data.Dataset):
    def __init__(self, count, shift):
        random = torch.Generator().manual_seed(count)
        self.x = torch.randn(count, 2, generator=random)
        self.shift = shift

    def __len__(self):
        return len(self.x)

    def __getitem__(self, row):
        x = self.x[row]
        return {"x": x + SHIFT, "y": int(x.sum() > self.shift)}


def points(count=80, shift=0.0):
    return {"train": Points(count, shift), "val": Points(count // 2, shift)}


def pairs():
    return [(torch.tensor([float(n % 2), 1.0]), n % 2) for n in range(40)]


def nothing():
    return 7


def fails():
    raise ValueError("no such folder")
"""

SPEC = """
archspec: 1
input: [2]
layers: [linear: 8, relu, linear: 2]
train:
  data: DATA
  optimizer: {adam: {lr: 0.05}}
  batch_size: 16
  epochs: 6
  device: cpu
  tensorboard: false
"""


@pytest.fixture
def place(tmp_path, monkeypatch, request) -> Path:
    # A module is imported once, so each test has one of its own.
    name = f"mine_{abs(hash(request.node.name))}"
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    Path(f"{name}.py").write_text(MODULE.replace("SHIFT", "0.0"))
    Path("name").write_text(name)
    return tmp_path


def spec(data: str, file: str = "net.yaml") -> str:
    text = data.replace("mine", Path("name").read_text())
    Path(file).write_text(SPEC.replace("DATA", text))
    return file


def command(*words: str):
    return CliRunner().invoke(main, list(words))


def test_no_command_runs_it_without_a_word(place):
    net = spec('{python: "mine:points"}')
    assert command("check", net).exit_code == 0
    command("data", net)
    done = command("train", net, "-o", "runs/a")
    assert done.exit_code == 1
    assert "error[A667]" in done.output
    assert "--allow-code" in done.output
    assert not Path("ran").exists()
    assert not Path("runs").exists()


def test_it_trains_goes_on_and_is_measured_where_it_may(place):
    net = spec('{python: {of: "mine:points", arguments: {count: 100}}}')
    done = command("train", net, "-o", "runs/a", "--allow-code")
    assert done.exit_code == 0, done.output
    for words in (("eval", "runs/a"), ("train", "--resume", "runs/a", "--epochs", "7")):
        assert "error[A667]" in command(*words).output
        again = command(*words, "--allow-code")
        assert again.exit_code == 0, again.output
    assert open_run("runs/a").evaluate("val", allow_code=True).accuracy > 0.9
    assert open_run("runs/a").predict({"x": [[3.0, 3.0], [-3.0, -3.0]]})["output"] == ["1", "0"]


def test_samples_that_are_tuples_have_the_names_that_are_given(place):
    net = spec('{python: {of: "mine:pairs", names: [x, y]}, val: 0.2}')
    result = load(net).train("runs/a", allow_code=True)
    assert result.evaluations["val"].count == 8
    assert result.evaluations["val"].accuracy == 1.0


def test_other_samples_are_other_data(place):
    net = spec('{python: {of: "mine:points", arguments: {shift: 0.0}}}')
    load(net).train("runs/a", allow_code=True)
    import sys

    module = sys.modules[Path("name").read_text()]
    before = module.Points.__getitem__

    def moved(self, row):
        one = before(self, row)
        return {**one, "x": one["x"] + 1}

    module.Points.__getitem__ = moved
    with pytest.raises(Failure, match="the data is not what the run began with"):
        open_run("runs/a").resume(changes={"epochs": 8}, allow_code=True)
    with pytest.raises(Failure, match="the data is not what the run began with"):
        open_run("runs/a").evaluate(allow_code=True)


WRONG = {
    '{python: "absent_module:make"}': ("A620", "there is no module `absent_module`"),
    '{python: "mine:absent"}': ("A620", "has no function `absent`"),
    '{python: "mine:fails"}': ("A622", "ValueError: no such folder"),
    '{python: "mine:nothing"}': ("A624", "has no samples by number"),
    "{python: os.system}": ("A203", "mine.data:make"),
    '{python: "mine:points", fields: {x: {numbers: a}}}': ("A603", "`fields` changes none"),
}


@pytest.mark.parametrize("data", WRONG)
def test_what_is_no_data_is_a_finding_at_its_place(place, data):
    done = command("train", spec(data), "--allow-code")
    code, words = WRONG[data]
    assert done.exit_code == 1
    assert f"error[{code}]" in done.output
    assert words in done.output
    assert "Traceback" not in done.output
