"""A picture before anybody has said how it is written: boxes, frames and edges."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Row:
    """One layer in a box.

    Args:
        title: the kind and its fields.
        quiet: the name and the parameters, in small type.
        name: the name with which `quiet` begins, if it does.
        family: chooses the colours.
        path: the node or scope that it shows; empty for an input or an output.
        symbol: a sign that replaces the title, for a box that is a circle.
        slim: whether it takes one line, as what follows a layer does.
        params: the parameters of what it shows, once.
        count: how many that are the same it stands for, where the title says so.
        grows: whether it gives more positions than it takes, as far as sizes are known.
    """

    title: str
    quiet: str = ""
    name: str = ""
    family: str = ""
    path: str = ""
    symbol: str = ""
    slim: bool = False
    params: int = 0
    count: int = 1
    grows: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """Layers on top of each other, each taking only what the one above gives."""

    id: str
    rows: tuple[Row, ...]
    kind: str = "layer"

    @property
    def symbol(self) -> str:
        """The sign of a box that is a circle."""
        return self.rows[0].symbol


@dataclass(frozen=True, slots=True)
class Frame:
    """A line around boxes.

    Args:
        id: names it in the text.
        title: the name of the scope, or its kind.
        quiet: its parameters.
        items: what is in it.
        count: how often it stands in a row.
        shared: whether all of these use one set of weights.
        params: the parameters of all its rounds.
        named: whether the title is a name.
        path: the scope that it shows, the first of several.
    """

    id: str
    title: str
    quiet: str
    items: tuple["Item", ...]
    count: int = 1
    shared: bool = False
    params: int = 0
    named: bool = False
    path: str = ""


Item: TypeAlias = Box | Frame


@dataclass(frozen=True, slots=True)
class Edge:
    """From one box to another.

    Args:
        tail: the box that gives a value.
        head: the box that takes it.
        shape: of the value, shown where it says something new.
    """

    tail: str
    head: str
    shape: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """The whole of it: a heading, what stands in it, and the edges."""

    title: str
    facts: tuple[str, ...]
    items: tuple[Item, ...]
    edges: tuple[Edge, ...]

    @property
    def boxes(self) -> Iterator[Box]:
        """Every box, in the order of the network."""
        yield from _boxes(self.items)

    @property
    def frames(self) -> Iterator[Frame]:
        """Every frame, an outer one before those in it."""
        yield from _frames(self.items)


def _boxes(items: tuple[Item, ...]) -> Iterator[Box]:
    for item in items:
        if isinstance(item, Box):
            yield item
        else:
            yield from _boxes(item.items)


def _frames(items: tuple[Item, ...]) -> Iterator[Frame]:
    for item in items:
        if isinstance(item, Frame):
            yield item
            yield from _frames(item.items)


def boxes_of(item: Item) -> tuple[str, ...]:
    """The names of the boxes in an item; its own, where it is one."""
    return tuple(box.id for box in _boxes((item,)))
