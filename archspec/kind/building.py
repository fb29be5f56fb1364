"""What a container builds with: values, lists of layers as they were written, and a builder.

A layer takes a value and gives one. A container is given a builder, by which it puts smaller layers
in, one after the other, and looks at the shape of each value on the way.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from archspec.diagnostics import Problem, Span
from archspec.shapes import Shape
from archspec.syntax import Mapping as Fields
from archspec.syntax import Tree

if TYPE_CHECKING:
    from archspec.kind.layer import Layer


@dataclass(frozen=True, slots=True, eq=False)
class Origin:
    """Where a layer was written.

    Args:
        span: the kind, which messages underline.
        fields: its fields, where they were written as a mapping.
        value: the span of its main field, where only that was written.
        item: the whole entry of the list, where layers can be inserted before.
        calls: the block calls that led here, the outermost first.
    """

    span: Span
    fields: Fields | None = None
    value: Span | None = None
    item: Span | None = None
    calls: tuple[Span, ...] = ()

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
    """

    id: str
    shape: Shape | None = None


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
    """

    cls: "type[Layer] | None"
    origin: Origin
    tree: Tree | None
    environment: Any
    role: str = ""
    again: bool = False


class Builder(Protocol):
    """Puts layers into the network. All of them stand where the container was written."""

    def layers(self, body: Body, value: Value) -> Value:
        """The layers of a body, one after the other, in the scope that is open."""

    def rounds(
        self, body: Body, value: Value, variables: Sequence[Mapping[str, Any]], *, shared: bool
    ) -> Value:
        """The layers of a body once for each set of variables; `shared` with one set of weights."""

    def add(self, layer: "Layer | Held", value: Value) -> Value:
        """One layer in the scope that is open."""

    def merge(self, layer: "Layer", values: Sequence[Value], labels: Sequence[str] = ()) -> Value:
        """A layer that makes one value of several and is no module; a word for each of them."""

    def scope(
        self,
        name: str | None,
        kind: str,
        value: Value,
        build: Callable[[Value], Value],
        *,
        share: str | None = None,
        clash: Problem | None = None,
    ) -> Value:
        """A module around what `build` makes of the value.

        Args:
            name: its name, or None for its index in the scope around.
            kind: the word for it in tables and pictures.
            value: what it takes.
            build: puts its layers in.
            share: the name of the scope whose weights its layers use.
            clash: what to say where the name is another's, of a scope that was not written in the
                list and so takes no index there.
        """

    def path(self, name: str, kind: str, body: Body, value: Value) -> Value:
        """The layers of a body under a name: that of its only layer, or of a module around them."""

    def mark(self) -> int:
        """How many layers there are so far."""

    def first_norm(self, since: int) -> "Layer | Held | None":
        """The first normalisation added since a mark, to be added once more."""

    def leave_out(self, layer: "Layer") -> None:
        """Counts a merge that is not there among those of its word, so that others keep theirs."""
