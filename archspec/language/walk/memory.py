"""What calls of blocks came to in the last check of a text, for the next one.

Somebody who types changes one place of a file, and most calls of its blocks, and most containers in
these, come to what they came to before. Two checks share nothing else, so that what is kept is put
at its places in the text that is there now. What has no place in that, or depends on what has
changed, is built.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from archspec.dataclass import dataclass, field
from archspec.diagnostics import Source
from archspec.kind import Value
from archspec.language.expressions.values import ABSENT, names_in
from archspec.language.fields.written import Defaults
from archspec.language.walk.blocks import Block
from archspec.language.walk.context import Context
from archspec.language.walk.counterpart_places import Places
from archspec.language.walk.recording import Called, Container, Key, Recording
from archspec.language.walk.seen import asks_above
from archspec.syntax import Mapping as Fields
from archspec.syntax import Scalar, Tree

MAX_KEPT: Final = 20_000
"""What is kept beside what the last check came to: calls, their layers, and thousands of letters.

Who keeps a layer keeps the text in which it stands.
"""


class _Kept(NamedTuple):
    """A call, and what it depends on beside its key.

    Args:
        recording: what it put into the network.
        blocks: all that it calls, itself among them where it is a call.
        params: the parameters of the file that these mention, as texts.
    """

    recording: Recording
    blocks: tuple[Block, ...]
    params: tuple[tuple[str, str], ...]

    @property
    def sources(self) -> Iterator[Source]:
        """The texts in which it stands."""
        what = self.recording.what
        yield from (block.layers.span.source for block in self.blocks)
        if isinstance(what, Container):
            yield what.tree.span.source


@dataclass(slots=True)
class Memory:
    """What calls of blocks came to.

    Args:
        kept: the calls of earlier checks.
        any_open: whether an input of these left a size open.
        defaults: the fields that these set on every layer of a kind.
        now: the check that goes on.
    """

    kept: dict[Key, _Kept] = field(default_factory=dict)
    any_open: bool = False
    defaults: Defaults = field(default_factory=dict)
    now: "_Now | None" = None

    def begin(self, context: Context) -> None:
        """Looks at what was kept with another text before it, whose walk this is."""
        # Of trees of other texts nobody asks again, and each holds all of its text.
        names_in.cache_clear()
        asks_above.cache_clear()
        self.now = _Now(context)
        alike = self.any_open == context.nodes.any_open and self.now.has_defaults(self.defaults)
        if not alike:
            self.kept.clear()
        self.any_open, self.defaults = context.nodes.any_open, context.defaults

    def find(self, what: Called | Container, value: Value) -> tuple[Recording, Places] | None:
        """What a call or container came to, where all that it depends on is the same in this text.

        Args:
            what: the call or container.
            value: what it takes.
        """
        now = self.now
        if now is None:
            return None
        kept = self.kept.get(now.key(what, value))
        if kept is None or not all(map(now.has, kept.blocks)):
            return None
        recording, was = kept.recording, kept.recording.what
        if isinstance(was, Container) and not (
            isinstance(what, Container) and now.places.add(was.tree, what.tree)
        ):
            return None
        same = all(now.param(name) == text for name, text in kept.params)
        return (recording, now.places) if same else None

    def end(self) -> None:
        """Keeps what the calls of this text came to, and what may be of use for another."""
        now, self.now = self.now, None
        if now is None:
            return
        recordings = now.context.recordings.values()
        found = {now.key(one.what, one.source): now.kept(one) for one in recordings}
        self.kept = {**self.kept, **found} if _size(self.kept) < MAX_KEPT else found


@dataclass(slots=True)
class _Now:
    """The check of a text, and what it has of an earlier one.

    Args:
        context: its walk.
        places: where the parts of earlier texts stand in it.
        same: for blocks of these, by their places in memory, whether it has the same.
        prints: trees, by their places in memory, as numbers.
        lists: lists and mappings, by their places in memory, as texts.
        names: for its blocks, the parameters of the file that they mention.
        in_defaults: those that the fields of every layer mention.
    """

    context: Context
    places: Places = field(default_factory=Places)
    same: dict[int, bool] = field(default_factory=dict)
    prints: dict[int, tuple[Tree, int]] = field(default_factory=dict)
    lists: dict[int, tuple[Any, str]] = field(default_factory=dict)
    names: dict[str, frozenset[str]] = field(default_factory=dict)
    in_defaults: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        """Looks up the parameters that the fields of every layer mention."""
        fields = [entry.value for one in self.context.defaults.values() for entry in one.values()]
        self.in_defaults = frozenset().union(*map(names_in, fields))

    def key(self, what: Called | Container, value: Value) -> Key:
        """What tells a call or container from others, whatever the check."""
        if isinstance(what, Called):
            return *what.key, value.shape, value.numbers
        values = tuple(map(self._text, what.values.values()))
        return self._fingerprint(what.tree), values, value.shape, value.numbers

    def _fingerprint(self, tree: Tree) -> int:
        """A number that is the same of trees that say the same."""
        if isinstance(tree, Scalar):
            return hash((tree.text, tree.plain))
        if id(tree) not in self.prints:
            parts = (
                tuple((entry.key.text, self._fingerprint(entry.value)) for entry in tree)
                if isinstance(tree, Fields)
                else tuple(map(self._fingerprint, tree))
            )
            self.prints[id(tree)] = tree, hash(parts)
        return self.prints[id(tree)][1]

    def _text(self, value: Any) -> str:
        """A value as a text, which is made once of a list or mapping."""
        if not isinstance(value, (tuple, list, dict)):
            return repr(value)
        if id(value) not in self.lists:
            self.lists[id(value)] = value, repr(value)
        return self.lists[id(value)][1]

    def has_defaults(self, old: Defaults) -> bool:
        """Whether it sets the same fields on every layer of a kind."""
        new = self.context.defaults
        return old.keys() == new.keys() and all(
            self._are_alike(
                {name: entry.value for name, entry in fields.items()},
                {name: entry.value for name, entry in new[kind].items()},
            )
            for kind, fields in old.items()
        )

    def has(self, old: Block) -> bool:
        """Whether it has the same block."""
        if id(old) not in self.same:
            new = self.context.blocks.get(old.name)
            self.same[id(old)] = new is not None and self._is_same(old, new)
        return self.same[id(old)]

    def _is_same(self, old: Block, new: Block) -> bool:
        return (
            old.closed == new.closed
            and [one.text for one in old.inputs] == [one.text for one in new.inputs]
            and self._are_alike(old.params, new.params)
            and self.places.add(old.layers, new.layers)
        )

    def _are_alike(self, old: Mapping[str, Tree], new: Mapping[str, Tree]) -> bool:
        return [*old] == [*new] and all(self.places.add(old[name], new[name]) for name in old)

    def param(self, name: str) -> str:
        """The value of a parameter of the file, as a text."""
        return self._text(self.context.params.get(name, ABSENT))

    def kept(self, recording: Recording) -> _Kept:
        """A call of this text, with what it depends on."""
        blocks = tuple(self.context.blocks[name] for name in sorted(recording.called))
        names = self.in_defaults.union(*map(self._names_in, blocks))
        return _Kept(recording, blocks, tuple((name, self.param(name)) for name in sorted(names)))

    def _names_in(self, block: Block) -> frozenset[str]:
        """The parameters of the file that a block may mention: its own hide others."""
        if block.name not in self.names:
            own = names_in(block.layers) - block.params.keys()
            self.names[block.name] = own.union(*map(names_in, block.params.values()))
        return self.names[block.name]


def _size(kept: Mapping[Key, _Kept]) -> int:
    """How much is kept: calls, layers, and the letters of keys and of texts by thousands."""
    layers = sum(1 + len(one.recording.nodes) for one in kept.values())
    texts = {id(source): source.text for one in kept.values() for source in one.sources}
    keys = (part for key in kept for part in key)
    words = [word for part in keys for word in (part if isinstance(part, tuple) else [part])]
    letters = sum(len(word) for word in (*texts.values(), *words) if isinstance(word, str))
    return layers + letters // 1000
