"""Two processes train as one does."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from archspec.runner import RunResult, train

from .book import Net
from .conftest import recipe

HERE = Path(__file__)
TRAIN = {
    "data": {"val": "test"},
    "epochs": 2,
    "batch_size": 63,
    "accumulate": 2,
    "optimizer": {"sgd": {"lr": 0.1, "momentum": 0.9}},
    "regularize": {"l2": 1e-3},
}
WORK = """
import sys, torch
torch.set_num_threads(1)
sys.path[:0] = sys.argv[2:]
from runner.test_processes import work
work(sys.argv[1])
"""


def work(folder: Path) -> RunResult:
    torch.manual_seed(0)
    return train(Net(1, 8, 10), recipe(**TRAIN), folder, input_shape=(1, 8, 8))


@pytest.mark.skipif(not torch.distributed.is_available(), reason="torch without processes")
def test_two_processes_give_the_figures_of_one(tmp_path):
    script = tmp_path / "work.py"
    script.write_text(WORK)
    launcher = ("-m", "torch.distributed.run", "--standalone", "--nproc_per_node=2")
    paths = [str(HERE.parents[1]), str(HERE.parents[2])]
    command = [sys.executable, *launcher, str(script), str(tmp_path / "two"), *paths]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    one = work(tmp_path / "one")
    table = np.genfromtxt(tmp_path / "two" / "metrics.csv", delimiter=",", names=True)
    for name in ("train_loss", "train_accuracy", "val_loss"):
        expected = [getattr(epoch, name) for epoch in one.history]
        np.testing.assert_allclose(table[name], expected, rtol=1e-4)
    other = json.loads((tmp_path / "two" / "result.json").read_text())
    other = other["best"]["parts"]["test"]
    assert sum(map(sum, other["confusion"])) == 355
    assert other["accuracy"] == pytest.approx(one.evaluations["test"].accuracy, abs=0.01)
