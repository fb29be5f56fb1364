"""Layers that make one value of several."""

from typing import ClassVar

from pydantic import Field

from archspec.diagnostics import Problem
from archspec.kind.fields import References
from archspec.kind.layer import Layer, Shapes
from archspec.kind.lowering import Function
from archspec.shapes import Shape


class Merging(Layer):
    """Makes one value of the one above it and of those that `with` names."""

    main: ClassVar[str | None] = "with_"
    family: ClassVar[str] = "merge"
    function: ClassVar[str]
    verb: ClassVar[str] = "add"
    symbol: ClassVar[str] = "+"
    stretches: ClassVar[bool] = False

    with_: References = Field(
        (), alias="with", description="The name of another value above, or a list of names."
    )

    def references(self) -> tuple[tuple[str, str], ...]:
        """The values that `with` names."""
        return tuple(("with", name) for name in self.with_)

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """One shape for all, or sizes of 1 where these stretch."""
        if not self.stretches:
            return shapes[0] if len(set(shapes)) == 1 else cannot_merge(self.verb, shapes)
        ranks = {len(shape.dims) for shape in shapes}
        axes = [set(sizes) - {1} for sizes in zip(*(s.dims for s in shapes), strict=False)]
        if len(ranks) > 1 or any(len(sizes) > 1 for sizes in axes):
            return cannot_merge(self.verb, shapes)
        return Shape(tuple(max(sizes, default=1) for sizes in axes), shapes[0].channel_axis)

    def lower(self, shapes: Shapes) -> Function:  # noqa: ARG002  it is the same for every shape
        """The function, two by two."""
        return Function(self.function, takes="pairs")


def cannot_merge(verb: str, shapes: Shapes) -> Problem:
    """Shapes that do not go together; whoever knows the graph says where they part."""
    listed = ", ".join(map(str, dict.fromkeys(shapes)))
    return Problem("A403", f"cannot {verb} values of different shapes: {listed}")
