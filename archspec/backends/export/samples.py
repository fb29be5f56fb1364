"""Inputs to trace and compare with: random numbers, whole ones where vectors are looked up."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import torch
from torch import Tensor, nn

from archspec.backends.export.words import words_of
from archspec.graph import Graph
from archspec.shapes import Shape, open_names
from archspec.shapes.size import at

SIZES: Final = (64, 128, 256, 512)
"""What is tried, in this order, for sizes that a file leaves open."""


@dataclass(frozen=True, slots=True)
class Samples:
    """What a network can be given.

    Args:
        graph: says names and shapes.
        bounds: by the name of each input that an embedding looks up, below what its numbers are.
        type: of these numbers: int64 as tokens are, or float32 where a layer on the way wants it.
    """

    graph: Graph
    bounds: Mapping[str, int]
    type: torch.dtype = torch.int64

    @classmethod
    def of(cls, graph: Graph, module: nn.Module) -> "Samples":
        """The inputs of a network, with whole numbers of the type that it runs on."""
        found = cls(graph, bounds(graph))
        return found if found._runs(module) else cls(graph, found.bounds, torch.float32)

    def draw(self, batch: int, further: int = 0) -> dict[str, Tensor]:
        """Random inputs by what they are called in a program: a batch of each.

        Args:
            batch: how many samples.
            further: by how much open sizes are larger than the smallest that are tried.
        """
        called = words_of(self.graph)
        values = {name: size + further * (i + 1) for i, (name, size) in enumerate(self._sizes())}
        return {
            called[one.name]: self._numbers(one.name, (batch, *dims_at(one.shape, values)))
            for one in self.graph.inputs
        }

    def _numbers(self, name: str, dims: tuple[int, ...]) -> Tensor:
        if name in self.bounds:
            return torch.randint(self.bounds[name], dims).to(self.type)
        return torch.randn(dims)

    def _sizes(self) -> list[tuple[str, int]]:
        """The smallest sizes that are tried, by the names of those that are open."""
        names = open_names(size for one in self.graph.inputs for size in one.shape.dims)
        fits = (size for size in SIZES if _fits(self.graph, dict.fromkeys(names, size)))
        size = next(fits, SIZES[-1])
        return [(name, size) for name in names]

    def _runs(self, module: nn.Module) -> bool:
        if not self.bounds:
            return True
        try:
            with torch.no_grad(), torch.random.fork_rng(devices=()):
                module(*self.draw(1).values())
        except Exception:  # torch raises whatever a layer raises; what it is, tracing says
            return False
        return True


def bounds(graph: Graph) -> dict[str, int]:
    """The smallest vocabulary that looks an input up, by the name of each such input.

    The numbers may pass other layers on the way, which move them: what they come of is an input.
    """
    least: dict[str, int] = {}
    for node in reversed(graph.nodes):
        wanted = node.layer.looks_up or least.get(node.path)
        if wanted is not None:
            for value in node.inputs:
                least[value] = min(wanted, least.get(value, wanted))
    found = {one.name: least.get(one.value, one.values) for one in graph.inputs}
    return {name: bound for name, bound in found.items() if bound is not None}


def _fits(graph: Graph, values: Mapping[str, int]) -> bool:
    """Whether every value of the network has positions where open sizes have these values."""
    return all(min(dims_at(node.output, values)) > 0 for node in graph.nodes)


def dims_at(shape: Shape, values: Mapping[str, int]) -> tuple[int, ...]:
    """The sizes of a shape where open ones have these values."""
    return tuple(at(size, values) for size in shape.dims)
