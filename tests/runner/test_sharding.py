"""Processes that each keep a part of a network train it as one process does."""

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from torch import nn

from archspec.diagnostics import Failure
from archspec.runner import resume, train
from archspec.runner.place import find_place
from archspec.runner.sharding import is_sharded, own, shard, whole

from .conftest import recipe
from .processes import together
from .test_processes import Double, few, rows
from .test_resume import Interrupt, Stop

pytestmark = [
    pytest.mark.forks,
    pytest.mark.skipif(not torch.distributed.is_available(), reason="torch without processes"),
]


class Tied(nn.Module):
    """Layers of which one is called twice, one shares its weight, and one is no module's call."""

    def __init__(self):
        super().__init__()
        torch.manual_seed(0)
        self.first, self.second = nn.Linear(64, 64), nn.Linear(64, 64)
        self.second.weight = self.first.weight
        self.twice, self.last = nn.Linear(64, 64), nn.Linear(64, 10)
        self.double()

    def forward(self, images):
        out = self.second(torch.relu(self.first(images.flatten(1).double())))
        out = self.twice(torch.relu(self.twice(torch.relu(out))))
        return nn.functional.linear(out, self.last.weight, self.last.bias)


def options(folder, **more):
    return recipe(
        data={"dataset": "npz", "root": str(few(folder, 130)), "val": "test"},
        epochs=3,
        batch_size=16,
        accumulate=2,
        optimizer={"adamw": {"lr": 0.003, "eps": 1e-3}},
        regularize={"l1": 1e-4, "l2": 1e-3},
        clip={"norm": 1.0},
        save={"every": "2 steps"},
        **more,
    )


@pytest.mark.parametrize("network", [Double, Tied])
def test_two_processes_with_half_of_it_each_have_the_losses_of_one(tmp_path, network):
    train(network(), options(tmp_path), tmp_path / "one", input_shape=(1, 8, 8))

    def undisturbed():
        sharded = options(tmp_path, shard=True)
        result = train(network(), sharded, tmp_path / "two", input_shape=(1, 8, 8))
        return result.evaluations["test"].loss

    first, second = together(2, undisturbed, tmp_path / "results")
    assert first == second
    np.testing.assert_allclose(rows(tmp_path / "two"), rows(tmp_path / "one"), rtol=1e-9)
    for name in ("best", "last", "state"):
        one, two = (load_file(tmp_path / run / f"{name}.safetensors") for run in ("one", "two"))
        assert {n: t.shape for n, t in one.items()} == {n: t.shape for n, t in two.items()}
        for key in one:
            torch.testing.assert_close(one[key], two[key], rtol=1e-7, atol=1e-9)


def test_sharded_processes_are_cut_off_and_go_on_to_the_bit(tmp_path):
    wanted = options(tmp_path, shard=True)

    def whole_run():
        train(Tied(), wanted, tmp_path / "whole", input_shape=(1, 8, 8))

    def cut_off():
        progress = Interrupt(1, steps=6)
        try:
            train(Tied(), wanted, tmp_path / "run", input_shape=(1, 8, 8), progress=progress)
        except (Stop, Failure):
            return True
        return False

    def go_on():
        return len(resume(Tied(), tmp_path / "run").history)

    together(2, whole_run, tmp_path / "a")
    assert together(2, cut_off, tmp_path / "b") == [True, True]
    assert together(2, go_on, tmp_path / "c") == [3, 3]
    assert rows(tmp_path / "run") == rows(tmp_path / "whole")
    one, two = (load_file(tmp_path / run / "state.safetensors") for run in ("whole", "run"))
    assert all(torch.equal(one[key], two[key]) for key in one)


def test_each_process_keeps_a_part(tmp_path):
    def work():
        place = find_place(recipe())
        model = shard(Tied(), place, (1, 8, 8))
        parts = {name: tuple(own(one).shape) for name, one in model.named_parameters()}
        same = whole(model.first.weight).equal(Tied().first.weight)
        return is_sharded(model), parts["first.weight"], same

    assert together(2, work, tmp_path) == [(True, (32, 64), True)] * 2
