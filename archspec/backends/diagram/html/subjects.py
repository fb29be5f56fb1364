"""What a page says of each layer and scope that it draws."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from archspec.backends.diagram.html.views import View
from archspec.backends.diagram.picture.counts import macs
from archspec.backends.diagram.picture.labels import shorten, title
from archspec.backends.diagram.picture.picture import Frame, Row
from archspec.backends.diagram.picture.sharing import Sharing
from archspec.diagnostics import Span
from archspec.diagnostics.readable import as_percent
from archspec.graph import Graph, Node, Scope
from archspec.graph.seen import seen
from archspec.kind import Held, Layer
from archspec.shapes import Shape, Size
from archspec.syntax.writing import written


@dataclass(frozen=True, slots=True)
class Fact:
    """A word with what is said of it, and the share of the network that this is, if it is one."""

    word: str
    text: str
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """A layer or a scope.

    Args:
        path: in the network.
        title: what its box or frame is called.
        facts: what is said of it.
        place: the file and the line where it was written; empty where no file says so.
        text: that line.
    """

    path: str
    title: str
    facts: tuple[Fact, ...]
    place: str
    text: str


def subjects(graph: Graph, views: Iterable[View]) -> dict[str, Subject]:
    """What is said of everything that the views show, by its path."""
    views = tuple(views)
    paths = dict.fromkeys(item.path for view in views for item in view.scene.items if item.path)
    reader = _Reader(graph)
    shown = _shown(views)
    known = (path for path in paths if path in reader.nodes or path in graph.tree.scopes)
    return {path: reader.subject(path, shown.get(path, ())) for path in known}


def _shown(views: Iterable[View]) -> Mapping[str, list[Row | Frame]]:
    """The rows and frames for each path, in all pictures."""
    found: dict[str, list[Row | Frame]] = {}
    for view in views:
        if view.picture is None:
            continue
        rows = [row for box in view.picture.boxes for row in box.rows]
        both: list[Row | Frame] = [*rows, *view.picture.frames]
        for one in both:
            found.setdefault(one.path, []).append(one)
    return found


class _Reader:
    """Knows the nodes, the shapes of values, and what all of the network costs."""

    def __init__(self, graph: Graph):
        self.graph = graph
        self.nodes = {node.path: node for node in graph.nodes}
        self.total = graph.cost
        self.sharing = Sharing(graph)
        self.shapes = {one.value: one.shape for one in graph.inputs}
        self.shapes |= {node.path: node.output for node in graph.nodes}

    def subject(self, path: str, shown: Iterable[Row | Frame]) -> Subject:
        """What is said of a path, which is a node's or a scope's."""
        shown = tuple(shown)
        node = self.nodes.get(path)
        about = node or self.graph.tree.scopes[path]
        name = title(node) if node else shorten(_called(about))
        facts = self._node(node) if node else self._scope(self.graph.tree.scopes[path])
        place, text = _written_at(about.origin.span)
        return Subject(path, name, (*facts, *_repeats(shown)), place, text)

    def _node(self, node: Node) -> Iterator[Fact]:
        yield Fact("kind", node.layer.kind)
        yield from self._costs((node,), node.shapes, (node.output,))
        if owner := self.sharing.of_layer(node):
            yield Fact("weights", f"those of {shorten(owner)}")
        if node.frozen:
            yield Fact("training", "leaves its weights as they are")
        for word, value in _fields(node.layer).items():
            yield Fact(word, shorten(written(value)))

    def _scope(self, scope: Scope) -> Iterator[Fact]:
        nodes = self.graph.tree.nodes_of(scope)
        known = self.graph.scopes.get(scope.path)
        call = shorten(str(known.call)) if known and known.call else scope.kind
        yield Fact("kind", call or "scope")
        takes, gives = ([self.shapes[v] for v in values] for values in (scope.takes, scope.gives))
        yield Fact("layers", f"{len(nodes):,}")
        if owner := self.sharing.of_scope(scope):
            yield Fact("weights", f"those of {shorten(owner)}")
        yield from self._costs(nodes, takes, gives)

    def _costs(
        self, nodes: tuple[Node, ...], takes: Iterable[Shape], gives: Iterable[Shape]
    ) -> Iterator[Fact]:
        """Shapes, costs with their share, and the receptive field of the last node."""
        for word, shapes in (("takes", takes), ("gives", gives)):
            yield Fact(word, " and ".join(map(str, shapes)) or "nothing")
        params = sum(node.cost.params for node in nodes)
        work = sum(node.cost.macs for node in nodes)
        if params:
            yield Fact("parameters", f"{params:,}", _share(params, self.total.params))
        if work:
            yield Fact("MACs", macs(work), _share(work, self.total.macs))
        several = len(self.graph.inputs) > 1
        if sees := seen(nodes[-1].receptive_fields, named=several):
            yield Fact("sees", sees if several else f"{sees} of the input")


def _called(scope: Node | Scope) -> str:
    return scope.given_name or scope.kind or scope.path if isinstance(scope, Scope) else scope.path


def _share(part: int, whole: int) -> float | None:
    """A share of the network; None where a size is open."""
    if isinstance(part, Size) or isinstance(whole, Size):
        return None
    return part / whole


def _fields(layer: Layer) -> Mapping[str, Any]:
    """The fields that were written and say something other than their default."""
    known = type(layer).model_fields
    values = layer.written(*(name for name in known if name not in Layer.model_fields))
    return {
        known[n].alias or n: value for n, value in values.items() if not isinstance(value, Held)
    }


def _repeats(shown: Iterable[Row | Frame]) -> Iterator[Fact]:
    """How often it stands in a row, where one is drawn for several."""
    for one in shown:
        if one.count > 1:
            shared = isinstance(one, Frame) and one.shared
            how = "with one set of weights" if shared else "with weights of their own"
            yield Fact("repeats", f"×{one.count:,} in a row, {how}: {one.params:,} parameters")
            return


def _written_at(span: Span) -> tuple[str, str]:
    """The file without its folder, which is nobody's business, with the line; and what it says."""
    lines = span.source.lines
    if not span.source.name or not 0 < span.line <= len(lines):
        return "", ""
    name = PurePath(span.source.name).name
    return f"{shorten(name)}:{span.line}", shorten(lines[span.line - 1].strip())


def percent(share: float) -> str:
    """A share in three digits at most.

    >>> percent(0.4321), percent(0.0004321), percent(0.0000001)
    ('43.2 %', '0.04 %', '< 0.01 %')
    """
    if share < 0.0001:
        return "< 0.01 %"
    return as_percent(share, 1 if share >= 0.1 else 2)
