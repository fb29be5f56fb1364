"""Learnt biases of attention for the offsets between positions."""

from collections.abc import Mapping
from typing import ClassVar, Final, Literal

from pydantic import Field

from archspec.diagnostics import Fix, Problem
from archspec.kind import Call, Function, Module, Parameter, Shapes, Takes, Weighted
from archspec.kind.fields import Axis, Count, Kernel
from archspec.kind.lowering import unlike_default
from archspec.kind.tokens import not_a_sequence
from archspec.shapes import Shape, per_axis

ONLY: Final = {
    "offset": ("extra",),
    "distance": ("step",),
    "bucket": ("buckets", "distance", "bidirectional"),
}
"""The fields that one way alone has."""


class RelativeBias(Weighted):
    """Gives what an `attend` adds as its `bias`: a learnt number for each offset of two positions.

    The positions are those of an image of `size`, row after row; offsets are signed, or distances.
    Whatever stands above is not used. The tensor is a parameter of the scope, under the layer's own
    name (Liu et al. 2021, arXiv:2103.14030; Graham et al. 2021, arXiv:2104.01136). Its rows are the
    offsets of a query from a key, rows of the image first, from the most negative one on.

    With `by: bucket` the positions are the tokens of the value above, however many: near offsets
    have a number each, and farther ones share those of buckets that widen as logarithms do (Raffel
    et al. 2020, arXiv:1910.10683, section 2.1). It is then a module with a `weight`.
    """

    kind: ClassVar[str] = "relative_bias"
    main: ClassVar[str | None] = None
    family: ClassVar[str] = "attention"
    takes_nothing: ClassVar[bool] = True
    takes: ClassVar[Takes] = "any"

    heads: Count = Field(description="Heads, each of which has biases of its own.")
    size: Kernel | None = Field(
        None, description="Rows and columns of the positions; not with `by: bucket`."
    )
    by: Literal["offset", "distance", "bucket"] = Field(
        "offset",
        description="Whether left and right, above and below differ; or tokens in a row.",
    )
    extra: Axis = Field(
        0,
        description="Tokens before the positions; all share three biases beside those of offsets.",
    )
    step: Count = Field(
        1, description="Queries are every so many positions of each axis; with `by: distance`."
    )
    buckets: Count = Field(32, description="How many numbers a head has; with `by: bucket`.")
    distance: Count = Field(
        128, description="The offset from which on all are in the last bucket; with `by: bucket`."
    )
    bidirectional: bool = Field(
        True,
        description="Whether tokens behind a query have half of the buckets, rather than sharing "
        "that of the query itself; with `by: bucket`.",
    )

    def unfit(self) -> Problem | None:
        """What only one of the ways has, and buckets that are too few."""
        for way, fields in ONLY.items():
            wrong = next((name for name in fields if name in self.written(*fields)), None)
            if wrong and way != self.by:
                return Problem("A213", f"`{wrong}` is for `by: {way}`", (wrong,))
        if self.by == "bucket":
            return self._wrong_buckets()
        if self.size is None:
            fix = Fix("say how many rows and columns: `size: [7, 7]`")
            message = f"`relative_bias` by {self.by} needs `size`"
            return Problem("A213", message, fixes=(fix,))
        return None

    def _wrong_buckets(self) -> Problem | None:
        """Buckets that leave none to each direction, or to far offsets."""
        if self.size is not None:
            message = "`size` says nothing about `by: bucket`"
            note = "the positions are the tokens of the value above"
            return Problem("A213", message, ("size",), notes=(note,))
        sides = 1 + self.bidirectional
        if self.buckets < 2 * sides or self.buckets % (2 * sides):
            both = self.bidirectional
            message = f"{self.buckets} buckets cannot be halved" + " twice" * both
            note = "half are for near offsets, one each" + ", in either direction" * both
            return Problem("A213", message, ("buckets",), notes=(note,))
        near = self.buckets // sides // 2
        if self.distance > near:
            return None
        message = f"`distance` is {self.distance}, but offsets below {near} have a bucket each"
        fix = Fix("write a number greater than that")
        return Problem("A213", message, ("distance",), fixes=(fix,))

    def regardless(self) -> Shape | None:
        """Its own shape; by bucket that of the tokens."""
        return None if self.by == "bucket" else super().regardless()

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """Any shape to heads×queries×positions; by bucket, N×C to heads×N×N."""
        if self.by == "bucket":
            tokens = shapes[0].dims[0]
            wrong = not_a_sequence(self.kind, shapes[0])
            return wrong or Shape((self.heads, tokens, tokens))
        if isinstance(self.size, tuple) and len(self.size) != 2:
            message = f"`size` has {len(self.size)} numbers, but an image has rows and columns"
            return Problem("A407", message, ("size",))
        rows, columns = self._size
        queries = -(-rows // self.step) * -(-columns // self.step) + self.extra
        return Shape((self.heads, queries, rows * columns + self.extra))

    def parameters(self, shapes: Shapes) -> Mapping[str, tuple[int, ...]]:  # noqa: ARG002
        """`weight` (offsets, heads), of which three more with `extra`; or (heads, distances).

        By bucket, (buckets, heads).
        """
        if self.by == "bucket":
            return {"weight": (self.buckets, self.heads)}
        rows, columns = self._size
        if self.by == "distance":
            return {"weight": (self.heads, rows * columns)}
        offsets = (2 * rows - 1) * (2 * columns - 1)
        return {"weight": (offsets + 3 * bool(self.extra), self.heads)}

    def lower(self, shapes: Shapes) -> Call:
        """A tensor of the scope, looked up for each pair; by bucket, a module of archspec.nn."""
        if self.by == "bucket":
            options = {
                "distance": (self.distance, 128),
                "bidirectional": (self.bidirectional, True),
            }
            args = {"num_embeddings": self.buckets, "embedding_dim": self.heads}
            return Module("archspec.nn.BucketBias", args | unlike_default(options))
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
        rows, columns = per_axis(self.size or 1, 2)
        return rows, columns
