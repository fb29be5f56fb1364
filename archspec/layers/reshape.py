"""Another shape for the same numbers."""

from collections.abc import Hashable, Mapping
from math import prod
from typing import Annotated, Any, ClassVar, TypeAlias

from pydantic import BeforeValidator, Field, WithJsonSchema

from archspec.diagnostics import Problem
from archspec.kind import Layer, Module, Shapes, Window
from archspec.kind.fields import MAX_SIZE, Axis, Expects
from archspec.kind.positions import reread
from archspec.kind.spatial import times
from archspec.kind.unsized import needs_size
from archspec.shapes import Shape, Size, open_names


def _dims(value: Any) -> Any:
    dims = value if isinstance(value, tuple) else (value,)
    if not dims or any(type(d) is not int or not (d == -1 or 1 <= d <= MAX_SIZE) for d in dims):
        raise ValueError("needs whole numbers of at least 1")
    if dims.count(-1) > 1:
        raise ValueError("needs at most one -1")
    return dims


_DIM = {"anyOf": [{"type": "integer", "minimum": 1, "maximum": MAX_SIZE}, {"const": -1}]}
Dims: TypeAlias = Annotated[
    tuple[int, ...],
    Field(max_length=8),
    BeforeValidator(_dims),
    WithJsonSchema({"anyOf": [*_DIM["anyOf"], {"type": "array", "items": _DIM, "minItems": 1}]}),
    Expects("a list of whole numbers of at least 1, of which one may be -1 for the rest"),
]


class Reshape(Layer):
    """Reads the same numbers, in their order, as another shape.

    One size may be −1, and is then found from the others. The first axis counts the channels of
    what follows unless `channels` names another.
    """

    kind: ClassVar[str] = "reshape"
    main: ClassVar[str | None] = "shape"
    family: ClassVar[str] = "shape"
    keeps_whole: ClassVar[bool] = True

    shape: Dims = Field(description="The sizes without the batch; one may be -1.")
    channels: Axis = Field(0, description="The axis of the result that counts channels, from 0.")

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """Any shape to another of as many elements."""
        if self.channels >= len(self.shape):
            last = len(self.shape) - 1
            message = f"`channels` is axis {self.channels}, but the last axis of `shape` is {last}"
            return Problem("A407", message, ("channels",))
        dims = self._dims(shapes[0])
        if prod(dims) == shapes[0].elements:
            return Shape(dims, self.channels)
        return self._unequal(shapes[0])

    def regardless(self) -> Shape | None:
        """The sizes as they are written, where none is left to be found."""
        if -1 in self.shape or self.channels >= len(self.shape):
            return None
        return Shape(self.shape, self.channels)

    def counting(self, axis: int) -> Mapping[str, Hashable]:
        """The axis itself."""
        return {"channels": axis}

    def window(self, shapes: Shapes) -> Window | None:
        """The position itself, unless channels and positions mix."""
        result = self.infer(shapes)
        return reread(shapes[0], result) if isinstance(result, Shape) else None

    def lower(self, shapes: Shapes) -> Module:
        """The unflatten of torch for a vector, a class of archspec.nn for others."""
        sizes = self._dims(shapes[0])
        # torch finds one size by itself, as it must where that is open.
        rest = open_names(sizes) and sum(isinstance(size, Size) for size in sizes) == 1
        dims = tuple(-1 if rest and isinstance(size, Size) else size for size in sizes)
        if shapes[0].spatial == 0:
            return Module("torch.nn.Unflatten", {"dim": 1, "unflattened_size": dims})
        return Module("archspec.nn.Reshape", {"shape": dims})

    def _dims(self, shape: Shape) -> tuple[int, ...]:
        rest = shape.elements // self._known
        return tuple(rest if size == -1 else size for size in self.shape)

    @property
    def _known(self) -> int:
        return prod(size for size in self.shape if size != -1)

    def _unequal(self, shape: Shape) -> Problem:
        if shape.open_names:
            what = f"{times(self.shape).replace('-1', '−1')} must hold the numbers of"
            return needs_size(self.kind, shape.dims, what, field=("shape",))
        given = f"the input has {shape.elements:,} numbers"
        wanted = times(self.shape).replace("-1", "−1")
        if -1 in self.shape:
            message = f"{given}, which {wanted} cannot hold: {self._known:,} does not divide them"
        else:
            message = f"{given}, and {wanted} has {self._known:,}"
        product = f"{' · '.join(map(str, shape.dims))} = {shape.elements:,}"
        notes = (product,) if shape.spatial else ()
        return Problem("A408", message, ("shape",), f"receives {shape}", notes)
