"""The quotient of values of one shape."""

from typing import ClassVar

from archspec.kind import Takes
from archspec.kind.merging import Stretching


class Div(Stretching):
    """This value divided by others above it; sizes of 1 stretch, as a `reduce` with `keep` has."""

    kind: ClassVar[str] = "div"
    function: ClassVar[str] = "operator.truediv"
    verb: ClassVar[str] = "divide"
    symbol: ClassVar[str] = "÷"
    keeps_whole: ClassVar[bool] = False
    takes: ClassVar[Takes] = "any"
