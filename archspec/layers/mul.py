"""The product of values of one shape."""

from typing import ClassVar

from archspec.kind.merging import Stretching


class Mul(Stretching):
    """The product of this value and others above it; sizes of 1 stretch, as a gate's do."""

    kind: ClassVar[str] = "mul"
    function: ClassVar[str] = "operator.mul"
    verb: ClassVar[str] = "multiply"
    symbol: ClassVar[str] = "×"
