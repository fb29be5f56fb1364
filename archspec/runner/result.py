"""What came of a run."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from archspec.runner.measure import Evaluation
from archspec.runner.progress import Epoch


@dataclass(frozen=True)
class RunResult:
    """What came of a run.

    Args:
        folder: where everything about it lies.
        history: the figures of every epoch.
        best: number of the epoch whose weights are in `best.safetensors`.
        stopped_early: whether it ended before the last epoch by `early_stop`.
        evaluations: the best weights on each part of the data, in eval mode.
    """

    folder: Path
    history: tuple[Epoch, ...]
    best: int
    stopped_early: bool
    evaluations: Mapping[str, Evaluation]
