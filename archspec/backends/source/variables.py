"""What values are called in a writing: `x` on its way, `out` beside it, or by their layer."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain, count
from typing import TYPE_CHECKING, Final

from archspec.backends.source.classes.members import Place, Ref
from archspec.backends.source.classes.wording import usable
from archspec.nn import functional

if TYPE_CHECKING:
    from archspec.backends.source.writing import Writing

FUNCTIONS: Final = frozenset(vars(functional))
"""What a forward may call, and no value is called."""

PLAIN: Final = ("x", "out", "y", "z")


@dataclass(slots=True)
class Variables:
    """The name of each value that has one at the moment."""

    names: dict[Ref, str] = field(default_factory=dict)

    def choose(self, place: Place, ref: Ref, reads: Iterable[Ref], writing: "Writing") -> str:
        """The name for a value that is about to have one.

        It takes that of a value which is gone with it; one that goes a long way has the name of the
        layer that it comes from.
        """
        live = {word for one, word in self.names.items() if writing.is_live(one)}
        live |= {word for one, word in self.names.items() if one.output < 0}
        words: list[str] = []
        if place.inner is not None and place.inner.scope.kind == "shortcut":
            words.append("shortcut")
        if named(place) and _goes_far(place, ref, writing):
            words.append(place.name)
        known = {*PLAIN, *(writing.inputs if len(writing.inputs) > 1 else ())}
        words += [self.names[one] for one in sorted(reads) if self.names.get(one) in known]
        words += PLAIN
        numbered = (f"y{i}" for i in count(2))
        return next(word for word in chain(words, numbered) if word not in live)

    def fresh(self, word: str) -> str:
        """A name that nothing has."""
        numbered = (f"{word}{i}" for i in count(2))
        return next(one for one in chain([word], numbered) if one not in self.names.values())

    def of_output(self, place: Place, ref: Ref, needed: bool) -> str:
        """The name of one of several values of a scope: that of the layer in it which gives it."""
        if not needed:
            return "_"
        word = "y"
        if place.inner is not None:
            giver = place.inner.places[place.inner.gives[ref.output].place]
            word = giver.name if named(giver) else word
        return self.fresh(word)


def _goes_far(place: Place, ref: Ref, writing: "Writing") -> bool:
    """Whether a value is still to be there when others have been made of it, or beside it."""
    if ref.place in writing.idle:
        return True
    several, distance = writing.left[ref] > 1, writing.last[ref] - ref.place
    if place.inner is not None and not several:
        return distance > 1
    return place.stateful and several and distance > 2


def named(place: Place) -> bool:
    """Whether a place has a name that a variable can have."""
    return usable(place.name) and place.name not in FUNCTIONS
