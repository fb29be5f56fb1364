"""Layers that make one value of several."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from math import lcm
from typing import Any, ClassVar, Final

from pydantic import Field

from archspec.diagnostics import Fix, Problem
from archspec.kind.fields import References
from archspec.kind.layer import Layer, Shapes
from archspec.kind.lowering import Function
from archspec.kind.numbers import Numbers
from archspec.shapes import Shape, Size, at

CONCATENATE: Final = "concatenate"
"""The verb of the merge that takes values of any channels."""
ODD: Final = 1001
"""An open size to try: strides and pools that lose the rest of a division lose some of it."""


class Merging(Layer):
    """Makes one value of the one above it and of those that `with` names.

    Class attributes:
        function: of two values.
        verb: for messages.
        chooses: whether each number that it gives is one that it takes.
    """

    main: ClassVar[str | None] = "with_"
    family: ClassVar[str] = "merge"
    function: ClassVar[str]
    verb: ClassVar[str] = "add"
    symbol: ClassVar[str] = "+"
    chooses: ClassVar[bool] = False
    keeps_whole: ClassVar[bool] = True
    needed: ClassVar[tuple[str, ...]] = ("with_",)
    """What a file must say; a container merges its paths without it."""

    with_: References = Field(
        (), alias="with", description="The name of another value above, or a list of names."
    )

    def references(self) -> tuple[tuple[str, str], ...]:
        """The values that `with` names."""
        return tuple(("with", name) for name in self.with_)

    def unfit(self) -> Problem | None:
        """Without another value there is nothing to merge."""
        if self.with_:
            return None
        message = f"`{self.kind}` needs `with`, the name of another value"
        return Problem("A202", message, fixes=(Fix(f"write `{self.kind}: name of a layer above`"),))

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """One shape for all."""
        one = len(set(shapes)) == 1
        return shapes[0] if one else cannot_merge(self.verb, shapes, self.with_)

    def numbers(self, given: Sequence[Numbers], shapes: Shapes) -> Numbers:
        """Whole ones of whole ones, and as large where it computes none."""
        found = super().numbers(given, shapes)
        return found if self.chooses else found.unbounded()

    def lower(self, shapes: Shapes) -> Function:  # noqa: ARG002  it is the same for every shape
        """The function, two by two."""
        return Function(self.function, takes="pairs")


class Stretching(Merging):
    """One in which sizes of 1 fit any."""

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """Sizes of 1 become those of the others, in any of the values."""
        return stretched(shapes) or cannot_merge(self.verb, shapes, self.with_)


class Stretchable(Merging):
    """One in which sizes of 1 fit any where the file says so.

    Without that, a value of one channel by mistake is not taken for one that stretches.
    """

    stretch: bool = Field(False, description="Whether sizes of 1 fit any, as in torch.")

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """One shape for all; with `stretch`, sizes of 1 become those of the others."""
        fitting = stretched(shapes)
        if self.stretch and fitting:
            return fitting
        found = super().infer(shapes)
        if isinstance(found, Problem) and fitting and len({shape.dims for shape in shapes}) > 1:
            fix = Fix("let sizes of 1 fit any: `stretch: true`", set={"stretch": True})
            return replace(found, fixes=(*found.fixes, fix))
        return found


def stretched(shapes: Shapes) -> Shape | None:
    """The shape of all, in which sizes of 1 are those of the others; None where they do not fit.

    >>> print(stretched((Shape((4, 1, 3)), Shape((1, 5, 3)))))
    4×5×3
    """
    axes = [set(sizes) - {1} for sizes in zip(*(s.dims for s in shapes), strict=False)]
    if len({len(shape.dims) for shape in shapes}) > 1 or any(len(sizes) > 1 for sizes in axes):
        return None
    return Shape(tuple(max(sizes, default=1) for sizes in axes), shapes[0].channel_axis)


def cannot_merge(verb: str, shapes: Shapes, names: Sequence[str] = ()) -> Problem:
    """Shapes that do not go together; whoever knows the graph says where they part.

    Args:
        verb: what cannot be done with them.
        shapes: that of the value above first.
        names: what the field `with` calls the others, where it names them.
    """
    *first, last = map(str, shapes)
    message = f"cannot {verb} {', '.join(first)} and {last}: {_difference(shapes)}"
    fixes = tuple(_multiples(shapes)) or tuple(_fitting(verb, shapes))
    fixes += tuple(_alike(verb, shapes, names, "or " * bool(fixes)))
    fixes += tuple(_channels_moved(shapes))
    return Problem("A403", message, fixes=fixes)


def _multiples(shapes: Shapes) -> Iterator[Fix]:
    """Sizes left open that are multiples, where the shapes then differ in channels at most.

    A pool of 2 before an upsampling by 2 loses the last row of an odd size, and of no even one.
    """
    if not any(shape.open_names for shape in shapes) or len({s.sizes for s in shapes}) == 1:
        return
    every: Iterable[Any] = (size for shape in shapes for size in shape.sizes)
    sizes = [size for size in every if isinstance(size, Size)]
    names = sorted({n for size in sizes for n in size.names})
    counts = {n: lcm(*(s.multiple for s in sizes if n in s.names)) for n in names}
    wide = {n: count * Size.named(n) for n, count in counts.items()}
    if len({tuple(at(size, wide) for size in shape.sizes) for shape in shapes}) > 1:
        return
    changed = " and ".join(f"`{count}*{n}` for `{n}`" for n, count in counts.items() if count > 1)
    yield Fix(f"let the sizes of the input be multiples: write {changed}")


def _difference(shapes: Shapes) -> str:
    """In what the shapes differ."""
    ranks = {len(shape.dims) for shape in shapes}
    if len(ranks) > 1:
        kinds = list(dict.fromkeys(shape.describe() for shape in shapes))
        return f"{kinds[0]} and {kinds[1]}" if len(kinds) > 1 else "axes differ"
    if len({shape.dims for shape in shapes}) == 1:
        counted = list(dict.fromkeys(shape.channel_axis for shape in shapes))
        return f"axis {counted[0]} counts channels in one of them, and axis {counted[1]} in another"
    what = ["channels"] * (len({s.channels for s in shapes}) > 1)
    what += ["sizes"] * (len({s.sizes for s in shapes}) > 1)
    return f"{' and '.join(what) or 'axes'} differ"


def _fitting(verb: str, shapes: Shapes) -> Iterator[Fix]:
    """A layer before the merge that would make the first value fit the second."""
    first, second, *others = shapes
    if others or first.channel_axis or second.channel_axis or first.spatial != second.spatial:
        return
    if first.sizes == second.sizes and verb == "add":
        kind = f"conv: {{width: {second.channels}, kernel: 1}}"
        layer = kind if first.spatial else f"linear: {second.channels}"
        weights = first.channels * second.channels
        text = f"bring the value above to {second.channels:,} channels ({weights:,} weights)"
        yield Fix(text, before=(layer,))
    pairs = list(zip(first.sizes, second.sizes, strict=True))
    if first.channels != second.channels and verb == "add":
        return
    if layer := "" if first.open_names or second.open_names else _resizing(pairs):
        yield Fix("bring the value above to the same size", before=(layer,))


def _alike(verb: str, shapes: Shapes, names: Sequence[str], also: str) -> Iterator[Fix]:
    """A layer before the merge that takes the size of the other value, whatever that is."""
    first, *others = shapes
    if len(names) != 1 or any(s.channel_axis or s.spatial != first.spatial for s in shapes):
        return
    other = others[0]
    if first.channel_axis or not first.spatial or first.sizes == other.sizes:
        return
    if verb != CONCATENATE and first.channels != other.channels:
        return
    at_odds = dict.fromkeys((*first.open_names, *other.open_names), ODD)
    pairs = [
        (at(a, at_odds), at(b, at_odds)) for a, b in zip(first.sizes, other.sizes, strict=True)
    ]
    larger = all(a <= b for a, b in pairs)
    if larger or all(a >= b for a, b in pairs):
        kind = "upsample" if larger else "crop"
        text = f"{also}bring the value above to the size of `{names[0]}`, whatever that is"
        yield Fix(text, before=(f"{kind}: {{like: <with>}}",))


def _channels_moved(shapes: Shapes) -> Iterator[Fix]:
    """A `permute` of the first value, where another axis alone counts the channels of the second.

    Sizes that are equal stay where they are; else the channels go where the second has them.
    """
    first, *others = shapes
    if len(others) != 1 or len(first.dims) != len(others[0].dims):
        return
    axis, order = others[0].channel_axis, list(range(len(first.dims)))
    if axis == first.channel_axis:
        return
    if first.dims == others[0].dims:
        layer = f"permute: {{order: {order}, channels: {axis}}}"
        yield Fix(f"let axis {axis} of the value above count its channels", before=(layer,))
    elif (first.channels, first.sizes) == (others[0].channels, others[0].sizes):
        order.insert(axis, order.pop(first.channel_axis))
        yield Fix(
            f"bring the channels of the value above to axis {axis}", before=(f"permute: {order}",)
        )


def _resizing(pairs: list[tuple[int, int]]) -> str:
    """The layer that brings each size to the other one, if one of the usual does."""
    larger = {b // a for a, b in pairs if b > a and b % a == 0}
    smaller = {a // b for a, b in pairs if a > b and a % b == 0}
    missing = {b - a for a, b in pairs}
    if len(larger) == 1 and all(b % a == 0 and b > a for a, b in pairs):
        return f"upsample: {larger.pop()}"
    if len(smaller) == 1 and all(a % b == 0 and a > b for a, b in pairs):
        return f"maxpool: {smaller.pop()}"
    only = missing.pop() if len(missing) == 1 else 0
    return f"pad: {only // 2}" if only and only % 2 == 0 else ""
