"""Runs of networks whose weights are made of weights."""

import pytest
import torch
from safetensors.torch import load_file

from archspec.network import loads
from archspec.runner import resume, train
from archspec.runner.objective import penalty

from .conftest import recipe
from .test_resume import FIELDS, Interrupt, Stop, assert_same_run

TEXT = """
archspec: 1
input: [1, 8, 8]
layers:
  - conv: {name: a, width: 4, padding: same, weight: spectral_norm, act: relu}
  - conv: {name: b, width: 4, weight: weight_norm, norm: batchnorm, l2: 0.01}
  - relu
  - conv: {name: c, width: 4, weight: {standardize: {gain: true}}, act: relu}
  - flatten
  - linear: {width: 10, weight: spectral_norm}
"""


def network(seed: int = 0) -> torch.nn.Module:
    torch.manual_seed(seed)
    return loads(TEXT).build()


@pytest.mark.parametrize(("epochs", "steps"), [(1, 4)])
def test_a_run_goes_on_with_its_power_iterations(tmp_path, epochs, steps):
    wanted = recipe(**FIELDS | {"epochs": 2})
    train(network(), wanted, tmp_path / "whole", input_shape=(1, 8, 8))
    part, stop = tmp_path / "part", Interrupt(epochs, steps)
    with pytest.raises(Stop):
        train(network(), wanted, part, input_shape=(1, 8, 8), progress=stop)
    resume(network(seed=9), part)
    assert_same_run(tmp_path / "whole", part)
    kept = load_file(part / "last.safetensors")
    assert {"a.0.parametrizations.weight.0._u", "c.0.gain"} <= kept.keys()


def test_a_penalty_is_on_what_is_learnt():
    spec = loads(TEXT)
    module, factors = spec.build(), spec.penalties
    learnt = dict(module.named_parameters())
    assert set(factors) == {name for name in learnt if name.startswith("b.0.")}
    squares = sum(one.square().sum() for name, one in learnt.items() if name in factors)
    assert torch.isclose(penalty(module, factors), 0.01 * squares)
