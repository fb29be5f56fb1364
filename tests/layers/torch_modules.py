"""From a lowering to what torch makes of it, independently of the back end."""

from collections.abc import Callable
from functools import reduce
from importlib import import_module
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor, nn

from archspec.kind import Layer, Module, Parameter
from archspec.shapes import Shape

BATCH = 2


def resolve(path: str) -> Any:
    module, name = path.rsplit(".", 1)
    return getattr(import_module(module), name)


def make_module(layer: Layer, *shapes: Shape) -> nn.Module:
    call = layer.lower(shapes)
    assert isinstance(call, Module)
    module = resolve(call.target)(**call.args)
    made = call.parametrization
    return module if made is None else resolve(made.target)(module, **made.args)


def make(layer: Layer, *shapes: Shape) -> Callable[..., Tensor]:
    """The module in evaluation, the function with its arguments, or that with a new tensor."""
    call = layer.lower(shapes)
    if isinstance(call, Module):
        module = make_module(layer, *shapes).eval()
        return Words(module) if isinstance(module, nn.Embedding) else module
    function = resolve(call.target)
    if isinstance(call, Parameter):
        weight = tensor(call)
        return lambda *inputs: function(*inputs, like(weight, inputs[0]), **call.args)
    if call.takes == "list":
        return lambda *inputs: function(list(inputs), **call.args)
    if call.takes == "pairs":
        return lambda *inputs: reduce(function, inputs)
    return lambda *inputs: function(*inputs, **call.args)


def like(weight: Tensor, x: Tensor) -> Tensor:
    """A tensor on the device of a value, and of its type where that is one of fractions."""
    return weight.to(x) if x.is_floating_point() else weight.to(x.device)


class Words(nn.Module):
    """An embedding that takes any numbers, of which it makes words of its vocabulary."""

    def __init__(self, embedding: nn.Embedding):
        super().__init__()
        self.embedding = embedding

    def forward(self, x: Tensor) -> Tensor:
        return self.embedding(x.abs().mul(100).long() % self.embedding.num_embeddings)


def tensor(call: Parameter) -> Tensor:
    """A tensor as the scope would have it, filled as the kind says."""
    made = torch.empty(call.shape)
    resolve(call.init.target)(made, **call.init.args)
    return made


def batch(shape: Shape, dtype: torch.dtype = torch.float32) -> Tensor:
    return torch.randn(BATCH, *shape.dims, dtype=dtype)


def seen(function: Callable[[Tensor], Tensor], shape: Shape, axis: int) -> list[set[int]]:
    """For each output position of an axis, the input positions of that axis that it depends on.

    A number that is not a number taints whatever is computed from it, a maximum as well as a sum.
    """
    found: list[set[int]] = []
    # The axis counts positions; the batch and the channels may stand before it.
    dim = axis + 1 + (axis >= shape.channel_axis)
    for position in range(shape.sizes[axis]):
        # Below zero, roots and logarithms are no numbers whatever they depend on.
        x = batch(shape, torch.float64).abs()
        x.select(dim, position).fill_(torch.nan)
        tainted = function(x).isnan().movedim(dim, 0).flatten(1).any(1)
        found = found or [set() for _ in tainted]
        for output in tainted.nonzero().flatten().tolist():
            found[output].add(position)
    return found


def extents(positions: list[set[int]]) -> list[int]:
    return [max(p) - min(p) + 1 if p else 0 for p in positions]


def steps(positions: list[set[int]], extent: int, apart: int = 1) -> set[int]:
    """How far the first position moves between outputs that are `apart` and see all they can."""
    whole = [(i, min(p)) for i, p in enumerate(positions) if p and max(p) - min(p) + 1 == extent]
    if apart == 1:
        return {b - a for (i, a), (j, b) in pairwise(whole) if j == i + 1}
    starts = dict(whole)
    return {starts[i + apart] - a for i, a in whole if i + apart in starts}
