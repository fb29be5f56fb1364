"""Another order of the axes."""

from collections.abc import Hashable, Mapping
from typing import Annotated, Any, ClassVar, TypeAlias

from pydantic import BeforeValidator, Field, WithJsonSchema

from archspec.diagnostics import Problem
from archspec.kind import Layer, Module, Shapes, Window
from archspec.kind.fields import Axis, Expects
from archspec.kind.lowering import permutation
from archspec.shapes import Shape


def _order(value: Any) -> Any:
    whole = isinstance(value, tuple) and all(type(axis) is int for axis in value)
    if not whole or not value or sorted(value) != list(range(len(value))):
        raise ValueError("needs every axis once")
    return value


Order: TypeAlias = Annotated[
    tuple[int, ...],
    BeforeValidator(_order),
    WithJsonSchema(
        {
            "type": "array",
            "items": {"type": "integer", "minimum": 0},
            "minItems": 1,
            "uniqueItems": True,
        }
    ),
    Expects("a list with every axis once, from 0 and without the batch, such as [1, 2, 0]"),
]


class Permute(Layer):
    """Puts the axes in another order: axis `order[i]` of the input becomes axis i.

    Channels are followed: after `permute: [1, 2, 0]` an image has its channels last, and `linear`
    acts on each of its positions. `channels` makes another axis the one that counts as channels,
    as an MLP-Mixer does to mix positions.
    """

    kind: ClassVar[str] = "permute"
    main: ClassVar[str | None] = "order"
    family: ClassVar[str] = "shape"
    keeps_whole: ClassVar[bool] = True

    order: Order = Field(description="The axes of the input in their new order, from 0.")
    channels: Axis | None = Field(
        None, description="The axis of the result that counts channels; where they went if absent."
    )

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """The same sizes in another order."""
        shape = shapes[0]
        if len(self.order) != len(shape.dims):
            have, need = _axes(len(self.order)), _axes(len(shape.dims))
            message = f"`order` has {have}, but the input has {need}"
            return Problem("A406", message, ("order",), label=f"the input is {shape}")
        channels = self.order.index(shape.channel_axis) if self.channels is None else self.channels
        if channels > shape.spatial:
            message = f"`channels` is axis {channels}, but the last axis is {shape.spatial}"
            return Problem("A407", message, ("channels",))
        return Shape(tuple(shape.dims[axis] for axis in self.order), channels)

    def counting(self, axis: int) -> Mapping[str, Hashable]:
        """The axis itself."""
        return {"channels": axis}

    def window(self, shapes: Shapes) -> Window | None:
        """The position itself, of which the axes may change places; all where it is channels."""
        axis = shapes[0].channel_axis
        if self.channels not in (None, self.order.index(axis)):
            return Window(whole=True)
        positions = [one for one in self.order if one != axis]
        return None if positions == sorted(positions) else Window(moved=True)

    def lower(self, shapes: Shapes) -> Module:  # noqa: ARG002  it is the same for every shape
        """The class of archspec.nn, whose axes count the batch; none where all stay."""
        return permutation((0, *(axis + 1 for axis in self.order)))


def _axes(count: int) -> str:
    return "1 axis" if count == 1 else f"{count} axes"
