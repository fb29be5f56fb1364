"""Values of a class that follow from its parameters: equal ones, multiples, parts and halves."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from archspec.backends.source.classes.columns import COUNT, MISSING, Column
from archspec.backends.source.classes.parameters import Parameter
from archspec.backends.source.classes.values import Bound, Slot, same
from archspec.backends.source.classes.wording import Wording

if TYPE_CHECKING:
    from archspec.backends.source.classes.shapes import Shape

DIVISORS: Final = (2, 4, 8, 16)
"""Parts of a number of channels that people write as such."""

APART: Final = ("stride", "kernel", "dilation", "depth", COUNT)
"""What goes with no number of channels but by chance."""

GIVEN: Final = ("out_channels", "out_features")
"""What layers call the channels that they give."""


@dataclass(frozen=True, slots=True)
class Following:
    """Finds what values follow from.

    Args:
        shape: the class.
        wording: what its parameters are called.
        parameters: those that it has so far.
        bound: the values that are known so far.
    """

    shape: "Shape"
    wording: Wording
    parameters: Sequence[Parameter]
    bound: Mapping[Slot, Bound]

    def equal(self, slot: Slot, column: Column) -> Bound | None:
        """The parameter that has the same values, wherever these are there.

        Channels that are taken are those that the layer before gives, if one gives that many. What
        is true or false for the same instances is so by chance, if it has another name.
        """
        held = [
            one
            for one in self.parameters
            if all(a is MISSING or same(a, b) for a, b in zip(column, one.values, strict=True))
        ]
        if any(isinstance(value, bool) for value in column):
            words = {self.wording.name(slot, column, ())[0], slot[1]}
            held = [one for one in held if one.name in words]
        before = {one.variable for one in self._before(slot) if one.times == one.over == 1}
        held.sort(key=lambda one: one.name not in before)
        return Bound(variable=held[0].name) if held else None

    def _before(self, slot: Slot) -> Iterator[Bound]:
        """The channels that the layers give which a position takes."""
        at = slot[0]
        for ref in self.shape.model.places[at].takes if not self.shape.row else ():
            yield from self._given(ref.place)
        if self.shape.row:
            back = range(at - 1, -1, -1)
            yield from next((found for i in back if (found := list(self._given(i)))), ())

    def _given(self, position: int) -> Iterator[Bound]:
        """The channels that a layer gives, as far as they are known."""
        return (self.bound[position, w] for w in GIVEN if (position, w) in self.bound)

    def derived(self, slot: Slot, column: Column) -> Bound | None:
        """A multiple or a part of another value that the class has."""
        if slot[1].startswith("padding") and (found := self._dilated(column)):
            return found
        if any(type(value) is not int for value in column if value is not MISSING):
            return None
        if slot[1].startswith(APART):
            return None
        if slot[1].startswith("padding") and (found := self._half(column)):
            return found
        bases = [one for one in self.parameters if one.channels]
        bases.sort(key=lambda one: not self.wording.of_block(one.values))
        # What the file has a word for follows from nothing smaller.
        for times in (False,) if self.wording.of_block(column) else (True, False):
            for one in bases:
                if found := _factor(column, one, times):
                    return found
        return None

    def _half(self, column: Column) -> Bound | None:
        """The padding that keeps sizes, which is half of the kernel."""
        for one in self.parameters:
            pairs = [(a, b) for a, b in zip(column, one.values, strict=True) if a is not MISSING]
            if one.name.startswith("kernel") and all(
                type(b) is int and a == b // 2 for a, b in pairs
            ):
                return Bound(None, one.name, 1, 2)
        return None

    def _dilated(self, column: Column) -> Bound | None:
        """The padding that goes with the dilation, on all sides or on some of them."""
        if MISSING in column:
            return None
        sides = [value if isinstance(value, tuple) else (value,) for value in column]
        if len({len(one) for one in sides}) > 1:
            return None
        for one in self.parameters:
            if not one.name.startswith("dilation"):
                continue
            found = [_side(side, one) for side in zip(*sides, strict=True)]
            items = tuple(bound for bound in found if bound is not None)
            if len(items) == len(found) and any(bound.variable for bound in items):
                whole = isinstance(column[0], tuple)
                return Bound(None, one.name, items=items) if whole else items[0]
        return None

    def steady(self, column: Column) -> Bound | None:
        """The stride that is the same for all instances, if the class has it already."""
        held = (one for one in self.parameters if one.steady and same(one.values, column))
        return next((Bound(variable=one.name) for one in held), None)

    def outer_stride(self, slot: Slot, column: Column) -> Bound | None:
        """A stride of what only some instances have, as that of the class."""
        if MISSING not in column or not slot[1].startswith("stride"):
            return None
        strides = (one for one in self.parameters if one.name.startswith("stride"))
        for one in strides:
            pairs = [(a, b) for a, b in zip(column, one.values, strict=True) if a is not MISSING]
            if all(same(a, b) for a, b in pairs):
                return Bound(variable=one.name)
        return None


def _side(column: Column, base: Parameter) -> Bound | None:
    """Padding of one side: the same for all, or so many times another value."""
    if all(same(value, column[0]) for value in column):
        return Bound(column[0])
    return _factor(column, base, times=True) if all(type(v) is int for v in column) else None


def _factor(column: Column, base: Parameter, times: bool) -> Bound | None:
    """A column as so many times another, or as a part of it."""
    pairs = [(a, b) for a, b in zip(column, base.values, strict=True) if a is not MISSING]
    if len({b for _, b in pairs}) < 2 or any(type(b) is not int or not b for _, b in pairs):
        return None
    if times:
        factors = {a // b if a % b == 0 else 0 for a, b in pairs}
    else:
        factors = {b // a if a and b % a == 0 else 0 for a, b in pairs}
    if len(factors) != 1 or not (factor := factors.pop()):
        return None
    if not times and factor not in DIVISORS:
        return None
    return Bound(None, base.name, factor, 1) if times else Bound(None, base.name, 1, factor)
