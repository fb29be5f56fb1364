"""Weights that are made of others, computed once, in a copy that nobody trains."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import torch
from torch import nn
from torch.nn.utils.parametrize import is_parametrized

from archspec import nn as ours
from archspec.graph import Graph

PLAIN: Final[Mapping[type[nn.Module], type[nn.Module]]] = {
    ours.StandardizedConv1d: nn.Conv1d,
    ours.StandardizedConv2d: nn.Conv2d,
    ours.StandardizedConv3d: nn.Conv3d,
    ours.StandardizedConv1dSame: ours.Conv1dSame,
    ours.StandardizedConv2dSame: ours.Conv2dSame,
    ours.StandardizedConv3dSame: ours.Conv3dSame,
    ours.StandardizedLinear: nn.Linear,
}
"""By the class of a layer with a standardised weight, the one that has its weight as it is."""


def settle(module: nn.Module, graph: Graph) -> None:
    """Changes a module in place: each layer has the weight that evaluation would make for it.

    Args:
        module: in evaluation mode.
        graph: the network that it is.
    """
    for path in _made_of_others(graph):
        layer: Any = module.get_submodule(path)
        kind = type(layer)
        if is_parametrized(layer, "weight"):
            # The class that torch made for it, below that which it was.
            _put(layer, layer.weight, kind.__bases__[0], ("_modules", "parametrizations"))
        elif kind in PLAIN:
            _put(layer, layer.standardized(), PLAIN[kind], ("_parameters", "gain"))


def _made_of_others(graph: Graph) -> Iterable[str]:
    return (node.path for node in graph.nodes if node.layer.weight_made_by)


def _put(
    layer: nn.Module, weight: torch.Tensor, kind: type[nn.Module], made_of: tuple[str, str]
) -> None:
    """A layer with a weight of its own, and without what that was made of."""
    table, name = made_of
    del vars(layer)[table][name]
    layer.__class__ = kind
    layer.register_parameter("weight", nn.Parameter(weight.detach().clone(), requires_grad=False))
