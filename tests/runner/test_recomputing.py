"""Scopes computed twice, and networks compiled: the same numbers, otherwise."""

from types import SimpleNamespace

import pytest
import torch
from torch import nn
from torch.autograd.graph import saved_tensors_hooks

import archspec
from archspec.recipe import RecipeFailure
from archspec.runner import resume, train
from archspec.runner.compiling import check_compiler
from archspec.runner.recomputing import recomputing

from .conftest import recipe
from .test_resume import Interrupt, Stop, assert_same_run, figures

FIELDS = {"epochs": 2, "batch_size": 512, "save": {"every": "2 steps"}}


def deep() -> nn.Module:
    """Blocks with batch norm, one with a running mean of all batches, and dropout."""
    torch.manual_seed(0)

    def block(momentum: float | None) -> nn.Module:
        return nn.Sequential(
            nn.Conv2d(4, 4, 3, padding=1),
            nn.BatchNorm2d(4, momentum=momentum),
            nn.ReLU(),
            nn.Dropout(0.2),
            nn.Conv2d(4, 4, 3, padding=1),
            nn.Tanh(),
        )

    body = nn.Sequential(block(0.1), block(None), block(0.1))
    return nn.Sequential(nn.Conv2d(1, 4, 3), body, nn.Flatten(), nn.Linear(144, 10))


def held(model: nn.Module, patterns: tuple[str, ...]) -> int:
    """Bytes that are kept for the backward pass of a batch."""
    kept: dict[int, int] = {}

    def keep(tensor: torch.Tensor) -> torch.Tensor:
        kept[tensor.untyped_storage().data_ptr()] = tensor.untyped_storage().nbytes()
        return tensor

    with recomputing(model, patterns), saved_tensors_hooks(keep, lambda one: one):
        loss = model(torch.rand(64, 1, 8, 8)).sum()
        found = sum(kept.values())
    del loss
    return found


def test_a_run_has_the_same_numbers_to_the_bit_and_goes_on(tmp_path):
    train(deep(), recipe(**FIELDS), tmp_path / "plain", input_shape=(1, 8, 8))
    fields = FIELDS | {"gradient_checkpointing": ("1.*",)}
    model = deep()
    train(model, recipe(**fields), tmp_path / "twice", input_shape=(1, 8, 8))
    assert_same_run(tmp_path / "plain", tmp_path / "twice")
    assert "forward" not in vars(model[1][0])
    part = tmp_path / "part"
    with pytest.raises(Stop):
        train(deep(), recipe(**fields), part, input_shape=(1, 8, 8), progress=Interrupt(1, 2))
    resume(deep(), part, changes={"gradient_checkpointing": ()})
    assert_same_run(tmp_path / "plain", part)


def test_less_is_kept_for_the_backward_pass():
    model = deep()
    whole, blocks, body = (held(model, patterns) for patterns in ((), ("1.*",), ("1",)))
    assert blocks < 0.45 * whole
    assert body < blocks


def test_a_pattern_that_means_no_scope_is_found_at_its_place(tmp_path):
    fields = FIELDS | {"gradient_checkpointing": ("1.0", "layer3.*")}
    with pytest.raises(RecipeFailure) as caught:
        train(deep(), recipe(**fields), tmp_path / "run", input_shape=(1, 8, 8))
    (one,) = caught.value.problems
    assert (one.code, one.field) == ("A662", ("gradient_checkpointing", 1))
    assert not (tmp_path / "run").exists()


def test_blocks_of_a_file_keep_what_they_take_alone():
    network = archspec.load("resnet18")
    model = network.build()
    x = torch.rand(2, 3, 32, 32)
    losses, gradients = [], []
    for patterns in ((), ("layer3", "layer1.*")):
        model.zero_grad()
        with recomputing(model, patterns):
            loss = model(x).square().sum()
            loss.backward()
        losses.append(loss.item())
        gradients.append([one.grad.clone() for one in model.parameters()])
    assert losses[0] == losses[1]
    assert all(torch.equal(*pair) for pair in zip(*gradients, strict=True))


def test_without_a_compiler_it_is_said_before_anything_is_trained(monkeypatch):
    monkeypatch.setattr("archspec.runner.compiling.which", lambda _: None)
    with pytest.raises(RecipeFailure) as caught:
        check_compiler(SimpleNamespace(type="cpu"))
    (one,) = caught.value.problems
    assert (one.code, one.field) == ("A632", ("compile",))


@pytest.mark.slow
def test_what_is_compiled_has_the_same_losses_and_keys(tmp_path):
    fields = FIELDS | {"gradient_checkpointing": ("1.*",)}
    train(deep(), recipe(**fields), tmp_path / "plain", input_shape=(1, 8, 8))
    model = deep()
    train(model, recipe(**fields, compile=True), tmp_path / "quick", input_shape=(1, 8, 8))
    for one, other in zip(figures(tmp_path / "plain"), figures(tmp_path / "quick"), strict=True):
        assert float(one["train_loss"]) == pytest.approx(float(other["train_loss"]), rel=1e-4)
    assert not any(key.startswith("_orig_mod") for key in model.state_dict())
