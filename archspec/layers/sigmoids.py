"""Activations that level off on both sides."""

from typing import ClassVar

from pydantic import Field

from archspec.diagnostics import Problem
from archspec.kind import Kept, Shapes, Takes
from archspec.kind.elementwise import Activation
from archspec.kind.fields import Number
from archspec.kind.half import in_16_bits
from archspec.shapes import Shape


class Sigmoid(Activation):
    """1/(1 + exp(−x)), from 0 to 1."""

    kind: ClassVar[str] = "sigmoid"
    torch_name: ClassVar[str] = "Sigmoid"
    never_negative: ClassVar[bool] = True
    gives: ClassVar[str] = "probabilities"
    takes: ClassVar[Takes] = "any"


class LogSigmoid(Activation):
    """log(1/(1 + exp(−x)))."""

    kind: ClassVar[str] = "log_sigmoid"
    torch_name: ClassVar[str] = "LogSigmoid"
    gives: ClassVar[str] = "log-probabilities"


class Tanh(Activation):
    """The hyperbolic tangent, from −1 to 1."""

    kind: ClassVar[str] = "tanh"
    torch_name: ClassVar[str] = "Tanh"
    bounded: ClassVar[bool] = True
    order: ClassVar[Kept] = "values"
    takes: ClassVar[Takes] = "any"


class Hardtanh(Activation):
    """x, cut off below and above."""

    kind: ClassVar[str] = "hardtanh"
    torch_name: ClassVar[str] = "Hardtanh"
    bounded: ClassVar[bool] = True

    min_val: Number = Field(-1.0, description="The least value.")
    max_val: Number = Field(1.0, description="The greatest value.")

    def keeps_largest(self) -> Kept:
        """Everything, unless 16 bits put a bound between the two, where torch has the slope 1."""
        lowest, highest = in_16_bits(self.min_val), in_16_bits(self.max_val)
        outside = max(lowest) <= self.min_val and min(highest) >= self.max_val
        return "gradients" if outside else "values"

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """Any shape, unchanged."""
        if self.min_val < self.max_val:
            return shapes[0]
        message = f"`min_val` is {self.min_val:g}, not below `max_val`, which is {self.max_val:g}"
        return Problem("A407", message, ("min_val",))


class Hardsigmoid(Activation):
    """x/6 + 1/2, cut off below 0 and above 1."""

    kind: ClassVar[str] = "hardsigmoid"
    torch_name: ClassVar[str] = "Hardsigmoid"
    order: ClassVar[Kept] = "values"
    never_negative: ClassVar[bool] = True
    gives: ClassVar[str] = "probabilities"


class Softsign(Activation):
    """x/(1 + |x|), from −1 to 1."""

    kind: ClassVar[str] = "softsign"
    torch_name: ClassVar[str] = "Softsign"
    takes: ClassVar[Takes] = "any"
    bounded: ClassVar[bool] = True
