"""Given numbers that depend on no input."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Annotated, Any, ClassVar, TypeAlias

from pydantic import Field, PlainValidator, WithJsonSchema

from archspec.diagnostics import Fix, Problem
from archspec.kind import REAL, Layer, Module, Numbers, Shapes, Takes
from archspec.kind.fields import Axis, Expects, Kernel
from archspec.kind.lowering import unlike_default
from archspec.shapes import Shape
from archspec.shapes.nested import nested_sizes

MAX_AXES = 4


def _numbers(value: Any) -> Any:
    if nested_sizes(value) is None:
        raise ValueError("needs numbers")
    return value


def _nested(axes: int) -> dict[str, Any]:
    """Numbers, or lists of them up to so deep."""
    number = {"type": "number"}
    if not axes:
        return number
    return {"anyOf": [number, {"type": "array", "items": _nested(axes - 1), "minItems": 1}]}


Given: TypeAlias = Annotated[
    float | tuple[float, ...],
    PlainValidator(_numbers),
    WithJsonSchema(_nested(MAX_AXES)),
    Expects("a number, or lists of numbers of one length in each other"),
]


def _flat(values: Any) -> Iterator[float]:
    """Every number of nested lists."""
    if isinstance(values, tuple):
        for one in values:
            yield from _flat(one)
    else:
        yield values


class Constant(Layer):
    """Gives the same given numbers for every sample, whatever stands above: grids, tables, masks.

    They are a buffer that is no part of the state_dict, and are neither learnt nor counted.
    Computed lists make grids of coordinates (Liu et al. 2018, arXiv:1807.03247).
    """

    kind: ClassVar[str] = "constant"
    main: ClassVar[str | None] = "values"
    family: ClassVar[str] = "shape"
    takes_nothing: ClassVar[bool] = True
    takes: ClassVar[Takes] = "any"

    values: Given = Field(description="The numbers of a sample, in lists for its axes.")
    shape: Kernel | None = Field(
        None, description="The sizes, where `values` is one number for all; up to three."
    )
    channels: Axis = Field(0, description="The axis that counts channels, from 0.")

    def unfit(self) -> Problem | None:
        """Sizes that are said twice, or not at all."""
        given = nested_sizes(self.values) or ()
        if self.shape is None and not given:
            fix = Fix("say how many there are: `shape: [1, 8, 8]`")
            return Problem("A213", "`constant` of one number needs a `shape`", fixes=(fix,))
        if self.shape is not None and given not in ((), self._dims):
            needs, has = ("×".join(map(str, one)) for one in (self._dims, given))
            return Problem("A213", f"`values` is {has}, and `shape` says {needs}", ("values",))
        if len(given) > MAX_AXES or 0 in given:
            message = f"`values` must have from 1 to {MAX_AXES} axes, and a number in each list"
            return Problem("A203", message, ("values",))
        return None

    def infer(self, shapes: Shapes) -> Shape | Problem:  # noqa: ARG002  it depends on none
        """Any shape to that of its own."""
        if self.channels < len(self._dims):
            return Shape(self._dims, self.channels)
        message = f"`channels` is axis {self.channels}, but the last axis is {len(self._dims) - 1}"
        return Problem("A407", message, ("channels",))

    def numbers(self, given: Sequence[Numbers], shapes: Shapes) -> Numbers:  # noqa: ARG002
        """Floating-point numbers, which may all be whole, as positions are."""
        flat = tuple(_flat(self.values))
        whole = all(number >= 0 and float(number).is_integer() for number in flat)
        return Numbers(whole=True, below=int(max(flat)) + 1) if whole else REAL

    def counting(self, axis: int) -> Mapping[str, Hashable]:
        """The axis itself."""
        return {"channels": axis}

    def lower(self, shapes: Shapes) -> Module:  # noqa: ARG002  it depends on none
        """A buffer of archspec.nn, repeated for each sample."""
        given = nested_sizes(self.values)
        shape = unlike_default({"shape": (() if given else self._dims, ())})
        return Module("archspec.nn.Constant", {"values": self.values} | shape)

    @property
    def _dims(self) -> tuple[int, ...]:
        if self.shape is None:
            return nested_sizes(self.values) or ()
        return self.shape if isinstance(self.shape, tuple) else (self.shape,)
