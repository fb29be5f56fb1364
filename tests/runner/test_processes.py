"""Several processes train as one does, however the samples fall among them."""

import csv
import json
import os
import pickle
import signal
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from archspec.diagnostics import Failure
from archspec.runner import Evaluation, RunResult, evaluate, resume, train
from archspec.runner.data.sources import DIGITS

from .book import Net
from .conftest import recipe
from .processes import ended, forked, free_port, together

pytestmark = [
    pytest.mark.forks,
    pytest.mark.skipif(not torch.distributed.is_available(), reason="torch without processes"),
]

FIGURES = ("train_loss", "train_accuracy", "val_loss", "val_accuracy", "rate")


class Double(nn.Module):
    """Convolutions with batch norm in float64, so that no rounding hides what differs."""

    def __init__(self):
        super().__init__()
        torch.manual_seed(0)
        self.body = nn.Sequential(
            nn.Conv2d(1, 4, 3, padding=1),
            nn.BatchNorm2d(4, momentum=None),
            nn.ReLU(),
            nn.Flatten(),
            nn.Linear(256, 16),
            nn.BatchNorm1d(16),
            nn.ReLU(),
            nn.Linear(16, 10),
        ).double()

    def forward(self, images):
        return self.body(images.double())


def few(folder: Path, count: int) -> Path:
    """The first digits as a data set of their own."""
    path = folder / "few.npz"
    with np.load(DIGITS) as content:
        some = {name: content[name][:count] for name in ("x_train", "y_train", "x_test", "y_test")}
    np.savez(path, **some)
    return path


def rows(folder: Path) -> list[list[float]]:
    with (folder / "metrics.csv").open() as file:
        return [[float(row[name]) for name in FIGURES] for row in csv.DictReader(file)]


@pytest.mark.parametrize(
    ("count", "batch", "accumulate"),
    [(130, 16, 1), (94, 16, 3)],
    ids=["a last batch of 2", "uneven shares"],
)
def test_one_two_and_three_processes_have_the_same_losses(tmp_path, count, batch, accumulate):
    """With batch norm and crops; in a last batch of 2, the third process has no sample."""
    data = {"dataset": "npz", "root": str(few(tmp_path, count)), "val": "test"}
    fields = {
        "data": data | {"augment": ({"crop": 1}, {"flip": 0.5}, {"erase": 2})},
        "epochs": 3,
        "batch_size": batch,
        "accumulate": accumulate,
        "optimizer": {"sgd": {"lr": 0.05, "momentum": 0.9}},
        "schedule": {"onecycle": {"max_lr": 0.1}},
        "regularize": {"l2": 1e-3},
        "clip": {"norm": 1.0},
    }
    found = {}
    for world in (1, 2, 3):
        folder = tmp_path / str(world)

        def work(folder=folder) -> RunResult:
            return train(Double(), recipe(**fields), folder, input_shape=(1, 8, 8))

        results = together(world, work, tmp_path / f"{world} processes")
        assert all(one.evaluations == results[0].evaluations for one in results)
        energy = results[0].evaluations["train"].energy
        found[world] = np.array([*np.ravel(rows(folder)), energy])
    np.testing.assert_allclose(found[2], found[1], rtol=1e-12)
    np.testing.assert_allclose(found[3], found[1], rtol=1e-12)


def test_norms_without_running_statistics_measure_batches_as_one_process_does(tmp_path):
    """The last batches have 2 samples, and the third process none; `eval` has to know it too."""
    data = {"dataset": "npz", "root": str(few(tmp_path, 34)), "val": "test"}
    fields = {
        "data": data,
        "epochs": 1,
        "batch_size": 16,
        "optimizer": {"sgd": {"lr": 0.05}},
    }
    found = {}
    for world in (1, 2, 3):
        folder = tmp_path / str(world)

        def work(folder=folder) -> tuple[RunResult, Evaluation]:
            chosen = recipe(**fields, tensorboard=folder.name == "2")
            result = train(bare(), chosen, folder, input_shape=(1, 8, 8))
            return result, evaluate(bare(), folder, "train", device="cpu")

        (result, again), *others = together(world, work, tmp_path / f"{world} processes")
        assert all(one.evaluations == result.evaluations for one, _ in others)
        assert all(one == again for _, one in others)
        assert again.loss == pytest.approx(result.evaluations["train"].loss, rel=1e-12)
        losses = [result.evaluations[part].loss for part in ("train", "test")]
        found[world] = np.array([*np.ravel(rows(folder)), *losses, again.loss, again.energy])
    np.testing.assert_allclose(found[2], found[1], rtol=1e-12)
    np.testing.assert_allclose(found[3], found[1], rtol=1e-12)


def bare() -> nn.Module:
    """Norms that keep no running statistics, and so take those of each batch."""
    model = Double()
    model.body[1] = nn.BatchNorm2d(4, track_running_stats=False).double()
    model.body[5] = nn.BatchNorm1d(16, track_running_stats=False).double()
    return model


def test_two_processes_give_the_figures_of_one_with_the_books_network(tmp_path):
    fields = {
        "data": {"val": "test"},
        "epochs": 2,
        "batch_size": 63,
        "accumulate": 2,
        "optimizer": {"sgd": {"lr": 0.1, "momentum": 0.9}},
        "regularize": {"l2": 1e-3},
    }

    def work(folder: Path) -> RunResult:
        torch.manual_seed(0)
        return train(Net(1, 8, 10), recipe(**fields), folder, input_shape=(1, 8, 8))

    together(2, lambda: work(tmp_path / "two"), tmp_path / "results")
    one = work(tmp_path / "one")
    np.testing.assert_allclose(rows(tmp_path / "two"), rows(tmp_path / "one"), rtol=1e-4)
    other = json.loads((tmp_path / "two" / "result.json").read_text())
    other = other["best"]["parts"]["test"]
    assert sum(map(sum, other["confusion"])) == 355
    assert other["accuracy"] == pytest.approx(one.evaluations["test"].accuracy, abs=0.01)


@pytest.mark.parametrize("victim", [0, 1])
def test_a_killed_process_ends_the_others_with_words(tmp_path, victim):
    class Net(Double):
        calls = 0

        def forward(self, images):
            self.calls += self.training
            if self.calls == 12 and os.environ["RANK"] == str(victim):
                os.kill(os.getpid(), signal.SIGKILL)
            return super().forward(images)

    data = {"dataset": "npz", "root": str(few(tmp_path, 130))}
    wanted = recipe(data=data, epochs=3, batch_size=16, save={"every": "2 steps"})

    def work():
        try:
            train(Net(), wanted, tmp_path / "run", input_shape=(1, 8, 8))
        except Failure as failure:
            return [(one.code, one.message, one.notes) for one in failure.diagnostics]
        return []

    port, files = free_port(), [tmp_path / "0", tmp_path / "1"]
    children = [forked(work, files[rank], rank, 2, port) for rank in range(2)]
    codes = [ended(child) for child in children]
    assert codes[victim] == -signal.SIGKILL
    assert codes[1 - victim] == 0
    ((code, message, notes),) = pickle.loads(files[1 - victim].read_bytes())  # noqa: S301
    assert (code, message) == ("A660", "another of the 2 processes has ended")
    assert "onnection" in notes[0]
    assert len(resume(Double(), tmp_path / "run").history) == 3
