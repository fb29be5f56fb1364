"""Activations that move values towards zero."""

from typing import ClassVar

from pydantic import Field

from archspec.diagnostics import Problem
from archspec.kind import Kept, Shapes, Takes
from archspec.kind.elementwise import Activation
from archspec.kind.fields import NotNegative, Number
from archspec.shapes import Shape

LARGEST = (2 - 2**-23) * 2.0**127
"""The largest 32-bit floating-point number."""


class Tanhshrink(Activation):
    """x − tanh(x)."""

    kind: ClassVar[str] = "tanhshrink"
    torch_name: ClassVar[str] = "Tanhshrink"
    takes: ClassVar[Takes] = "any"


class Hardshrink(Activation):
    """x where it is further from zero than a limit, else 0."""

    kind: ClassVar[str] = "hardshrink"
    main: ClassVar[str | None] = "lambd"
    torch_name: ClassVar[str] = "Hardshrink"
    order: ClassVar[Kept] = "gradients"

    lambd: Number = Field(0.5, description="The limit.")


class Softshrink(Activation):
    """x moved towards zero by a limit, and 0 where it is nearer."""

    kind: ClassVar[str] = "softshrink"
    main: ClassVar[str | None] = "lambd"
    torch_name: ClassVar[str] = "Softshrink"
    order: ClassVar[Kept] = "values"

    lambd: NotNegative = Field(0.5, description="The limit.")

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """Any shape, unchanged."""
        if self.lambd <= LARGEST:
            return shapes[0]
        message = f"`lambd` is {self.lambd:g}, more than a 32-bit number can be"
        return Problem("A407", message, ("lambd",))
