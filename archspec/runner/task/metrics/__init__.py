"""The figures that say how good a network is, each in a file of its own."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Final

from archspec.runner.task.metrics.accuracy import Accuracy
from archspec.runner.task.metrics.auroc import Auroc
from archspec.runner.task.metrics.average_precision import AveragePrecision
from archspec.runner.task.metrics.calibration_error import CalibrationError
from archspec.runner.task.metrics.dice import Dice
from archspec.runner.task.metrics.f1 import F1
from archspec.runner.task.metrics.iou import Iou
from archspec.runner.task.metrics.mae import Mae
from archspec.runner.task.metrics.metric import Better, Metric
from archspec.runner.task.metrics.precision import Precision
from archspec.runner.task.metrics.r2 import R2
from archspec.runner.task.metrics.recall import Recall
from archspec.runner.task.metrics.retrieval import Retrieval
from archspec.runner.task.metrics.rmse import Rmse
from archspec.runner.task.metrics.top_k import TopK

METRICS: Final[Mapping[str, type[Metric]]] = {
    one.kind: one
    for one in (
        *(Accuracy, TopK, F1, Precision, Recall, Iou, Dice, Auroc, AveragePrecision),
        *(Mae, Rmse, R2, CalibrationError, Retrieval),
    )
}
"""Every figure by its word."""


def make_metric(word: str, *, independent: bool = False, **given: Any) -> Metric:
    """The figure of that word.

    Args:
        word: such as `f1`.
        independent: whether samples have several labels, each a yes or no.
        given: its own fields.

    >>> make_metric("top_k", k=3).name
    'top_3'
    """
    kind = METRICS[word]
    known = {one.name for one in fields(kind)}
    more = {"independent": independent} if "independent" in known else {}
    return kind(**more, **given)


__all__ = ["METRICS", "Better", "Metric", "make_metric"]
