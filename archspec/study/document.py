"""A comparison for machines: every figure of every run, as JSON has it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from statistics import fmean
from typing import Any

from archspec.recipe.metrics import better
from archspec.study.comparison import Comparison, Row
from archspec.study.student_t import half_width


def as_data(found: Comparison) -> dict[str, Any]:
    """The designs with their runs, and what was said of each pair."""
    return {
        "by": found.by,
        "part": found.part,
        "better": better(found.by),
        "designs": [_row(found, one) for one in found.rows],
        "pairs": [
            {
                "better": one.first,
                "worse": one.second,
                "difference": one.difference,
                "margin": one.margin,
                "p": one.p,
                "shown": one.shown,
            }
            for one in found.verdicts
        ],
        "single_runs": [asdict(one) | {"shown": one.shown} for one in found.duels],
        "words": found.words,
    }


def _row(found: Comparison, one: Row) -> Mapping[str, Any]:
    return {
        "name": one.name,
        "params": one.params,
        "macs": one.macs,
        "refused": one.refused or None,
        "seconds": one.seconds,
        "failed": one.failed,
        "parts": {part: _spread(one.values(part, found.by)) for part in found.parts},
        "runs": [
            {
                "seed": run.seed,
                "folder": str(run.folder),
                "seconds": run.seconds,
                "failed": run.failed or None,
                "figures": run.figures,
            }
            for run in one.outcomes
        ],
    }


def _spread(values: Sequence[float]) -> Mapping[str, float | None] | None:
    """The mean, with half of the interval that holds the true one with 95 %."""
    return {"mean": fmean(values), "half_width": half_width(values)} if values else None
