"""What layers are built of: values, and other layers as they were written."""

from typing import Any

from pydantic import BaseModel

from archspec.dataclass import dataclass
from archspec.diagnostics import Span
from archspec.kind.numbers import REAL, Numbers
from archspec.kind.origin import BlockCall, Round
from archspec.shapes import Shape
from archspec.syntax import Mapping as Fields
from archspec.syntax import Tree


@dataclass(frozen=True, slots=True, eq=False)
class Origin:
    """Where a layer was written.

    Args:
        span: the kind, which messages underline.
        fields: its fields, where they were written as a mapping.
        value: the span of its main field, where only that was written.
        item: the whole entry of the list, where layers can be inserted before.
        calls: the calls of blocks that led here, the outermost first.
        rounds: the rounds of repeats that led here, the outermost first.
    """

    span: Span
    fields: Fields | None = None
    value: Span | None = None
    item: Span | None = None
    calls: tuple[BlockCall, ...] = ()
    rounds: tuple[Round, ...] = ()

    def reached(self, calls: tuple[BlockCall, ...], rounds: tuple[Round, ...]) -> "Origin":
        """The same place, reached by other calls and rounds."""
        return Origin(self.span, self.fields, self.value, self.item, calls, rounds)

    def place_of(self, name: str) -> Span:
        """Where a field was written; the kind, where it was not."""
        entry = self.fields.entry(name) if self.fields else None
        return entry.value.span if entry else self.span


NOWHERE = Origin(Span.nowhere())


@dataclass(frozen=True, slots=True)
class Value:
    """What goes from layer to layer.

    Args:
        id: what it is in the graph, and nothing else is; empty for a value that was lost.
        shape: None after a mistake: nothing is said of what is made of it.
        numbers: whether they are whole or real.
    """

    id: str
    shape: Shape | None = None
    numbers: Numbers = REAL


LOST = Value("")
"""What stands for a layer that cannot be worked out."""


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """A list of layers as it was written; nothing in it is worked out.

    Args:
        tree: the list.
        environment: what expressions in it can name.
        owner: the word for what has the list, in messages.
    """

    tree: Tree
    environment: Any
    owner: str


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """One layer as it was written, such as the `norm` in a field of another.

    Args:
        cls: its kind; None where it calls a block, which is known once that is built.
        origin: where it stands.
        tree: its fields, or its main field alone; None where it is a word.
        environment: what expressions in it can name.
        role: what the field that holds it is for; empty where it stands in a list.
        again: whether it is added once more elsewhere, and then without its name.
        home: the scope in which its names were written, where a call of a block gave the layer.
    """

    cls: type[BaseModel] | None
    origin: Origin
    tree: Tree | None
    environment: Any
    role: str = ""
    again: bool = False
    home: Any = None
