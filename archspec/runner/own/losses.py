"""A loss that is a function of the caller's."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from archspec.diagnostics import Failure, Problem
from archspec.runner.objective import SampleObjective

Loss = Callable[..., Any]
"""Scores (N, …) and what is right (N, …) to a value for each sample, or each of its places."""


@dataclass(frozen=True)
class OwnObjective(SampleObjective):
    """A function that gives one value for each sample, of which the mean is minimised.

    Args:
        function: the loss.
    """

    function: Loss | None = None

    def sum(self, outputs: Tensor, labels: Tensor) -> Tensor:
        """The sum over samples; of values at several places of a sample, their mean."""
        assert self.function  # noqa: S101  it is made with one
        wide = outputs.to(torch.promote_types(outputs.dtype, torch.float32))
        values = self.function(wide, labels)
        if not isinstance(values, Tensor) or values.dim() == 0 or len(values) != len(labels):
            shape = tuple(values.shape) if isinstance(values, Tensor) else type(values).__name__
            name = getattr(self.function, "__name__", "the loss")
            fact = f"`{name}` gives {shape} for {len(labels)} samples"
            note = "it is to give one value for each sample, which are summed and weighed here"
            raise Failure([Problem("A606", fact, notes=(note,)).unlocated()])
        return values.flatten(1).mean(1).sum() if values.dim() > 1 else values.sum()
