"""When something is there that not all instances have: as the file says, or as numbers tell."""

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from archspec.backends.source.classes.columns import MISSING, Column
from archspec.backends.source.classes.conditions import follows_from, is_strided
from archspec.backends.source.classes.members import module_of
from archspec.backends.source.classes.parameters import Parameter, usual
from archspec.backends.source.classes.said import RECEIVED, Said, said_of
from archspec.backends.source.classes.values import Bound, Condition, Slot, same
from archspec.backends.source.classes.wording import Wording
from archspec.backends.source.python.build import name, template

if TYPE_CHECKING:
    from archspec.backends.source.classes.shapes import Shape


@dataclass(slots=True)
class Presence:
    """Finds the conditions of a class, for some of which it gets parameters.

    Args:
        shape: the class.
        wording: what its parameters are called.
        parameters: those of the class, to which others are added.
        bound: the values that stand in it, some of which follow from those.
        columns: the same of each instance.
        flags: the parameters that say no more than that something is there.
    """

    shape: "Shape"
    wording: Wording
    parameters: list[Parameter]
    bound: dict[Slot, Bound]
    columns: Mapping[Slot, Column]
    flags: list[Parameter] = field(default_factory=list)

    def condition(self, position: int) -> Condition:
        """When a position is there: as the file says, as numbers tell, or as a parameter says."""
        present = tuple(one.present[position] is not None for one in self.shape.members)
        for one in self.parameters:
            if one.optional and all(
                (v is MISSING) != p for v, p in zip(one.values, present, strict=True)
            ):
                return Condition(f"{one.name} is not None", one.name)
        said = said_of(self.shape.place(position), self.shape.members, present)
        if said is not None and (words := self._words(said, new=False)):
            return _written(said, words)
        if text := self._told(position, present):
            return Condition(text)
        if said is not None and (words := self._words(said, new=True)):
            self._fill(position, said, words)
            return _written(said, words)
        for known in self.flags:
            if same(known.values, present):
                return Condition(known.name, known.name)
        taken = {one.name for one in self.parameters}
        word = self.wording.of_block(present, self.shape.place(position))
        flag = word if word and word not in taken else self.wording.flag(position, taken)
        self.flags.append(Parameter(flag, present, usual(present)))
        self.parameters.append(self.flags[-1])
        return Condition(flag, flag)

    def _words(self, said: Said, new: bool) -> dict[str, str]:
        """The parameters that a condition of the file asks for, by its own names for them.

        Empty where some are none of the class's, unless they may be made so.
        """
        found: dict[str, str] = {}
        for word, values in said.known.items():
            held = [one for one in self.parameters if same(one.values, values)]
            if any(isinstance(value, bool) for value in values):
                held = [one for one in held if one.name == word]
            held.sort(key=lambda one: one.name != word)
            if held:
                found[word] = held[0].name
            elif not new or word == RECEIVED or any(o.name == word for o in self.parameters):
                return {}
            else:
                self.parameters.append(Parameter(word, values, usual(values)))
                found[word] = word
        return found

    def _fill(self, position: int, said: Said, words: Mapping[str, str]) -> None:
        """Has numbers at a position follow the parameters that its condition asks for."""
        for slot, column in self.columns.items():
            if slot[0] != position or self.bound[slot].variable:
                continue
            for word, values in said.known.items():
                pairs = [(a, b) for a, b in zip(column, values, strict=True) if a is not MISSING]
                if all(same(a, b) and type(a) is float for a, b in pairs):
                    self.bound[slot] = Bound(variable=words[word])

    def _told(self, position: int, present: Sequence[bool]) -> str:
        """The condition on channels and strides that holds for what changes these, or is a sum."""
        known = {
            one.name: one.values
            for one in self.parameters
            if not one.optional and (one.channels or one.name.startswith("stride"))
        }
        place = self.shape.place(position)
        merges = place.inner is None and module_of(place) is None
        widens, strides = _changes(self.shape, position)
        if merges or widens:
            slots = (one for (at, _), one in self.bound.items() if at == position)
            strided = merges or any(one.variable.startswith("stride") for one in slots)
            return follows_from(
                present,
                known,
                self.bound.values(),
                self.wording.given(),
                merges=merges,
                strided=strided,
            )
        return is_strided(present, known) if strides else ""


def _written(said: Said, words: Mapping[str, str]) -> Condition:
    """A condition of the file on the parameters of a class."""
    values: dict[str, ast.expr] = {word: name(one) for word, one in words.items()}
    text = ast.unparse(template(ast.unparse(said.test), values))
    return Condition(text, text if isinstance(said.test, ast.Name) else "")


def _changes(shape: "Shape", position: int) -> tuple[bool, bool]:
    """Whether what some instances have changes the channels or the sizes that it takes."""
    widens = strides = False
    for member in shape.members:
        at = member.present[position]
        if at is None:
            continue
        place = member.places[at]
        if place.inner is not None:
            taken, given = place.inner.received, place.inner.given
        else:
            taken, given = place.node.shapes[0], place.node.output
        widens |= bool(taken.dims and given.dims) and taken.channels != given.channels
        strides |= taken.dims[1:] != given.dims[1:]
    return widens, strides
