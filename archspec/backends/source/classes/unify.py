"""The parameters of a class: what differs among its instances, each thing once.

Anti-unification (Plotkin 1970, "A note on inductive generalization"): a value that all instances
have is a literal, one that goes with a value before it follows from that, any other a parameter.
"""

import inspect
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from archspec.backends.source.classes.conditions import follows_from
from archspec.backends.source.classes.keys import is_plain_activation
from archspec.backends.source.classes.members import Member, Place
from archspec.backends.source.classes.values import Bound, ClassName, Condition, Slot, same
from archspec.backends.source.classes.wording import Wording
from archspec.backends.source.idioms import construction, is_expression, numbers
from archspec.kind import Parameter as Tensor
from archspec.nn.resolve import resolve

if TYPE_CHECKING:
    from archspec.backends.source.classes.shapes import Shape

COUNT, CLASS, SHAPE, NUMBER = "#count", "#class", "#shape", "#number_"


class _Missing:
    """What an instance has where it lacks a place."""

    def __repr__(self) -> str:
        return "missing"


MISSING: Final = _Missing()

MULTIPLES: Final = (1, 2, 4)
"""Times a number of channels that are more than chance."""

DIVISORS: Final = (2, 4, 8, 16)
"""Parts of a number of channels that people write as such."""

Column = tuple[Any, ...]
"""A value of each instance, in their order."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """What an instance is made with.

    Args:
        default: what it is where nothing is said.
        optional: whether it is None where an instance lacks what it is for.
    """

    name: str
    values: Column
    default: Any = MISSING
    optional: bool = False
    channels: bool = False


def unify(shape: "Shape") -> None:
    """Finds the parameters of a class, and gives every instance its arguments."""
    _Unifier(shape).run()


@dataclass(slots=True)
class _Unifier:
    shape: "Shape"
    parameters: list[Parameter] = field(default_factory=list)
    bound: dict[Slot, Bound] = field(default_factory=dict)
    width: Parameter | None = None

    def run(self) -> None:
        shape = self.shape
        wording = Wording(shape)
        columns = {
            slot: wording.completed(column, MISSING) if MISSING in column else column
            for slot, column in _columns(shape)
        }
        # What is taken comes first, then what the file has a word for, from which others follow;
        # what only some instances have comes last.
        order = sorted(columns, key=lambda slot: _place(columns[slot], wording))
        for slot in order:
            self._bind(slot, columns[slot], wording)
        shape.conditions = {i: self._condition(i, wording) for i in sorted(shape.optional)}
        self.parameters.sort(key=_rank)
        shape.parameters, shape.bound = tuple(self.parameters), self.bound
        for i, member in enumerate(shape.members):
            given = {one.name: one.values[i] for one in self.parameters}
            member.arguments = {n: None if v is MISSING else v for n, v in given.items()}

    def _bind(self, slot: Slot, column: Column, wording: Wording) -> None:
        there = [value for value in column if value is not MISSING]
        if all(same(value, there[0]) for value in there):
            self.bound[slot] = self._common(slot, column, wording) or Bound(there[0])
            return
        word = wording.of_block(column)
        given = bool(word) and self.shape.place(slot[0]).inner is None
        found = self._equal(column) or (None if given else self._derived(slot, column, wording))
        if found is None:
            name, channels = wording.name(slot, column, {one.name for one in self.parameters})
            default = MISSING if channels or slot[1] == COUNT else _usual(column)
            optional = MISSING in column or None in there
            self.parameters.append(
                Parameter(name, column, None if optional else default, optional, channels)
            )
            found = Bound(variable=name)
        self.bound[slot] = found

    def _common(self, slot: Slot, column: Column, wording: Wording) -> Bound | None:
        """A number that all instances have as what follows from the channels that they take.

        These are a parameter of a class that has several instances, though all are given the same.
        """
        several = len(self.shape.members) > 1
        if not several or not wording.is_channels(slot) or type(column[0]) is not int:
            return None
        if self.width is None and wording.takes(column):
            name, _ = wording.name(slot, column, {one.name for one in self.parameters})
            self.width = Parameter(name, column, channels=True)
            self.parameters.append(self.width)
        if self.width is None:
            return None
        times, rest = divmod(column[0], self.width.values[0])
        return None if rest or times not in MULTIPLES else Bound(None, self.width.name, times)

    def _equal(self, column: Column) -> Bound | None:
        """The parameter that has the same values, wherever these are there."""
        for one in self.parameters:
            pairs = zip(column, one.values, strict=True)
            if all(a is MISSING or same(a, b) for a, b in pairs):
                return Bound(variable=one.name)
        return None

    def _derived(self, slot: Slot, column: Column, wording: Wording) -> Bound | None:
        """A multiple or a part of another value that the class has."""
        if any(type(value) is not int for value in column if value is not MISSING):
            return None
        if slot[1].startswith("padding") and (found := self._half(column)):
            return found
        bases = [one for one in self.parameters if one.channels]
        bases.sort(key=lambda one: not wording.of_block(one.values))
        # What the file has a word for follows from nothing smaller.
        for times in (False,) if wording.of_block(column) else (True, False):
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

    def _condition(self, position: int, wording: Wording) -> Condition:
        """When a position is there, by a parameter of its own where nothing else tells."""
        present = tuple(one.present[position] is not None for one in self.shape.members)
        for one in self.parameters:
            if one.optional and all(
                (v is MISSING) != p for v, p in zip(one.values, present, strict=True)
            ):
                return Condition(f"{one.name} is not None", one.name)
        known = {
            one.name: one.values
            for one in self.parameters
            if not one.optional and (one.channels or one.name.startswith("stride"))
        }
        if text := follows_from(present, known, self.bound.values(), wording.given()):
            return Condition(text)
        for one in self.parameters:
            if same(one.values, present):
                return Condition(one.name, one.name)
        taken = {one.name for one in self.parameters}
        word = wording.of_block(present)
        name = word if word and word not in taken else wording.flag(position, taken)
        self.parameters.append(Parameter(name, present, _usual(present)))
        return Condition(name, name)


def _place(column: Column, wording: Wording) -> tuple[bool, bool, bool]:
    """Where a value stands among those that a class is looked through for."""
    return (MISSING in column, not wording.takes(column), not wording.of_block(column))


def _rank(one: Parameter) -> tuple[bool, bool]:
    """Parameters without a default come first, and of these channels."""
    return (one.default is not MISSING, not one.channels)


def _usual(column: Column) -> Any:
    """The value that most instances have."""
    kept = [value for value in column if value is not MISSING]
    word, count = Counter(map(repr, kept)).most_common(1)[0]
    if len(kept) < 3 or count < 0.6 * len(kept):
        return MISSING
    return next(value for value in kept if repr(value) == word)


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


def _columns(shape: "Shape") -> Iterator[tuple[Slot, Column]]:
    """The values of all instances, slot by slot."""
    for position in range(len(shape.positions)):
        counted = any(member.counts[position] > 1 for member in shape.members)
        before = shape.before(position) if counted else None
        rows = [_slots(shape, member, position, before) for member in shape.members]
        names = dict.fromkeys(name for row in rows if row is not None for name in row)
        defaults = _defaults(shape.place(position), shape.row)
        for name in names:
            values = (
                MISSING if row is None else row.get(name, defaults.get(name, MISSING))
                for row in rows
            )
            yield (position, name), tuple(values)


def _slots(
    shape: "Shape", member: Member, position: int, before: int | None
) -> Mapping[str, Any] | None:
    """The values at a position of an instance; None where it lacks that.

    Where the position is counted, the number `before` it is counted too.
    """
    at = member.present[position]
    if at is None:
        return None
    place, count = member.places[at], member.counts[position]
    found = dict(_of_place(place, shape.row))
    return found if before is None else found | {COUNT: before + count}


def _of_place(place: Place, row: bool) -> Iterator[tuple[str, Any]]:
    if place.owner:
        return
    if place.inner is not None:
        yield from place.inner.arguments.items()
    elif isinstance(place.node.call, Tensor):
        for i, size in enumerate(place.node.call.shape):
            yield f"{SHAPE}{i}", size
    elif is_expression(place, row):
        yield from ((f"{NUMBER}{word}", number) for word, number in numbers(place).items())
    else:
        module = construction(place, row)
        if is_plain_activation(place):
            yield CLASS, ClassName(module.target)
        order = {name: i for i, name in enumerate(signature(module.target))}
        yield from sorted(module.args.items(), key=lambda one: order.get(one[0], len(order)))


def _defaults(place: Place, row: bool) -> Mapping[str, Any]:
    """What arguments are that a layer leaves out."""
    if place.inner is not None:
        return {}
    if place.owner or is_expression(place, row) or isinstance(place.node.call, Tensor):
        return {}
    return signature(construction(place, row).target)


@cache
def signature(target: str) -> Mapping[str, Any]:
    """The parameters of a class with their defaults; MISSING where there is none."""
    parameters = inspect.signature(resolve(target)).parameters.values()
    empty = inspect.Parameter.empty
    return {one.name: MISSING if one.default is empty else one.default for one in parameters}
