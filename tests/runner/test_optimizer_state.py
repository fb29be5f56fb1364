"""What optimisers keep, and what of it is never below zero."""

import pytest
import torch
from torch import nn

from archspec.recipe import recipe_of
from archspec.recipe.optimizers import Optimizer
from archspec.runner.optimization import make_optimizer
from archspec.runner.optimizer_state import NEVER_NEGATIVE, unsound


def kinds(base: type[Optimizer] = Optimizer) -> list[type[Optimizer]]:
    return [one for kind in base.__subclasses__() for one in (kind, *kinds(kind))]


CASES = [
    (kind.kind, {name: value} if name else {})
    for kind in kinds()
    for name, value in (("", None), ("amsgrad", True), ("momentum", 0.9), ("centered", True))
    if not name or name in kind.model_fields
]


@pytest.mark.parametrize(("kind", "fields"), CASES)
def test_what_is_kept_is_sound_and_below_zero_where_it_may_be(kind, fields):
    torch.manual_seed(0)
    chosen = recipe_of({"data": {"dataset": "digits"}, "optimizer": {kind: {"lr": 0.1, **fields}}})
    layer = nn.Linear(20, 30)
    optimizer = make_optimizer(layer, chosen.optimizer)
    seen = set()
    for _ in range(20):
        optimizer.zero_grad()
        (layer(torch.randn(8, 20)).sin() * torch.randn(8, 30)).sum().backward()
        optimizer.step()
        states = {
            number: {n: one for n, one in state.items() if isinstance(one, torch.Tensor)}
            for number, state in optimizer.state_dict()["state"].items()
        }
        assert unsound(optimizer, states) == ""
        seen |= {
            n for state in states.values() for n, one in state.items() if bool((one < 0).any())
        }
    kept = {name for state in states.values() for name in state}
    # Means of squares stay above zero by their nature, and all else is now and then below.
    assert kept - seen == kept & NEVER_NEGATIVE
