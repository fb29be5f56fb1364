"""Whether what a file says of an optimiser is what that optimiser keeps.

A run may come from a stranger, and torch takes any state as it is: it would fail at the first step,
or fill memory by a tensor that is no parameter's.
"""

from collections.abc import Mapping
from inspect import signature
from typing import Any, Final

import torch
from torch import Tensor, nn, optim

from archspec.weights import Shapes

TRIAL: Final = (2,)
"""The shape of a parameter on which an optimiser is tried."""

NEVER_NEGATIVE: Final = frozenset(
    (
        *("step", "mu_product", "exp_avg_sq", "max_exp_avg_sq", "exp_inf"),
        *("square_avg", "acc_delta", "sum"),
    )
)
"""Counters, sums and means of squares, and largest sizes; torch takes roots of them."""


def misfit(optimizer: optim.Optimizer, shapes: Mapping[int, Shapes]) -> str:
    """What is wrong with tensors of these shapes, by the number of their parameter; or nothing.

    >>> layer = nn.Linear(2, 3)
    >>> adam = optim.Adam(layer.parameters())
    >>> misfit(adam, {0: {"step": (), "exp_avg": (3, 2), "exp_avg_sq": (9, 9)}})
    '`0.exp_avg_sq` is 9×9, and its parameter 3×2'
    >>> misfit(adam, {7: {}})
    'it has no parameter 7'
    """
    parameters, kept = _parameters(optimizer), _tensors(optimizer)
    for number, named in shapes.items():
        if number >= len(parameters):
            return f"it has no parameter {number}"
        if lacking := kept.keys() - named.keys():
            return f"parameter {number} lacks `{min(lacking)}`"
        for name, shape in named.items():
            own = tuple(parameters[number].shape) if _is_like_parameter(kept.get(name)) else ()
            if shape != own:
                return f"`{number}.{name}` is {_text(shape)}, and its parameter {_text(own)}"
    return ""


LAST_STEP: Final = 2**24
"""The number at which float32 stays where one is added."""


def unsound(optimizer: optim.Optimizer, states: Mapping[int, Mapping[str, Tensor]]) -> str:
    """What no training leaves in tensors of the right shapes, by their parameter; or nothing.

    >>> layer = nn.Linear(2, 3)
    >>> adam = optim.Adam(layer.parameters())
    >>> state = {"step": torch.tensor(-5.0), "exp_avg": torch.zeros(3, 2)}
    >>> unsound(adam, {0: state})
    '`0.step` is below zero'
    """
    parameters, kept = _parameters(optimizer), _tensors(optimizer)
    for number, named in states.items():
        for name, value in named.items():
            trial = kept.get(name)
            wanted = parameters[number] if trial is None or _is_like_parameter(trial) else trial
            if why := _fault(name, value, wanted.dtype):
                return f"`{number}.{name}` {why}"
    return ""


def _fault(name: str, value: Tensor, dtype: torch.dtype) -> str:
    if value.dtype != dtype:
        return f"holds {_name(value.dtype)}, and not {_name(dtype)}"
    if not bool(torch.isfinite(value).all()):
        return "holds numbers that are not finite"
    if name in NEVER_NEGATIVE and bool((value < 0).any()):
        return "is below zero"
    if name == "step" and bool(value != value.floor()):
        return "is no whole number"
    if name == "step" and value.dtype == torch.float32 and bool(value > LAST_STEP):
        return f"is above {LAST_STEP:,}, beyond which its format does not count"
    if name == "mu_product" and bool(value > 1):
        return "is above one"
    return ""


def _parameters(optimizer: optim.Optimizer) -> list[nn.Parameter]:
    return [one for group in optimizer.param_groups for one in group["params"]]


def _tensors(optimizer: optim.Optimizer) -> dict[str, Tensor]:
    return {name: one for name, one in _trial(optimizer).items() if isinstance(one, Tensor)}


def _trial(optimizer: optim.Optimizer) -> dict[str, Any]:
    """What it keeps for a parameter of two numbers, after a step."""
    trial = nn.Parameter(torch.zeros(TRIAL))
    trial.grad = torch.zeros(TRIAL)
    takes = signature(type(optimizer)).parameters
    defaults = {n: value for n, value in optimizer.defaults.items() if n in takes}
    other = type(optimizer)([trial], **defaults)
    other.step()
    return dict(other.state[trial])


def _is_like_parameter(kept: Tensor | None) -> bool:
    """Whether it has its parameter's shape, as all but counters have."""
    return kept is None or kept.shape == TRIAL


def settled_groups(optimizer: optim.Optimizer, groups: Any) -> list[dict[str, Any]]:
    """The groups of the optimiser with the numbers of those that were saved.

    Raises:
        ValueError: where one of them is not of the sort that it was made with.
    """
    own = optimizer.state_dict()["param_groups"]
    if not isinstance(groups, list) or len(groups) != len(own):
        raise ValueError("it has other groups of parameters")
    return [_settled(mine, its) for mine, its in zip(own, groups, strict=True)]


def _settled(own: Mapping[str, Any], saved: Any) -> dict[str, Any]:
    if not isinstance(saved, dict):
        raise TypeError("a group is no mapping")
    for name, value in own.items():
        if not is_like(saved.get(name), value):
            raise ValueError(f"`{name}` is not what it was")
    # JSON has no tuples, but torch compares and unpacks `betas` as one.
    return {
        name: type(v)(saved[name]) if isinstance(v, tuple) else saved[name]
        for name, v in own.items()
    }


def is_like(value: Any, like: Any) -> bool:
    """Whether a value from a file can stand in the place of another: a number for a number.

    >>> is_like(1, 0.5), is_like([1, 2], (0.9, 0.99)), is_like("1", 0.5), is_like(True, False)
    (True, True, False, True)
    """
    if isinstance(like, (list, tuple)):
        long = isinstance(value, (list, tuple)) and len(value) == len(like)
        return long and all(map(is_like, value, like))
    if isinstance(like, (int, float)) and not isinstance(like, bool):
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return type(value) is type(like) and (isinstance(like, bool) or value == like)


def plain_values(optimizer: optim.Optimizer, saved: Any) -> dict[int, dict[str, Any]]:
    """What it keeps beside tensors, by the number of the parameter: numbers, or nothing.

    Raises:
        ValueError, TypeError, AttributeError: for anything that it does not keep.
    """
    count = len(_parameters(optimizer))
    kept = {n: one for n, one in _trial(optimizer).items() if not isinstance(one, Tensor)}
    found = {int(number): dict(values) for number, values in saved.items()}
    for number, values in found.items():
        if not 0 <= number < count:
            raise ValueError(f"it has no parameter {number}")
        for name, value in values.items():
            if name not in kept or not is_like(value, kept[name]):
                raise ValueError(f"`{number}.{name}` is nothing that it keeps")
    return found


def _text(shape: tuple[int, ...]) -> str:
    return "×".join(map(str, shape)) or "one number"


def _name(dtype: torch.dtype) -> str:
    return str(dtype).removeprefix("torch.")
