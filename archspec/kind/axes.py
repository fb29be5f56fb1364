"""Axes that a layer names, and that its input may not have."""

from typing import Annotated, Any, TypeAlias

from pydantic import BeforeValidator, WithJsonSchema

from archspec.diagnostics import Problem
from archspec.kind.fields import MAX_AXIS, Expects
from archspec.shapes import Shape


def _axes(value: Any) -> Any:
    axes = value if isinstance(value, tuple) else (value,)
    if not axes or any(type(axis) is not int or not 0 <= axis <= MAX_AXIS for axis in axes):
        raise ValueError("needs axes")
    if len(set(axes)) < len(axes):
        raise ValueError("names an axis twice")
    return axes


_AXIS = {"type": "integer", "minimum": 0, "maximum": MAX_AXIS}
Axes: TypeAlias = Annotated[
    tuple[int, ...],
    BeforeValidator(_axes),
    WithJsonSchema(
        {"anyOf": [_AXIS, {"type": "array", "items": _AXIS, "minItems": 1, "uniqueItems": True}]}
    ),
    Expects(f"a whole number from 0 to {MAX_AXIS}, or a list of different ones"),
]


def no_axis(axis: int, shape: Shape) -> Problem | None:
    """A407 at the field `axis`, where the input ends before that axis.

    >>> no_axis(2, Shape((8, 16, 16))) is None
    True
    >>> no_axis(3, Shape((8, 16, 16))).message
    '`axis` is 3, but the last axis is 2'
    """
    if axis <= shape.spatial:
        return None
    message = f"`axis` is {axis}, but the last axis is {shape.spatial}"
    return Problem("A407", message, ("axis",), label=f"receives {shape}")


def too_many_in_front(leading: int, room: int, shape: Shape) -> Problem | None:
    """A407 for more axes of 1 in front of a tensor than the input has there, its batch included."""
    if leading <= room:
        return None
    axes = "1 axis stands" if room == 1 else f"{room} axes stand"
    message = f"`leading` is {leading}, and {axes} before the tensor's own"
    note = "the batch is one of them"
    return Problem("A407", message, ("leading",), f"receives {shape}", (note,))
