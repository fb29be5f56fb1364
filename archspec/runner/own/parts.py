"""All that a caller in Python brings along, as one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from archspec.runner.own.datasets import GivenData
from archspec.runner.own.events import Callback
from archspec.runner.own.losses import Loss


@dataclass(frozen=True)
class Own:
    """What a caller brings along.

    Args:
        data: the samples, where no source of the recipe has them.
        losses: functions, by the output that they are for.
        metrics: figures, likewise.
        callbacks: functions that are told of events.
    """

    data: GivenData | None = None
    losses: Mapping[str, Loss] = field(default_factory=dict)
    metrics: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    callbacks: Sequence[Callback] = ()
