"""Values side by side, along their channels."""

from typing import ClassVar

from archspec.diagnostics import Problem
from archspec.kind import Function, Shapes
from archspec.kind.merging import Merging, cannot_merge
from archspec.shapes import Shape


class Concat(Merging):
    """The channels of this value and of others above it, one after the other."""

    kind: ClassVar[str] = "concat"
    verb: ClassVar[str] = "concatenate"
    symbol: ClassVar[str] = ""

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """The sum of the channels; every other size must agree."""
        first = shapes[0]
        if any(s.sizes != first.sizes or s.channel_axis != first.channel_axis for s in shapes):
            return cannot_merge(self.verb, shapes)
        return first.with_channels(sum(shape.channels for shape in shapes))

    def lower(self, shapes: Shapes) -> Function:
        """The concatenation of torch along the channel axis, behind the batch axis."""
        return Function("torch.cat", {"dim": shapes[0].channel_axis + 1}, takes="list")
