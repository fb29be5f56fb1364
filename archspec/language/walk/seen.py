"""Entries that were worked out before: the same layer where all that they mention is the same.

In the rounds of a repeat and the calls of a block most entries come to what they came to before, or
to one of a few layers. An entry is remembered by the values of what it mentions: parameters, and
the channels and sizes that it receives.
"""

from collections.abc import Hashable
from functools import lru_cache

from archspec.dataclass import dataclass, field
from archspec.kind import Held, Layer, Value
from archspec.language.expressions.environment import IN, Environment
from archspec.language.expressions.expressions import asks
from archspec.language.expressions.values import ABSENT, RECEIVED, mark, names_in
from archspec.language.fields.written import Defaults
from archspec.syntax import Scalar, Sequence, Tree

Key = tuple[Hashable, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """What an entry came to.

    Args:
        layer: None where its `when` was false.
        held: the layer as it was written.
        environment: what it could name; the values in it so stay at their places in memory.
    """

    layer: Layer | None
    held: Held | None
    environment: Environment


@dataclass(slots=True)
class Entry:
    """One entry of a list, and all that it came to.

    Args:
        tree: the entry, which so stays at its place in memory.
        names: what it mentions.
        seen: what it came to, by the values of these.
    """

    tree: Tree
    names: tuple[str, ...]
    seen: dict[Key, Seen] = field(default_factory=dict)

    def key(self, environment: Environment, value: Value) -> Key | None:
        """The values of what it mentions; None where one is not known or means a name elsewhere."""
        if environment.inputs is not None:
            # A name may be an input of the block, which is another value in each call.
            return None
        if not self.names:
            return ()
        params, shape = environment.params, value.shape
        if shape is None or not environment.homes.keys().isdisjoint(self.names):
            return None
        key: list[Hashable] = []
        for name in self.names:
            found = params.get(name, ABSENT)
            if name in RECEIVED and found is ABSENT:
                key.append(shape.channels if name == IN else shape.sizes)
            else:
                key.append(mark(found))
        return tuple(key)


@dataclass(slots=True)
class SeenEntries:
    """All entries, by their place in memory; None for one of which more matters than its names.

    Args:
        varying: the kinds whose `defaults` may come to something else at every layer.
        entries: the entries.
    """

    varying: frozenset[str]
    entries: dict[int, Entry | None] = field(default_factory=dict)

    def find(self, tree: Tree, environment: Environment, value: Value) -> Seen | None:
        """What the entry of a tree came to where all that it mentions was the same."""
        entry = self.entries.get(id(tree))
        key = entry.key(environment, value) if entry else None
        return None if entry is None or key is None else entry.seen.get(key)

    def add(self, tree: Tree, kind: str, value: Value, seen: Seen) -> None:
        """Remembers what the entry of a tree, which is of that kind, came to for a value."""
        if kind in self.varying:
            return
        if id(tree) not in self.entries:
            self.entries[id(tree)] = (
                None if asks_above(tree) else Entry(tree, tuple(names_in(tree)))
            )
        entry = self.entries[id(tree)]
        key = entry.key(seen.environment, value) if entry else None
        if entry is not None and key is not None:
            entry.seen[key] = seen


def varying_kinds(defaults: Defaults) -> frozenset[str]:
    """The kinds whose `defaults` may come to something else at every layer.

    The others are worked out from the parameters of the file alone, which stay the same.
    """
    return frozenset(
        kind
        for kind, fields in defaults.items()
        if "from" in fields or any(_varies(entry.value) for entry in fields.values())
    )


def _varies(tree: Tree) -> bool:
    return asks_above(tree) or not RECEIVED.keys().isdisjoint(names_in(tree))


@lru_cache(maxsize=4096)
def asks_above(tree: Tree) -> bool:
    """Whether something in a tree names a value above: with `from`, or to ask for its shape."""
    if isinstance(tree, Scalar):
        return asks(tree.text)
    if isinstance(tree, Sequence):
        return any(map(asks_above, tree.items))
    return any(entry.key.text == "from" or asks_above(entry.value) for entry in tree)
