"""What parameters of classes are called: as the file says, or as people say."""

import re
from collections.abc import Container, Iterator, Mapping
from itertools import chain, count
from typing import TYPE_CHECKING, Any, Final

from archspec.backends.source.classes.keys import is_plain_activation
from archspec.backends.source.classes.members import INPUT, Place, module_of
from archspec.backends.source.classes.values import Slot
from archspec.backends.source.python.build import is_word
from archspec.syntax import Scalar, Sequence, Tree

if TYPE_CHECKING:
    from archspec.backends.source.classes.shapes import Shape

WORDS: Final[Mapping[str, str]] = {
    "#class": "activation",
    "#count": "depth",
    "#number_after": "padding",
    "#number_before": "padding_before",
    **{f"#shape{i}": "channels" if i == 0 else f"size{i}" for i in range(6)},
    "embed_dim": "width",
    "in_channels": "hidden_channels",
    "normalized_shape": "width",
    "num_channels": "channels",
    "num_features": "channels",
    "num_groups": "groups",
    "num_heads": "heads",
    "out_channels": "hidden_channels",
    "out_features": "hidden_features",
    "p": "dropout",
}
"""What an argument of torch is called in a class, where that has other words for it."""
CHANNELS: Final = frozenset(
    (
        *("in_channels", "out_channels", "in_features", "out_features", "num_features"),
        *("embed_dim", "normalized_shape", "num_channels", "dim", "#shape0"),
    )
)
GENERIC: Final = frozenset(("sequence", "repeat", "path", "shortcut", ""))
"""Kinds of scopes that say nothing of what is in them."""
RESERVED: Final = frozenset(
    """
    self super x out skip torch nn operator Tensor OrderedDict range len type int float bool str
    tuple list dict print getattr id input object set map filter zip sum min max abs l I O i layers
    """.split()  # noqa: SIM905  a list would take a line a word
)
"""What stands for other things in what is written."""


class Wording:
    """Chooses words for the parameters of one class."""

    def __init__(self, shape: "Shape"):
        self.shape = shape
        self.calls = [member.call for member in shape.members]

    def of_block(self, column: tuple[Any, ...], place: Place | None = None) -> str:
        """The parameter of the block, of which all instances are calls, that has these values.

        What is true or false is alike by chance too often, and must be mentioned at the place.
        """
        first = self.calls[0]
        chance = any(isinstance(value, bool) for value in column)
        if chance and place is None:
            return ""
        if first is None or any(one is None or one.name != first.name for one in self.calls):
            return ""
        for name in first.arguments:
            values = [one.arguments.get(name) if one else None for one in self.calls]
            if not usable(name) or not all(map(_same, values, column)):
                continue
            if place is None or not chance or _mentions(place.child.origin.fields, name):
                return name
        return ""

    def name(self, slot: Slot, column: tuple[Any, ...], taken: Container[str]) -> tuple[str, bool]:
        """The word for a value, and whether it is a number of channels."""
        channels = self.is_channels(slot)
        words = (word for word in self._words(slot, column, channels) if usable(word))
        return next(word for word in words if word not in taken), channels

    def is_channels(self, slot: Slot) -> bool:
        """Whether a value is a number of channels, or is given to a class as one."""
        inner = self.shape.place(slot[0]).inner
        shape = inner.shape if inner is not None else None
        parameters = shape.parameters if shape is not None else ()
        given = (one.channels for one in parameters if one.name == slot[1])
        return slot[1] in CHANNELS or any(given)

    def _words(self, slot: Slot, column: tuple[Any, ...], channels: bool) -> Iterator[str]:
        if word := self.of_block(column, self.shape.place(slot[0])):
            yield word
        if channels:
            yield from self._ends(slot, column)
        place = self.shape.place(slot[0])
        child, inner = place.name, place.inner
        plain = WORDS.get(slot[1], slot[1])
        if plain.startswith("#number_"):
            plain = plain.removeprefix("#number_").rstrip("0123456789")
        if plain == "dropout" and inner is None and "dropout" not in place.node.layer.kind:
            plain = "drop"
        if inner is not None and inner.scope.kind not in GENERIC and plain.startswith("hidden_"):
            yield plain.replace("hidden", inner.scope.kind)
        yield plain
        if child.isidentifier():
            yield f"{child}_{plain.removeprefix('hidden_')}"
        yield from (f"{plain}{i}" for i in count(2))

    def _ends(self, slot: Slot, column: tuple[Any, ...]) -> Iterator[str]:
        """A word for the channels that a class takes or gives, as torch has it of a layer there."""
        members = self.shape.members
        takes = all(_channels(m.received) == v for m, v in zip(members, column, strict=True))
        gives = all(_channels(m.given) == v for m, v in zip(members, column, strict=True))
        convolved = slot[1].endswith("_channels") or any(m.received.spatial > 1 for m in members)
        kind = "channels" if convolved else "features"
        if takes and gives:
            yield "channels" if kind == "channels" else "width"
        elif takes:
            yield f"in_{kind}"
        elif gives:
            yield f"out_{kind}"

    def takes(self, column: tuple[Any, ...]) -> bool:
        """Whether these are the channels that the instances take."""
        pairs = zip(self.shape.members, column, strict=True)
        return all(_same(_channels(member.received), value) for member, value in pairs)

    def given(self) -> int | None:
        """The channels that all instances give, where they give the same."""
        sizes = {_channels(member.given) for member in self.shape.members}
        one = sizes.pop() if len(sizes) == 1 else None
        return one if type(one) is int else None

    def completed(self, slot: Slot, column: tuple[Any, ...], missing: Any) -> tuple[Any, ...]:
        """A column with what is missing in it, where that is known all the same.

        So are channels that are taken or given, and the block's own parameters.
        """
        if all(one is not None and slot[1] in one.arguments for one in self.calls):
            whole = tuple(one.arguments[slot[1]] for one in self.calls if one)
            plain = all(type(value) in (bool, int, float, str) for value in whole)
            pairs = zip(column, whole, strict=True)
            if plain and all(a is missing or _same(a, b) for a, b in pairs):
                return whole
        first = any(ref.place == INPUT for ref in self.shape.place(slot[0]).takes)
        for ends in ("received", "given") if first else ("given", "received"):
            whole = tuple(_channels(getattr(member, ends)) for member in self.shape.members)
            pairs = zip(column, whole, strict=True)
            if all(type(b) is int and (a is missing or _same(a, b)) for a, b in pairs):
                return whole
        return column

    def flag(self, position: int, taken: Container[str]) -> str:
        """The word for whether something is there."""
        place = self.shape.place(position)
        if place.inner is not None:
            kinds = [] if place.inner.scope.kind in GENERIC else [place.inner.scope.kind]
        elif module_of(place) is None:
            kinds = ["residual"]
        else:
            kinds = ["activation" if is_plain_activation(place) else place.node.layer.kind]
        merges = place.inner is None and module_of(place) is None
        names = (*kinds, place.name) if merges else (place.name, *kinds)
        words = [name for name in (*names, "extra") if usable(name)]
        numbered = (f"extra{i}" for i in count(2))
        return next(word for word in chain(words, numbered) if word not in taken)


def _mentions(tree: Tree | None, name: str) -> bool:
    """Whether an expression in a part of a file has a parameter."""
    if isinstance(tree, Scalar):
        return "$" in tree.text and re.search(rf"\b{name}\b", tree.text) is not None
    parts = tree if isinstance(tree, Sequence) else [one.value for one in tree or ()]
    return any(_mentions(one, name) for one in parts)


def usable(word: str) -> bool:
    """Whether a parameter can have that name."""
    return is_word(word) and word not in RESERVED and not word.startswith("_")


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(one == other)


def _channels(sizes: Any) -> Any:
    return sizes.channels if sizes.dims else None
