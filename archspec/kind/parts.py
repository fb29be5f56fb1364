"""What a container expands to: layers, and the ways to put them together.

A part takes one value and gives one. The graph builder walks parts and never asks which kind they
came from.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from archspec.diagnostics import Span
from archspec.syntax import Mapping as Fields

if TYPE_CHECKING:
    from archspec.kind.layer import Layer


@dataclass(frozen=True, slots=True, eq=False)
class Origin:
    """Where a part was written.

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


Late: TypeAlias = Mapping[str, Callable[[int], Any]]
"""Fields that follow from the number of channels a layer receives, each with how it does."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One layer that becomes one node.

    Args:
        late: its fields that wait for the channels of its input; until then they hold a sample.
    """

    layer: "Layer"
    origin: Origin | None = None
    late: Late = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Chain:
    """Parts one after the other, in the scope that is open."""

    parts: tuple["Part", ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    """A module scope around a part.

    Args:
        part: what stands in the scope.
        name: its name, or None for its index in the scope around it.
        kind: the word for it in tables and pictures.
    """

    part: "Part"
    name: str | None = None
    kind: str = ""
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class From:
    """A part that takes a named value instead of the one above."""

    part: "Part"
    source: str
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Shared:
    """A scope whose layers use the weights of those in a named scope above, one by one."""

    part: "Part"
    owner: str
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Merge:
    """Paths that take the same value, merged by a layer with as many inputs as there are paths.

    An empty path is the value itself. `label` is the word for each path in messages.
    """

    paths: tuple["Part", ...]
    by: "Layer"
    labels: tuple[str, ...] = ()
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Repeat:
    """Rounds of the same thing, one after the other; `shared`: with one set of weights."""

    rounds: tuple["Part", ...]
    shared: bool = False


Part: TypeAlias = Leaf | Chain | Scope | From | Shared | Merge | Repeat


@dataclass(frozen=True, slots=True)
class Body:
    """The layers that a container was given, in each of its rounds."""

    rounds: tuple[Chain, ...] = (Chain(),)

    @property
    def chain(self) -> Chain:
        """The layers of a container that has one round."""
        return self.rounds[0]


def named(part: Part, name: str | None, kind: str, origin: Origin | None = None) -> Part:
    """The part under that name: exactly one unnamed layer takes it, anything else gets a scope."""
    only = part.parts[0] if isinstance(part, Chain) and len(part.parts) == 1 else None
    if isinstance(only, Leaf) and only.layer.name is None:
        return replace(only, layer=only.layer.model_copy(update={"name": name}))
    if isinstance(only, Scope) and only.name is None:
        return replace(only, name=name)
    return Scope(part, name, kind, origin)


def unnamed(leaf: Leaf) -> Leaf:
    """The same layer without its name."""
    return replace(leaf, layer=leaf.layer.model_copy(update={"name": None}))


def leaves(part: Part) -> Iterator[Leaf]:
    """Every layer of a part, in order."""
    if isinstance(part, Leaf):
        yield part
    elif isinstance(part, (Scope, From, Shared)):
        yield from leaves(part.part)
    else:
        inner = (
            part.parts
            if isinstance(part, Chain)
            else part.rounds
            if isinstance(part, Repeat)
            else (*part.paths, Leaf(part.by, part.origin))
        )
        for one in inner:
            yield from leaves(one)


def waiting(part: Part, kind: str, late: Late) -> Part:
    """The part, in which the first layer of that kind waits for its channels."""
    if isinstance(part, Leaf):
        return replace(part, late=late) if part.layer.kind == kind else part
    if isinstance(part, (Scope, From, Shared)):
        return replace(part, part=waiting(part.part, kind, late))
    if isinstance(part, Chain) and part.parts:
        return Chain((waiting(part.parts[0], kind, late), *part.parts[1:]))
    return part


def placed(part: Part, origin: Origin) -> Part:
    """The part with an origin for whatever has none, as what a container made.

    What has one was placed before, with all that is in it.
    """
    if isinstance(part, Chain):
        return Chain(tuple(placed(p, origin) for p in part.parts))
    if isinstance(part, Repeat):
        return Repeat(tuple(placed(p, origin) for p in part.rounds), part.shared)
    if part.origin is not None:
        return part
    if isinstance(part, Leaf):
        return replace(part, origin=origin)
    if isinstance(part, (Scope, From, Shared)):
        return replace(part, part=placed(part.part, origin), origin=origin)
    return replace(part, paths=tuple(placed(p, origin) for p in part.paths), origin=origin)
