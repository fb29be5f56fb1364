"""The larger of values of one shape."""

from typing import ClassVar

from archspec.kind.merging import Stretchable


class Maximum(Stretchable):
    """The largest of this value and others above it, number by number."""

    kind: ClassVar[str] = "maximum"
    function: ClassVar[str] = "torch.maximum"
    verb: ClassVar[str] = "compare"
    symbol: ClassVar[str] = "max"
    chooses: ClassVar[bool] = True
