"""Whether what a file says of an optimiser is what that optimiser keeps.

A run may come from a stranger, and torch takes any state as it is: it would fail at the first step,
or fill memory by a tensor that is no parameter's.
"""

from collections.abc import Mapping
from inspect import signature
from typing import Any

import torch
from torch import Tensor, nn, optim

from archspec.weights import Shapes


def misfit(optimizer: optim.Optimizer, shapes: Mapping[int, Shapes]) -> str:
    """What is wrong with tensors of these shapes, by the number of their parameter; or nothing.

    >>> layer = nn.Linear(2, 3)
    >>> adam = optim.Adam(layer.parameters())
    >>> misfit(adam, {0: {"step": (), "exp_avg": (3, 2), "exp_avg_sq": (9, 9)}})
    '`0.exp_avg_sq` is 9×9, and its parameter 3×2'
    >>> misfit(adam, {7: {}})
    'it has no parameter 7'
    """
    parameters = [one for group in optimizer.param_groups for one in group["params"]]
    kept = _kept(optimizer)
    for number, named in shapes.items():
        if number >= len(parameters):
            return f"it has no parameter {number}"
        if lacking := kept.keys() - named.keys():
            return f"parameter {number} lacks `{min(lacking)}`"
        for name, shape in named.items():
            own = tuple(parameters[number].shape) if kept.get(name, True) else ()
            if shape != own:
                return f"`{number}.{name}` is {_text(shape)}, and its parameter {_text(own)}"
    return ""


def _kept(optimizer: optim.Optimizer) -> dict[str, bool]:
    """The tensors that it keeps for a parameter, and whether they have its shape: by a trial."""
    trial = nn.Parameter(torch.zeros(2))
    trial.grad = torch.zeros(2)
    takes = signature(type(optimizer)).parameters
    defaults = {n: value for n, value in optimizer.defaults.items() if n in takes}
    other = type(optimizer)([trial], **defaults)
    other.step()
    found = other.state[trial].items()
    return {name: value.shape == trial.shape for name, value in found if isinstance(value, Tensor)}


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


def plain_values(values: Any) -> dict[str, Any]:
    """What an optimiser keeps beside tensors: numbers, or nothing.

    Raises:
        TypeError: for anything else.
    """
    if not all(value is None or isinstance(value, (int, float)) for value in values.values()):
        raise TypeError("it holds more than numbers")
    return dict(values)


def _text(shape: tuple[int, ...]) -> str:
    return "×".join(map(str, shape)) or "one number"
