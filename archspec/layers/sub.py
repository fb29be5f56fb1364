"""The difference of values of one shape."""

from typing import ClassVar

from archspec.kind.merging import Stretchable


class Sub(Stretchable):
    """This value less others above it, number by number."""

    kind: ClassVar[str] = "sub"
    function: ClassVar[str] = "operator.sub"
    verb: ClassVar[str] = "subtract"
    symbol: ClassVar[str] = "−"
