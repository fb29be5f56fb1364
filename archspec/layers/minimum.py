"""The smaller of values of one shape."""

from typing import ClassVar

from archspec.kind.merging import Stretchable


class Minimum(Stretchable):
    """The smallest of this value and others above it, number by number."""

    kind: ClassVar[str] = "minimum"
    function: ClassVar[str] = "torch.minimum"
    verb: ClassVar[str] = "compare"
    symbol: ClassVar[str] = "min"
    chooses: ClassVar[bool] = True
