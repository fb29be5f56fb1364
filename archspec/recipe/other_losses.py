"""Losses of torch beside the usual one."""

from typing import Annotated, ClassVar

from pydantic import Field

from archspec.recipe.class_weights import ABOUT, ClassWeights
from archspec.recipe.losses import Loss, Targets


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
