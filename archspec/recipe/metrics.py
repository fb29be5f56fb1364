"""What is measured of an output, besides its loss."""

import re
from typing import ClassVar, Final, Literal, TypeAlias

from pydantic import Field

from archspec.kind.choice import Choice, OneOf
from archspec.kind.fields import Count
from archspec.recipe.losses import Targets

Better: TypeAlias = Literal["max", "min"]

Sort: TypeAlias = Literal["classes", "masks", "labels", "numbers", "views"]
"""What labels are: a class of each sample or of each pixel, several yes or no, quantities, or what
another output gives."""

USUAL: Final[dict[Sort, tuple[str, ...]]] = {
    "classes": ("accuracy",),
    "masks": ("accuracy", "iou"),
    "labels": ("f1", "average_precision"),
    "numbers": ("mae", "r2"),
    "views": ("retrieval",),
}
"""What is measured where a recipe does not say it, by what the labels are."""


class Metric(Choice):
    """A figure of merit.

    Attributes:
        compares: the targets that it can be measured with.
        better: whether more of it is better, or less.
    """

    compares: ClassVar[tuple[Targets, ...]] = ("classes",)
    better: ClassVar[Better] = "max"

    @property
    def name(self) -> str:
        """What its column is called, and what `watch` names."""
        return self.kind


class Accuracy(Metric):
    """The part of the samples whose class is right."""

    kind: ClassVar[str] = "accuracy"
    compares: ClassVar[tuple[Targets, ...]] = ("classes", "answers")


class TopK(Metric):
    """The part of the samples whose class is among the `k` likeliest."""

    kind: ClassVar[str] = "top_k"
    main: ClassVar[str | None] = "k"
    k: Count = Field(5, description="How many are looked at.")

    @property
    def name(self) -> str:
        """With how many: `top_5`."""
        return f"top_{self.k}"


class F1(Metric):
    """The harmonic mean of precision and recall, averaged over the classes."""

    kind: ClassVar[str] = "f1"
    compares: ClassVar[tuple[Targets, ...]] = ("classes", "answers")


class Precision(Metric):
    """Of what was said to be of a class, the part that is; averaged over the classes."""

    kind: ClassVar[str] = "precision"
    compares: ClassVar[tuple[Targets, ...]] = ("classes", "answers")


class Recall(Metric):
    """Of what is of a class, the part that was found; averaged over the classes."""

    kind: ClassVar[str] = "recall"
    compares: ClassVar[tuple[Targets, ...]] = ("classes", "answers")


class Iou(Metric):
    """Intersection over union (Jaccard 1901) of all samples, averaged over the classes."""

    kind: ClassVar[str] = "iou"


class Dice(Metric):
    """Twice the intersection over the sum of both (Dice 1945), averaged over the classes."""

    kind: ClassVar[str] = "dice"


class Auroc(Metric):
    """The area under the receiver's operating characteristic, averaged over the classes.

    It is exact up to ten million scores, and counted in 200 steps of probability beyond.
    """

    kind: ClassVar[str] = "auroc"
    compares: ClassVar[tuple[Targets, ...]] = ("classes", "answers")


class AveragePrecision(Metric):
    """The area under the curve of precision over recall, averaged over the classes.

    It is exact up to ten million scores, and counted in 200 steps of probability beyond.
    """

    kind: ClassVar[str] = "average_precision"
    compares: ClassVar[tuple[Targets, ...]] = ("classes", "answers")


class CalibrationError(Metric):
    """How far probabilities are from how often they are right (Naeini 2015), in 15 steps."""

    kind: ClassVar[str] = "calibration_error"
    better: ClassVar[Better] = "min"


class Mae(Metric):
    """The mean absolute error, in the unit of the target, whatever its `scale`."""

    kind: ClassVar[str] = "mae"
    compares: ClassVar[tuple[Targets, ...]] = ("numbers",)
    better: ClassVar[Better] = "min"


class Rmse(Metric):
    """The root of the mean squared error, in the unit of the target, whatever its `scale`."""

    kind: ClassVar[str] = "rmse"
    compares: ClassVar[tuple[Targets, ...]] = ("numbers",)
    better: ClassVar[Better] = "min"


class R2(Metric):
    """The part of the variance that is explained; 0 for always giving the mean."""

    kind: ClassVar[str] = "r2"
    compares: ClassVar[tuple[Targets, ...]] = ("numbers",)


class Retrieval(Metric):
    """The part of the samples that are more like their other view than those of their batch."""

    kind: ClassVar[str] = "retrieval"
    compares: ClassVar[tuple[Targets, ...]] = ("views",)


# fmt: off
KINDS = (
    Accuracy, TopK, F1, Precision, Recall, Iou, Dice, Auroc, AveragePrecision, CalibrationError,
    Mae, Rmse, R2, Retrieval,
)
# fmt: on
METRICS = OneOf(KINDS)


def better(watched: str) -> Better:
    """Whether more of a watched figure is better: of `loss`, or of `kind.f1` of an output `kind`.

    >>> better("loss"), better("accuracy"), better("kind.f1"), better("kind.top_3"), better("mae")
    ('min', 'max', 'max', 'max', 'min')
    """
    word = re.sub(r"^top_\d+$", "top_k", watched.rpartition(".")[2])
    metric = METRICS.by_name.get(word)
    return metric.better if metric is not None and issubclass(metric, Metric) else "min"


def judges(word: str) -> tuple[Targets, ...]:
    """The targets that the figure of a word can be measured with.

    >>> judges("accuracy"), judges("mae")
    (('classes', 'answers'), ('numbers',))
    """
    metric = METRICS.by_name[word]
    return metric.compares if issubclass(metric, Metric) else ()
