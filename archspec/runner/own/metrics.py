"""A figure that is a class of the caller's."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import torch
from torch import Tensor

from archspec.diagnostics import Failure, Problem
from archspec.recipe.metrics import Better
from archspec.runner.task.metrics.metric import Metric
from archspec.runner.task.statistics import Room, Seen, Statistic


class OwnFigure(Protocol):
    """Sums in, a value out: so it is the same over any shares of the samples.

    Attributes:
        better: `max` or `min`.
    """

    def update(self, scores: Tensor, target: Tensor) -> Tensor | Sequence[Tensor]:
        """The sums of a batch, of shapes that do not depend on how many samples it has."""

    def value(self, *sums: Tensor) -> Any:
        """The figure, from the sums of all batches."""


@dataclass(frozen=True)
class OwnSums:
    """The sums of a figure, one behind the other, in float64."""

    name: str
    figure: OwnFigure = field(compare=False)
    shapes: tuple[tuple[int, ...], ...] = ()

    def empty(self, room: Room) -> Tensor:
        """Nothing counted yet."""
        size = sum(torch.Size(shape).numel() for shape in self.shapes)
        return torch.zeros(size, dtype=room.wide, device=room.device)

    def add(self, sums: Tensor, seen: Seen, room: Room) -> None:
        """Count a share of a batch, in place."""
        found = listed(self.figure.update(seen.scores, seen.labels))
        shapes = tuple(tuple(one.shape) for one in found)
        if shapes != self.shapes:
            fact = f"`{self.name}` gives sums of shapes {shapes}, and gave {self.shapes} before"
            raise Failure([Problem("A606", fact).unlocated()])
        sums += torch.cat([one.to(room.wide).flatten() for one in found])


@dataclass(frozen=True)
class OwnMetric(Metric):
    """A figure of the caller's as any other.

    Args:
        label: what its column is called.
        figure: the caller's.
        shapes: of its sums, which are found by trying.
    """

    label: str = ""
    figure: OwnFigure | None = None
    shapes: tuple[tuple[int, ...], ...] = ()

    @property
    def better(self) -> Better:
        """As it says itself."""
        return "min" if getattr(self.figure, "better", "max") == "min" else "max"

    @property
    def name(self) -> str:
        """What its column is called."""
        return self.label

    @property
    def statistic(self) -> Statistic:
        """Its sums."""
        assert self.figure  # noqa: S101  it is made with one
        return OwnSums(self.label, self.figure, self.shapes)

    def value(self, sums: Tensor) -> float | None:
        """What it makes of them."""
        assert self.figure  # noqa: S101
        sizes = [torch.Size(shape).numel() for shape in self.shapes]
        parts = [one.view(shape) for one, shape in zip(sums.split(sizes), self.shapes, strict=True)]  # type: ignore[no-untyped-call]
        found = self.figure.value(*parts)
        return None if found is None else float(found)


def own_metric(figure: Any, scores: Tensor, labels: Tensor) -> OwnMetric:
    """A figure of the caller's, tried on a few samples to see what it sums.

    Args:
        figure: an object, or its class.
        scores: (n, …), as the network gives them.
        labels: (n, …), what is right.

    Raises:
        Failure: A606 where it has no `update` and `value`.
    """
    made = figure() if isinstance(figure, type) else figure
    name = getattr(made, "name", None) or type(made).__name__.lower()
    if not (hasattr(made, "update") and hasattr(made, "value")):
        fact = f"`{name}` is no figure: it has no `update` and `value`"
        raise Failure([Problem("A606", fact).unlocated()])
    shapes = tuple(tuple(one.shape) for one in listed(made.update(scores, labels)))
    return OwnMetric(str(name), made, shapes)


def listed(sums: Tensor | Sequence[Tensor]) -> list[Tensor]:
    """Sums as a list of them."""
    return [sums] if isinstance(sums, Tensor) else [torch.as_tensor(one) for one in sums]
