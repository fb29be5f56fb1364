"""Functions of single numbers that are no classes of torch.nn: powers, waves, bounds."""

from collections.abc import Sequence
from typing import Any, ClassVar

from pydantic import Field

from archspec.diagnostics import Fix, Problem
from archspec.kind import EITHER, REAL, Function, Kept, Numbers, Shapes, Takes
from archspec.kind.elementwise import SameShape
from archspec.kind.fields import Number
from archspec.shapes import Shape


class Elementwise(SameShape):
    """A function of torch of each number by itself.

    Class attributes:
        function: its path.
    """

    family: ClassVar[str] = "activation"
    role: ClassVar[str] = "act"
    function: ClassVar[str]
    takes: ClassVar[Takes] = "any"

    def arguments(self) -> dict[str, Any]:
        """What the function takes besides the numbers."""
        return {}

    def lower(self, shapes: Shapes) -> Function:  # noqa: ARG002  it is the same for every shape
        """The function of torch."""
        return Function(self.function, self.arguments())


class Exp(Elementwise):
    """e to the power of x."""

    kind: ClassVar[str] = "exp"
    function: ClassVar[str] = "torch.exp"
    never_negative: ClassVar[bool] = True


class Log(Elementwise):
    """The natural logarithm of x, which numbers below zero do not have: torch gives NaN."""

    kind: ClassVar[str] = "log"
    function: ClassVar[str] = "torch.log"


class Sqrt(Elementwise):
    """The square root of x, which numbers below zero do not have: torch gives NaN."""

    kind: ClassVar[str] = "sqrt"
    function: ClassVar[str] = "torch.sqrt"
    never_negative: ClassVar[bool] = True


class Sin(Elementwise):
    """The sine of x in radians; a `rescale` before it sets the frequency.

    As an activation it makes networks that represent signals (Sitzmann et al. 2020,
    arXiv:2006.09661).
    """

    kind: ClassVar[str] = "sin"
    function: ClassVar[str] = "torch.sin"


class Cos(Elementwise):
    """The cosine of x in radians."""

    kind: ClassVar[str] = "cos"
    function: ClassVar[str] = "torch.cos"


class Pow(Elementwise):
    """x to the power of a fixed exponent.

    A number below zero has no power that is not whole: torch gives NaN, so a `clamp` or `relu`
    comes before (as in Radenović et al. 2018, arXiv:1711.02512).
    """

    kind: ClassVar[str] = "pow"
    main: ClassVar[str | None] = "exponent"
    function: ClassVar[str] = "torch.pow"

    exponent: Number = Field(description="The exponent.")

    def numbers(self, given: Sequence[Numbers], shapes: Shapes) -> Numbers:  # noqa: ARG002
        """Floating-point numbers, which are whole where whole ones are multiplied alone."""
        multiplied = self.exponent >= 0 and float(self.exponent).is_integer()
        return EITHER if multiplied and given[0].whole else REAL

    def arguments(self) -> dict[str, Any]:
        """The exponent."""
        return {"exponent": self.exponent}


class Clamp(Elementwise):
    """x, and the nearest bound where it is beyond one."""

    kind: ClassVar[str] = "clamp"
    function: ClassVar[str] = "torch.clamp"

    min_: Number | None = Field(None, alias="min", description="The least value, if there is one.")
    max_: Number | None = Field(
        None, alias="max", description="The greatest value, if there is one."
    )

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """Any shape, unchanged."""
        if self.min_ is None and self.max_ is None:
            fixes = (Fix("write `clamp: {min: 0}`, or both bounds"),)
            return Problem("A407", "`clamp` needs `min` or `max`, and has neither", fixes=fixes)
        if self.min_ is not None and self.max_ is not None and self.min_ > self.max_:
            message = f"`min` is {self.min_:g}, above `max`, which is {self.max_:g}"
            return Problem("A407", message, ("min",))
        return shapes[0]

    def keeps_largest(self) -> Kept:
        """Values: on a bound itself torch has the slope 1, and beyond it the same values."""
        return "values"

    def arguments(self) -> dict[str, Any]:
        """The bounds that there are."""
        bounds = {"min": self.min_, "max": self.max_}
        return {name: value for name, value in bounds.items() if value is not None}
