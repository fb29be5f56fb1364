"""What is minimised: a loss of torch, with its name and defaults, such as the usual one."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from archspec.kind import Function
from archspec.kind.choice import Choice
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
