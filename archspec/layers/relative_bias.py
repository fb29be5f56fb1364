"""Learnt biases of attention for the offsets between positions."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field

from archspec.diagnostics import Problem
from archspec.kind import Function, Parameter, Shapes, Weighted
from archspec.kind.fields import Axis, Count, Kernel
from archspec.shapes import Shape, per_axis


class RelativeBias(Weighted):
    """Gives what an `attend` adds as its `bias`: a learnt number for each offset of two positions.

    The positions are those of an image of `size`, row after row; offsets are signed, or distances.
    Whatever stands above is not used. The tensor is a parameter of the scope, under the layer's own
    name (Liu et al. 2021, arXiv:2103.14030; Graham et al. 2021, arXiv:2104.01136).
    """

    kind: ClassVar[str] = "relative_bias"
    main: ClassVar[str | None] = None
    family: ClassVar[str] = "attention"

    heads: Count = Field(description="Heads, each of which has biases of its own.")
    size: Kernel = Field(description="Rows and columns of the positions.")
    by: Literal["offset", "distance"] = Field(
        "offset", description="Whether left and right, above and below differ."
    )
    extra: Axis = Field(
        0,
        description="Tokens before the positions; all share three biases beside those of offsets.",
    )
    step: Count = Field(
        1, description="Queries are every so many positions of each axis; with `by: distance`."
    )

    def unfit(self) -> Problem | None:
        """What only one of the two ways has."""
        wrong, other = ("extra", "offset") if self.by == "distance" else ("step", "distance")
        if getattr(self, wrong) == type(self).model_fields[wrong].default:
            return None
        return Problem("A213", f"`{wrong}` is for `by: {other}`", (wrong,))

    def infer(self, shapes: Shapes) -> Shape | Problem:  # noqa: ARG002  it depends on none
        """Any shape to heads×queries×positions."""
        if isinstance(self.size, tuple) and len(self.size) != 2:
            message = f"`size` has {len(self.size)} numbers, but an image has rows and columns"
            return Problem("A407", message, ("size",))
        rows, columns = self._size
        queries = -(-rows // self.step) * -(-columns // self.step) + self.extra
        return Shape((self.heads, queries, rows * columns + self.extra))

    def parameters(self, shapes: Shapes) -> Mapping[str, tuple[int, ...]]:  # noqa: ARG002
        """`weight` (offsets, heads), of which three more with `extra`; or (heads, distances)."""
        rows, columns = self._size
        if self.by == "distance":
            return {"weight": (self.heads, rows * columns)}
        offsets = (2 * rows - 1) * (2 * columns - 1)
        return {"weight": (offsets + 3 * bool(self.extra), self.heads)}

    def lower(self, shapes: Shapes) -> Parameter:
        """A tensor of the scope, looked up for each pair."""
        rows, columns = self._size
        signed = self.by == "offset"
        noise = Function("torch.nn.init.trunc_normal_", {"std": 0.02})
        last = {"extra": self.extra} if signed else {"step": self.step}
        return Parameter(
            f"archspec.nn.functional.{'signed' if signed else 'distance'}_bias",
            self.parameters(shapes)["weight"],
            noise,
            {"rows": rows, "columns": columns} | last,
        )

    @property
    def _size(self) -> tuple[int, int]:
        rows, columns = per_axis(self.size, 2)
        return rows, columns
