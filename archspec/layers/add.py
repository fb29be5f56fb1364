"""The sum of values of one shape."""

from typing import ClassVar

from archspec.kind.merging import Stretchable


class Add(Stretchable):
    """The sum of this value and others above it, number by number."""

    kind: ClassVar[str] = "add"
    function: ClassVar[str] = "operator.add"
