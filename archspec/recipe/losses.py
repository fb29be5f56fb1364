"""What is minimised: torch's losses, with its names and defaults."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from archspec.kind import Function
from archspec.kind.choice import Choice, OneOf
from archspec.recipe.class_weights import ABOUT, ClassWeights, Given

Targets = Literal["classes", "numbers", "answers", "views"]
"""What a loss compares with: one class of several, quantities, a yes or no for each output, or the
other view of a sample, which another output has."""


class Loss(Choice):
    """A distance between what the network says and what is right, averaged over samples.

    Attributes:
        target: torch's function for it, by its path.
        targets: what the labels may be.
        yes_or_no: whether each output is a yes or no of its own.
        probabilities: whether the network ends in probabilities, and not in scores.
    """

    target: ClassVar[str]
    targets: ClassVar[tuple[Targets, ...]] = ("classes",)
    yes_or_no: ClassVar[bool] = False
    probabilities: ClassVar[bool] = False

    def lower(self) -> Function:
        """Torch's function, to be called with what the network says and what is right."""
        return Function(self.target, self.model_dump(exclude={"class_weights"}))

    @property
    def measured(self) -> "Loss":
        """The same without what only training has: smoothed labels are not what is right.

        >>> CrossEntropy(label_smoothing=0.1).measured
        CrossEntropy(label_smoothing=0.0, class_weights=None)
        """
        smooth = vars(self).get("label_smoothing")
        return self.model_copy(update={"label_smoothing": 0.0}) if smooth else self

    @property
    def weighed(self) -> Given | None:
        """How much each class counts, where that is said."""
        given: Given | None = vars(self).get("class_weights")
        return given


class CrossEntropy(Loss):
    """Minus the log of the probability given to the right class. The network ends in raw scores."""

    kind: ClassVar[str] = "cross_entropy"
    target: ClassVar[str] = "torch.nn.functional.cross_entropy"
    label_smoothing: Annotated[float, Field(ge=0, le=1)] = Field(
        0.0,
        description="The part of the probability spread evenly over all classes, in training "
        "alone: what is measured is the loss without it.",
    )
    class_weights: ClassWeights = Field(None, description=ABOUT)


class NegativeLogLikelihood(Loss):
    """The same for a network that ends in `log_softmax`."""

    kind: ClassVar[str] = "nll"
    target: ClassVar[str] = "torch.nn.functional.nll_loss"
    class_weights: ClassWeights = Field(None, description=ABOUT)


class BinaryCrossEntropyWithLogits(Loss):
    """A yes or no for each output. One output for two classes, or one for each class."""

    kind: ClassVar[str] = "bce_with_logits"
    target: ClassVar[str] = "torch.nn.functional.binary_cross_entropy_with_logits"
    targets: ClassVar[tuple[Targets, ...]] = ("classes", "numbers", "answers")
    yes_or_no: ClassVar[bool] = True


class BinaryCrossEntropy(Loss):
    """The same for a network that ends in `sigmoid`."""

    kind: ClassVar[str] = "bce"
    target: ClassVar[str] = "archspec.nn.functional.binary_cross_entropy"
    targets: ClassVar[tuple[Targets, ...]] = ("classes", "numbers", "answers")
    yes_or_no: ClassVar[bool] = True
    probabilities: ClassVar[bool] = True


class MeanSquaredError(Loss):
    """The mean of squared differences."""

    kind: ClassVar[str] = "mse"
    target: ClassVar[str] = "torch.nn.functional.mse_loss"
    targets: ClassVar[tuple[Targets, ...]] = ("numbers",)


class MeanAbsoluteError(Loss):
    """The mean of absolute differences."""

    kind: ClassVar[str] = "l1"
    target: ClassVar[str] = "torch.nn.functional.l1_loss"
    targets: ClassVar[tuple[Targets, ...]] = ("numbers",)


class SmoothL1(Loss):
    """Squared for small differences, absolute for large ones (Girshick 2015)."""

    kind: ClassVar[str] = "smooth_l1"
    target: ClassVar[str] = "torch.nn.functional.smooth_l1_loss"
    targets: ClassVar[tuple[Targets, ...]] = ("numbers",)
    beta: Annotated[float, Field(ge=0)] = Field(1.0, description="Where one becomes the other.")


class Huber(Loss):
    """`smooth_l1` times `delta` (Huber 1964)."""

    kind: ClassVar[str] = "huber"
    target: ClassVar[str] = "torch.nn.functional.huber_loss"
    targets: ClassVar[tuple[Targets, ...]] = ("numbers",)
    delta: Annotated[float, Field(gt=0)] = Field(1.0, description="Where one becomes the other.")


LOSSES = OneOf(
    (
        CrossEntropy,
        NegativeLogLikelihood,
        BinaryCrossEntropyWithLogits,
        BinaryCrossEntropy,
        MeanSquaredError,
        MeanAbsoluteError,
        SmoothL1,
        Huber,
    )
)
AnyLoss = Annotated[Loss, LOSSES]
