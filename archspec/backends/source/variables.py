"""What values are called in a writing: `x` on its way, `out` beside it, or by their layer."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain, count
from typing import TYPE_CHECKING, Final

from archspec.backends.source.classes.members import Place, Ref
from archspec.backends.source.classes.wording import usable
from archspec.graph import Scope
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
        read = [self.names[one] for one in sorted(reads) if one in self.names]
        words += [word for word in read if word in PLAIN]
        if len({*read}) == 1 and len(writing.inputs) > 1 and read[0] in writing.inputs:
            words += read[:1]
        words += PLAIN
        numbered = (f"y{i}" for i in count(2))
        return next(word for word in chain(words, numbered) if word not in live)

    def fresh(self, word: str) -> str:
        """A name that nothing has."""
        numbered = (f"{word}{i}" for i in count(2))
        return next(one for one in chain([word], numbered) if one not in self.names.values())

    def of_output(self, place: Place, ref: Ref, writing: "Writing") -> str:
        """The name of one of several values of a scope: that of the layer in it which gives it.

        The first one goes on as `x` where that layer has no name of its own.
        """
        if not writing.left[ref]:
            return "_"
        word = _giver(place, ref.output)
        if word or ref.output:
            return self.fresh(word or "y")
        live = {word for one, word in self.names.items() if one.output < 0 or writing.is_live(one)}
        return next((word for word in PLAIN if word not in live), self.fresh("y"))


def _giver(place: Place, output: int) -> str:
    """The name of the layer that an output of a scope comes from, if it has one that says so."""
    while place.inner is not None:
        ref = place.inner.gives[output]
        if ref.place < 0:
            return ""
        place, output = place.inner.places[ref.place], ref.output
    plain = isinstance(place.child, Scope) or place.name == place.node.layer.kind
    return "" if plain or not named(place) else place.name


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
