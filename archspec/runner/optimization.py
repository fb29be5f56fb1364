"""The optimiser and the limit on gradients that a recipe names, as torch's."""

from collections.abc import Mapping
from typing import Any

from torch import nn, optim

from archspec.nn.resolve import resolve
from archspec.recipe.clips import Clip, ClipNorm, ClipValue
from archspec.recipe.groups import Setting
from archspec.recipe.optimizers import Optimizer
from archspec.runner.learning_rate import FACTOR


def make_optimizer(
    model: nn.Module, optimizer: Optimizer, set_apart: Mapping[str, Setting] | None = None
) -> optim.Optimizer:
    """Torch's optimiser over the trained parameters of a model that is on its device already.

    Args:
        model: the network.
        optimizer: of the recipe.
        set_apart: how each parameter is trained, by its name, where not all are trained alike;
            those that are make a group.
    """
    trained = {name: one for name, one in model.named_parameters() if one.requires_grad}
    call = optimizer.lower()
    groups: list[Any] = [*trained.values()]
    if set_apart is not None:
        alike: dict[tuple[float, float | None], list[nn.Parameter]] = {}
        for name, one in trained.items():
            setting = set_apart[name]
            alike.setdefault((setting.lr_factor, setting.weight_decay), []).append(one)
        groups = [_group(some, optimizer.lr, *both) for both, some in alike.items()]
    made: optim.Optimizer = resolve(call.target)(groups, **call.args)
    return made


def _group(
    parameters: list[nn.Parameter], lr: float, factor: float, decay: float | None
) -> dict[str, Any]:
    own = {} if decay is None else {"weight_decay": decay}
    return {"params": parameters, "lr": lr * factor, FACTOR: factor, **own}


def clip_gradients(model: nn.Module, clip: Clip) -> None:
    """Limit the gradients of a model, as the recipe says."""
    if isinstance(clip, ClipNorm):
        nn.utils.clip_grad_norm_(model.parameters(), clip.max_norm)
    elif isinstance(clip, ClipValue):
        nn.utils.clip_grad_value_(model.parameters(), clip.clip_value)
