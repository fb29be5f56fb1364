"""An interrupted run goes on to the same numbers, bit for bit."""

import csv
import json
import os
import shutil
import signal
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from archspec.diagnostics import Failure
from archspec.runner import Silent, evaluate, resume, train

from .conftest import failed, recipe, small
from .processes import ended, forked, together

pytestmark = pytest.mark.forks

FIELDS = {
    "data": {"val": 0.2, "augment": ({"crop": 1},)},
    "epochs": 4,
    "batch_size": 100,
    "optimizer": {"adam": {"lr": 0.01}},
    "seed": 5,
}
SCHEDULES = {
    "onecycle": {"schedule": {"onecycle": {"max_lr": 0.02}}},
    "multistep": {
        "schedule": {"multistep": {"milestones": (1, 3)}},
        "optimizer": {"sgd": {"lr": 0.1, "momentum": 0.9}},
    },
    "plateau": {"schedule": {"plateau": {"patience": 0, "threshold": 0.9}}},
}


class Stop(Exception):  # noqa: N818  it is no error
    """Stands for anything that ends a process."""


class Interrupt(Silent):
    """Raises after some epochs, or some steps of the next one."""

    def __init__(self, epochs: int, steps: int | None = None):
        self.epochs, self.steps = epochs, steps

    def on_epoch(self, epoch, best):
        self.epochs -= 1
        if self.epochs == 0 and self.steps is None:
            raise Stop

    def on_step(self, step):
        if self.epochs == 0 and step == self.steps:
            raise Stop


def figures(folder: Path) -> list[dict[str, str]]:
    with (folder / "metrics.csv").open() as file:
        return [{k: v for k, v in row.items() if k != "seconds"} for row in csv.DictReader(file)]


def assert_same_run(one: Path, other: Path) -> None:
    assert figures(one) == figures(other)
    for name in ("best.safetensors", "last.safetensors"):
        mine, its = load_file(one / name), load_file(other / name)
        assert mine.keys() == its.keys()
        assert all(torch.equal(mine[key], its[key]) for key in mine), name


@pytest.fixture(scope="module", params=SCHEDULES)
def whole(request, tmp_path_factory):
    """A run without interruption, and what it was trained by."""
    torch.set_num_threads(1)
    fields = FIELDS | SCHEDULES[request.param]
    folder = tmp_path_factory.mktemp("whole") / "run"
    train(small(), recipe(**fields), folder, input_shape=(1, 8, 8))
    return folder, fields


@pytest.mark.parametrize(("epochs", "steps"), [(2, None), (1, 7), (3, 1)])
def test_an_exception_at_an_epochs_end_or_within(whole, tmp_path, epochs, steps):
    folder, fields = whole
    part = tmp_path / "run"
    with pytest.raises(Stop):
        train(
            small(),
            recipe(**fields),
            part,
            input_shape=(1, 8, 8),
            progress=Interrupt(epochs, steps),
        )
    resume(small(seed=99), part)
    assert_same_run(folder, part)


def test_an_interruption_in_the_first_epoch_keeps_the_initial_weights(whole, tmp_path):
    folder, fields = whole
    part = tmp_path / "run"
    with pytest.raises(Stop):
        train(small(), recipe(**fields), part, input_shape=(1, 8, 8), progress=Interrupt(0, 3))
    resume(small(seed=99), part)
    assert_same_run(folder, part)


EVERYTHING = {
    "data": {"val": 0.2, "augment": ({"crop": 1},)},
    "epochs": 3,
    "batch_size": 32,
    "accumulate": 2,
    "seed": 5,
    "optimizer": {"adamw": {"lr": 0.01, "weight_decay": 0.05}},
    "warmup": "7 steps",
    "schedule": {"cosine": {"per": "step", "eta_min": 1e-4}},
    "groups": (
        {"of": ("biases", "norms"), "weight_decay": 0.0},
        {"of": "0", "lr_factor": 0.5, "frozen": 1},
    ),
    "layer_decay": 0.5,
    "ema": 0.9,
    "mix": ("mixup", "cutmix"),
    "sampler": {"balanced": "label", "count": 300},
    "loss": {"cross_entropy": {"label_smoothing": 0.1}},
    "clip": {"norm": 1.0},
    "save": {"every": "2 steps"},
}
"""All that has to be taken up where it was: five steps an epoch, of which some are cut off."""

CUTS = ((0, 6), (1, 8), (1, 4))
"""Epochs that are finished, and batches of the next: within the first, the second and the third."""


@pytest.mark.parametrize("world", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_all_at_once_cut_off_within_each_epoch(tmp_path, world):
    known = {"0.weight": 1, "0.bias": 1, "1.weight": 1, "1.bias": 1, "6.weight": 2, "6.bias": 2}
    fields = EVERYTHING | ({"threads": 1} if world > 1 else {})

    def begin(folder, progress=None):
        ways = {"input_shape": (1, 8, 8), "depths": known, "progress": progress}
        train(small(), recipe(**fields), tmp_path / folder, **ways)

    def cut(number):
        progress = Interrupt(*CUTS[number])
        try:
            if number:
                resume(small(seed=99), tmp_path / "part", progress=progress)
            else:
                begin("part", progress)
        except (Stop, Failure):
            return True
        return False

    def go_on():
        return len(resume(small(seed=99), tmp_path / "part").history)

    together(world, lambda: begin("whole"), tmp_path / "a")
    for number in range(len(CUTS)):
        cut_off = together(world, lambda number=number: cut(number), tmp_path / f"b{number}")
        assert cut_off == [True] * world
    assert together(world, go_on, tmp_path / "c") == [3] * world
    assert_same_run(tmp_path / "whole", tmp_path / "part")
    raw, its = (load_file(tmp_path / run / "raw.safetensors") for run in ("whole", "part"))
    assert all(torch.equal(raw[key], its[key]) for key in raw)


class Suicide(Silent):
    """Kills the process after the second epoch, or within the third."""

    def __init__(self, moment: str):
        self.moment, self.done = moment, 0

    def on_epoch(self, epoch, best):
        self.done += 1
        if self.done == 2 and self.moment == "end":
            os.kill(os.getpid(), signal.SIGKILL)

    def on_step(self, step):
        if self.done == 2 and step == 5 and self.moment == "middle":
            os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("moment", ["end", "middle"])
def test_a_killed_process(tmp_path, moment):
    wanted = recipe(**FIELDS | SCHEDULES["onecycle"])
    train(small(), wanted, tmp_path / "whole", input_shape=(1, 8, 8))

    def victim():
        killed = tmp_path / "killed"
        train(small(), wanted, killed, input_shape=(1, 8, 8), progress=Suicide(moment))

    assert ended(forked(victim, tmp_path / "result")) == -signal.SIGKILL
    assert len(figures(tmp_path / "killed")) == 2
    resume(small(seed=99), tmp_path / "killed")
    assert_same_run(tmp_path / "whole", tmp_path / "killed")


def test_leftovers_of_a_killed_process_are_removed(whole):
    leftover, other = whole[0] / ".0123456789abcdef.part", whole[0] / ".film.mp4.part"
    leftover.write_bytes(b"half")
    other.write_bytes(b"somebody else's")
    resume(small(), whole[0])
    assert not leftover.exists()
    assert other.read_bytes() == b"somebody else's"


def test_tensorboard_shows_each_epoch_once_after_resuming(tmp_path, monkeypatch):
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    from tensorboard.summary.writer import event_file_writer

    # Files of one second are read in the order of their numbers as text, in which 10 is before 9.
    monkeypatch.setattr(event_file_writer, "_global_uid", event_file_writer.AtomicCounter(100))
    with pytest.raises(Stop):
        train(
            small(),
            recipe(**FIELDS, tensorboard=True),
            tmp_path / "run",
            input_shape=(1, 8, 8),
            progress=Interrupt(2, None),
        )
    result = resume(small(seed=99), tmp_path / "run")
    events = EventAccumulator(str(tmp_path / "run" / "tensorboard" / "train"))
    events.Reload()
    assert [(one.step, one.value) for one in events.Scalars("loss")] == [
        (epoch.number, pytest.approx(epoch.train_loss)) for epoch in result.history
    ]


def test_other_data_than_the_run_began_with(tmp_path):
    path = tmp_path / "a.npz"
    images, labels = np.zeros((40, 1, 8, 8), np.uint8), np.arange(40) % 10
    np.savez(path, x=images, y=labels)
    data = {"dataset": "npz", "root": str(path)}
    train(small(), recipe(data=data, epochs=1), tmp_path / "run", input_shape=(1, 8, 8))
    np.savez(path, x=images[:30], y=labels[:30])
    with pytest.raises(Failure) as caught:
        resume(small(), tmp_path / "run")
    assert failed(caught) == (
        "A628",
        "the data is not what the run began with",
        ("`a.npz` has other contents: `x`, `y` changed",),
    )


def test_resuming_a_finished_run_changes_nothing(whole, tmp_path):
    folder, _ = whole
    before = (folder / "metrics.csv").read_bytes()
    result = resume(small(seed=99), folder)
    assert (folder / "metrics.csv").read_bytes() == before
    assert len(result.history) == 4


@pytest.mark.parametrize(("version", "word"), [(1, "an older"), (None, "an older"), (9, "a later")])
def test_a_run_of_other_rules_is_not_gone_on_with_by_these(whole, tmp_path, version, word):
    folder = tmp_path / "run"
    shutil.copytree(whole[0], folder)
    facts = json.loads((folder / "run.json").read_text()) | {"version": version}
    if version is None:
        del facts["version"]
    (folder / "run.json").write_text(json.dumps(facts))
    known = json.loads((folder / "fingerprint.json").read_text())
    del known["facts"]
    (folder / "fingerprint.json").write_text(json.dumps(known))
    with pytest.raises(Failure) as caught:
        resume(small(), folder)
    code, message, _ = failed(caught)
    assert (code, message) == ("A661", f"`{folder}` was begun by {word} archspec")
    assert evaluate(small(), folder).count == 355


def test_a_folder_without_a_run(tmp_path):
    with pytest.raises(Failure) as caught:
        resume(small(), tmp_path / "nothing")
    assert failed(caught) == (
        "A641",
        f"`{tmp_path / 'nothing'}` holds no complete run",
        ("`recipe.json`: no such file or directory",),
    )


def test_a_run_of_another_network(whole):
    folder, _ = whole
    with pytest.raises(Failure) as caught:
        resume(small(classes=7), folder)
    code, message, notes = failed(caught)
    assert code == "A643"
    assert (
        message == f"the weights in `{folder / 'state.safetensors'}` are those of another network"
    )
    assert notes == ("of another shape: 6.bias, 6.weight",)


@pytest.mark.parametrize("keep", [0, 4, 300, 5000])
def test_a_truncated_checkpoint(whole, tmp_path, keep):
    folder = tmp_path / "run"
    shutil.copytree(whole[0], folder)
    path = folder / "state.safetensors"
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(Failure) as caught:
        resume(small(), folder)
    code, message, notes = failed(caught)
    assert (code, message) == ("A642", f"the checkpoint `{path}` is damaged")
    assert notes


@pytest.mark.parametrize(
    ("name", "text", "note"),
    [
        ("recipe.json", "{", "Expecting property name enclosed in double quotes"),
        ("recipe.json", "[]", "it does not hold a mapping"),
        ("recipe.json", '{"epochs": 3}', "`data` is not what a run writes there"),
        ("run.json", '{"classes": []}', "`input_shape` is not what a run writes there"),
    ],
)
def test_damaged_facts_of_a_run(whole, tmp_path, name, text, note):
    folder = tmp_path / "run"
    shutil.copytree(whole[0], folder)
    (folder / name).write_text(text)
    with pytest.raises(Failure) as caught:
        resume(small(), folder)
    code, message, notes = failed(caught)
    assert (code, message) == ("A645", f"`{folder / name}` is not as it was written")
    assert notes[0].startswith(note)
