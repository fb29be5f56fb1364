"""The syntax tree: a YAML document in which every key and value knows where it stands."""

from collections.abc import Iterator
from typing import TypeAlias

from archspec.dataclass import dataclass
from archspec.diagnostics import Span

MAX_SHOWN = 60
"""Characters of a value that a message repeats."""

Value: TypeAlias = str | int | float | bool | None


@dataclass(frozen=True, slots=True, eq=False)
class Scalar:
    """A single value; `text` is how it was written, without quotes."""

    value: Value
    text: str
    span: Span
    plain: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A key and its value."""

    key: Scalar
    value: "Tree"


@dataclass(frozen=True, slots=True, eq=False)
class Mapping:
    """Keys with values, each key once. `flow` says that it was written in braces."""

    entries: tuple[Entry, ...]
    span: Span
    flow: bool

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def entry(self, key: str) -> Entry | None:
        """The entry of that key, if there is one."""
        for entry in self.entries:
            if entry.key.text == key:
                return entry
        return None


@dataclass(frozen=True, slots=True, eq=False)
class Sequence:
    """Items in order. `flow` says that it was written in brackets."""

    items: tuple["Tree", ...]
    span: Span
    flow: bool

    def __iter__(self) -> Iterator["Tree"]:
        return iter(self.items)


Tree: TypeAlias = Scalar | Mapping | Sequence


def describe(tree: Tree) -> str:
    """What a tree is, in a reader's words.

    >>> from archspec.diagnostics import Source
    >>> from archspec.syntax import read
    >>> describe(read(Source("a.yaml", "[1, 2]")))
    'a list'
    """
    if isinstance(tree, Mapping):
        return "a mapping"
    if isinstance(tree, Sequence):
        return "a list"
    if tree.value is None:
        return "nothing"
    if isinstance(tree.value, bool):
        return "true" if tree.value else "false"
    text = " ".join(tree.text.split())
    short = text if len(text) <= MAX_SHOWN else f"{text[: MAX_SHOWN - 1]}…"
    return f'"{short}"' if isinstance(tree.value, str) else short


def plain(tree: Tree) -> object:
    """The tree as Python data, without places: dicts, lists and scalars."""
    if isinstance(tree, Mapping):
        return {entry.key.text: plain(entry.value) for entry in tree}
    if isinstance(tree, Sequence):
        return [plain(item) for item in tree]
    return tree.value
