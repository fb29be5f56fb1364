"""The product of matrices that are both computed."""

from collections.abc import Hashable, Mapping
from typing import ClassVar

from pydantic import Field

from archspec.diagnostics import Problem
from archspec.kind import Function, Layer, Shapes, Window
from archspec.kind.fields import Axis, Reference
from archspec.shapes import Shape


class Matmul(Layer):
    """The matrix product with another value: N×K times K×M is N×M.

    With more axes, it is taken for each position of those in front, which agree. Queries times keys
    are one: `matmul: keys` after a `rearrange` that puts their channels first (Wang et al. 2018,
    arXiv:1711.07971). Its MACs are counted.
    """

    kind: ClassVar[str] = "matmul"
    main: ClassVar[str | None] = "with_"
    family: ClassVar[str] = "merge"
    symbol: ClassVar[str] = "@"

    with_: Reference = Field(alias="with", description="The name of the right factor above.")

    channels: Axis | None = Field(
        None, description="The axis that counts channels, from 0; the last where absent."
    )

    def references(self) -> tuple[tuple[str, str], ...]:
        """The value that `with` names."""
        return (("with", self.with_),)

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """…×N×K and …×K×M to …×N×M."""
        left, right = (shape.dims for shape in shapes)
        last = len(left) - 1
        channels = last if self.channels is None else self.channels
        if channels > last:
            message = f"`channels` is axis {channels}, but the last axis is {last}"
            return Problem("A407", message, ("channels",), label=f"receives {shapes[0]}")
        if len(left) < 2 or len(left) != len(right):
            message = f"cannot multiply {shapes[0]} with {shapes[1]} as matrices"
            note = "it takes …×N×K and …×K×M, with as many axes"
            return Problem("A403", message, notes=(note,))
        if left[-1] == right[-2] and left[:-2] == right[:-2]:
            return Shape((*left[:-1], right[-1]), channels)
        message = f"cannot multiply {shapes[0]} with {shapes[1]}: "
        if left[-1] != right[-2]:
            message += f"{left[-1]} columns meet {right[-2]} rows"
        else:
            message += "the axes in front differ"
        return Problem("A403", message, notes=("it takes …×N×K and …×K×M",))

    def macs(self, shapes: Shapes, output: Shape) -> int:
        """K for each number that it gives."""
        return output.elements * shapes[0].dims[-1]

    def counting(self, axis: int) -> Mapping[str, Hashable]:
        """The axis itself."""
        return {"channels": axis}

    def window(self, shapes: Shapes) -> Window:  # noqa: ARG002  it is the same for every shape
        """Every position of the right factor."""
        return Window(whole=True)

    def lower(self, shapes: Shapes) -> Function:  # noqa: ARG002  it is the same for every shape
        """The product of torch."""
        return Function("torch.matmul")
