"""Activations that let pass what is above zero, and little or nothing of what is below."""

from typing import ClassVar

from pydantic import Field

from archspec.diagnostics import Problem
from archspec.kind import Kept, Module, Shapes
from archspec.kind.elementwise import Activation
from archspec.kind.fields import Number
from archspec.kind.half import in_16_bits
from archspec.shapes import Shape


class ReLU(Activation):
    """max(x, 0)."""

    kind: ClassVar[str] = "relu"
    torch_name: ClassVar[str] = "ReLU"
    order: ClassVar[Kept] = "gradients"
    never_negative: ClassVar[bool] = True
    keeps_whole: ClassVar[bool] = True


class ReLU6(Activation):
    """min(max(x, 0), 6)."""

    kind: ClassVar[str] = "relu6"
    torch_name: ClassVar[str] = "ReLU6"
    order: ClassVar[Kept] = "gradients"
    never_negative: ClassVar[bool] = True
    keeps_whole: ClassVar[bool] = True


class LeakyReLU(Activation):
    """x above zero, and x times a small slope below (Maas et al. 2013)."""

    kind: ClassVar[str] = "leaky_relu"
    main: ClassVar[str | None] = "negative_slope"
    torch_name: ClassVar[str] = "LeakyReLU"

    negative_slope: Number = Field(0.01, description="The slope below zero.")

    def keeps_largest(self) -> Kept:
        """Values, where it rises below zero: neighbouring numbers may become one there."""
        return "values" if self.negative_slope > 0 else ""


class RReLU(Activation):
    """x above zero, and x times a slope below that is drawn at random in training.

    Evaluation uses the middle of the two slopes (Xu et al. 2015, arXiv:1505.00853).
    """

    kind: ClassVar[str] = "rrelu"
    torch_name: ClassVar[str] = "RReLU"

    lower_: Number = Field(1 / 8, alias="lower", description="The least slope.")
    upper: Number = Field(1 / 3, description="The greatest slope.")

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """Any shape, unchanged."""
        if self.lower_ <= self.upper:
            return shapes[0]
        message = f"`lower` is {self.lower_:g}, above `upper`, which is {self.upper:g}"
        return Problem("A407", message, ("lower",))

    def lower(self, shapes: Shapes) -> Module:  # noqa: ARG002  it is the same for every shape
        """The class of torch.nn."""
        slopes = self.written("lower_", "upper")
        args = {name.rstrip("_"): value for name, value in slopes.items()}
        return Module("torch.nn.RReLU", args)


class Threshold(Activation):
    """x where it is above a threshold, else a value."""

    kind: ClassVar[str] = "threshold"
    torch_name: ClassVar[str] = "Threshold"

    threshold: Number = Field(description="The threshold.")
    value: Number = Field(description="What stands for everything else.")

    def keeps_largest(self) -> Kept:
        """Where it steps up at the threshold, or not at all; everything if 16 bits keep it so."""
        if self.value > self.threshold:
            return ""
        return "gradients" if max(in_16_bits(self.value)) <= self.threshold else "values"
