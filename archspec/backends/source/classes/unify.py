"""The parameters of a class: what differs among its instances, each thing once.

Anti-unification (Plotkin 1970, "A note on inductive generalization"): a value that all instances
have is a literal, one that goes with a value before it follows from that, any other a parameter.
"""

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from archspec.backends.source.classes.columns import (
    COUNT,
    MISSING,
    Column,
    own_default,
    read_columns,
)
from archspec.backends.source.classes.following import Following
from archspec.backends.source.classes.parameters import Parameter, rank, usual
from archspec.backends.source.classes.presence import Presence
from archspec.backends.source.classes.values import Bound, Slot, same
from archspec.backends.source.classes.wording import Wording

if TYPE_CHECKING:
    from archspec.backends.source.classes.shapes import Shape

MULTIPLES: Final = (1, 2, 4)
"""Times a number of channels that are more than chance."""


def unify(shape: "Shape") -> None:
    """Finds the parameters of a class, and gives every instance its arguments."""
    _Unifier(shape).run()


@dataclass(slots=True)
class _Unifier:
    shape: "Shape"
    parameters: list[Parameter] = field(default_factory=list)
    bound: dict[Slot, Bound] = field(default_factory=dict)
    width: Parameter | None = None
    wording: Wording = field(init=False)
    following: Following = field(init=False)

    def __post_init__(self) -> None:
        self.wording = Wording(self.shape)
        self.following = Following(self.shape, self.wording, self.parameters, self.bound)

    def run(self) -> None:
        shape, wording = self.shape, self.wording
        columns = {
            slot: wording.completed(slot, column, MISSING) if MISSING in column else column
            for slot, column in read_columns(shape)
        }
        # What is taken comes first, then what the file has a word for, from which others follow;
        # what only some instances have comes last.
        for slot in sorted(columns, key=lambda slot: _place(columns[slot], wording)):
            self._bind(slot, columns[slot])
        presence = Presence(shape, wording, self.parameters, self.bound, columns)
        shape.conditions = {i: presence.condition(i) for i in sorted(shape.optional)}
        asked = " ".join(one.text for one in shape.conditions.values())
        self.parameters = [_settled(one, asked) for one in self.parameters]
        self.parameters.sort(key=rank)
        shape.parameters, shape.bound = tuple(self.parameters), self.bound
        for i, member in enumerate(shape.members):
            given = {one.name: one.values[i] for one in self.parameters}
            member.arguments = {n: None if v is MISSING else v for n, v in given.items()}

    def _bind(self, slot: Slot, column: Column) -> None:
        there = [value for value in column if value is not MISSING]
        if all(same(value, there[0]) for value in there):
            self.bound[slot] = self._common(slot, column) or Bound(there[0])
            return
        word = self.wording.of_block(column, self.shape.place(slot[0]))
        given = bool(word) and self.shape.place(slot[0]).inner is None
        found = self.following.equal(slot, column)
        if found is None and not given:
            found = self.following.derived(slot, column)
        self.bound[slot] = found or self._parameter(slot, column)

    def _parameter(self, slot: Slot, column: Column) -> Bound:
        """A parameter for what follows from nothing."""
        word, channels = self._word(slot, column)
        default = MISSING if channels or slot[1] == COUNT else self._default(slot, column)
        optional = MISSING in column or None in column
        default = None if optional else default
        self.parameters.append(Parameter(word, column, default, optional, channels))
        return Bound(variable=word)

    def _default(self, slot: Slot, column: Column) -> Any:
        """What most instances have, or else what torch takes by itself, if a good part has that."""
        own, found = own_default(self.shape, slot), usual(column)
        count = sum(same(value, own) for value in column)
        return own if found is MISSING and count > 1 and 4 * count >= len(column) else found

    def _word(self, slot: Slot, column: Column) -> tuple[str, bool]:
        return self.wording.name(slot, column, {one.name for one in self.parameters})

    def _common(self, slot: Slot, column: Column) -> Bound | None:
        """A number that all instances have as what follows from a parameter all the same."""
        if found := self.following.outer_stride(slot, column):
            return found
        if slot[1].startswith("stride") and self.shape.sometimes and _is_stride(column[0]):
            return self.following.steady(column) or self._steady(slot, column)
        return self._width(slot, column)

    def _steady(self, slot: Slot, column: Column) -> Bound:
        """A number of what is not always there, which may be that of the class around it."""
        word, channels = self._word(slot, column)
        self.parameters.append(Parameter(word, column, channels=channels, steady=True))
        return Bound(variable=word)

    def _width(self, slot: Slot, column: Column) -> Bound | None:
        """A number of channels that follows from those that all instances take.

        These are a parameter of a class that has several instances, though all are given the same.
        """
        if not self.wording.is_channels(slot) or type(column[0]) is not int:
            return None
        if len(self.shape.members) == 1:
            taken = self.shape.sometimes and self.wording.takes(column)
            return self._steady(slot, column) if taken else None
        if self.width is None and self.wording.takes(column):
            word, _ = self._word(slot, column)
            self.width = Parameter(word, column, channels=True)
            self.parameters.append(self.width)
        if self.width is None:
            return None
        times, rest = divmod(column[0], self.width.values[0])
        return None if rest or times not in MULTIPLES else Bound(None, self.width.name, times)


def _settled(one: Parameter, conditions: str) -> Parameter:
    """A parameter of what some instances lack is None for these only where that is asked for.

    Another is never looked at there, and a number by itself is what checkers of types expect.
    """
    if not one.optional or None in one.values or re.search(rf"\b{one.name}\b", conditions):
        return one
    there = [value for value in one.values if value is not MISSING]
    found = usual(one.values)
    return replace(one, default=there[0] if found is MISSING else found, optional=False)


def _is_stride(value: Any) -> bool:
    """Whether a value is a stride that changes sizes."""
    return type(value) is int and value > 1


def _place(column: Column, wording: Wording) -> tuple[bool, bool, bool]:
    """Where a value stands among those that a class is looked through for."""
    return (MISSING in column, not wording.takes(column), not wording.of_block(column))
