"""From a graph to a picture: what becomes a box, what a frame, and which edges there are."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, count, product

from archspec.backends.diagram.edges import edges
from archspec.backends.diagram.labels import shorten
from archspec.backends.diagram.picture import Box, Frame, Item, Picture, Row
from archspec.backends.diagram.rows import (
    FOLDED,
    called,
    folded_box,
    layer_row,
    macs,
    params_text,
    repeated,
)
from archspec.graph import Child, Graph, Node, Run, Scope, follows
from archspec.graph.likeness import DROPS

Strides = tuple[tuple[int, int], ...]
"""The stride and the count of every run around a layer."""


def arrange(graph: Graph, *, depth: int | None = None) -> Picture:
    """The picture of a graph; scopes deeper than `depth` become one box each."""
    return _Arrangement(graph, depth).picture()


class _Arrangement:
    """Remembers, while it walks the tree, in which box each value is."""

    def __init__(self, graph: Graph, depth: int | None):
        self.graph = graph
        self.depth = depth
        self.tree = graph.tree
        self.uses = Counter(value for node in graph.nodes for value in node.inputs)
        self.uses.update(graph.outputs.values())
        self.takers: dict[str, list[Node]] = defaultdict(list)
        for node in graph.nodes:
            for value in node.inputs:
                self.takers[value].append(node)
        self.sums = [0, *accumulate(node.cost.params for node in graph.nodes)]
        self.ids = count()
        self.homes: dict[str, str] = {}
        self.twins: dict[str, str] = {}
        self.drawn: list[Node] = []

    def picture(self) -> Picture:
        """Everything, from the inputs to the outputs."""
        inputs = tuple(self._inputs())
        items = self._items(self.graph.folding.of(self.tree.root), 0, ())
        outputs = tuple(self._outputs())
        shapes = [" and ".join(str(i.shape) for i in self.graph.inputs)]
        shapes += [self.graph.given]
        cost = self.graph.cost
        totals = f"{cost.params:,} parameters · {macs(cost.macs)} MACs"
        facts = (" → ".join(shapes), totals)
        lines = tuple(edges(self.graph, self.drawn, self.homes, self.twins))
        return Picture(shorten(self.graph.name, 60), facts, (*inputs, *items, *outputs), lines)

    def _inputs(self) -> Iterator[Box]:
        for i, one in enumerate(self.graph.inputs):
            self.homes[one.value] = f"in{i}"
            yield Box(f"in{i}", (Row(f"{shorten(one.name)} {one.shape}"),), "input")

    def _outputs(self) -> Iterator[Box]:
        for i, (name, shape) in enumerate(self.graph.output_shapes.items()):
            quiet = "in training" if name in self.graph.training else ""
            yield Box(f"out{i}", (Row(f"{shorten(name)} {shape}", quiet),), "output")

    def _items(self, runs: Sequence[Child | Run], level: int, strides: Strides) -> tuple[Item, ...]:
        """What stands in a scope; a layer that follows another joins its box."""
        items: list[Item] = []
        last: Node | None = None
        for one in runs:
            if isinstance(one, Run):
                items.append(self._run(one, level, strides))
            elif isinstance(one, Scope):
                items += self._scope(one, level, strides)
            else:
                row = self._row(one, strides)
                if last is not None and self._joins(one, last):
                    box = items[-1]
                    assert isinstance(box, Box)  # noqa: S101  the last item was made of `last`
                    items[-1] = replace(box, rows=(*box.rows, row))
                else:
                    items.append(Box(f"n{next(self.ids)}", (row,)))
                self._place(one, items[-1].id)
            last = one if isinstance(one, Node) else None
        return tuple(items)

    def _joins(self, node: Node, last: Node) -> bool:
        """Whether a layer takes one line below the last one, and nothing else looks in between."""
        return (
            follows(node)
            and node.inputs == (last.path,)
            and self.uses[last.path] == 1
            and not last.layer.symbol
        )

    def _place(self, node: Node, box: str) -> None:
        self.homes[node.path] = box
        self.drawn.append(node)

    def _row(self, node: Node, strides: Strides) -> Row:
        return layer_row(node, self._others(node, strides) if node.layer.family == DROPS else ())

    def _others(self, node: Node, strides: Strides) -> list[Node]:
        """The nodes of the other rounds for which one is drawn."""
        position = self.tree.position[node.path]
        steps = product(*([stride * k for k in range(times)] for stride, times in strides))
        return [self.graph.nodes[position + sum(step)] for step in steps]

    def _scope(self, scope: Scope, level: int, strides: Strides) -> tuple[Item, ...]:
        """A scope as a frame; as the box or the frame that is all there is in it."""
        if self.depth is not None and level >= self.depth:
            return (self._folded(scope),)
        items = self._items(self.graph.folding.of(scope), level + 1, strides)
        only = items[0] if len(items) == 1 else None
        name = scope.given_name
        if isinstance(only, Box):
            return (called(only, name),)
        if isinstance(only, Frame) and not (name and only.named):
            named = bool(name) or only.named
            return (replace(only, title=shorten(name, 24) or only.title, named=named),)
        if self._beside(scope) and items and not any(isinstance(item, Frame) for item in items):
            return (called(items[0], name), *items[1:])
        params = self._params(scope.start, scope.stop)
        title = shorten(name or scope.kind, 24)
        frame = f"f{next(self.ids)}"
        return (Frame(frame, title, params_text(params), items, params=params, named=bool(name)),)

    def _params(self, start: int, stop: int) -> int:
        """The parameters of a stretch of nodes."""
        return self.sums[stop] - self.sums[start]

    def _beside(self, scope: Scope) -> bool:
        """Whether a scope is one of several paths from one value to one merge: a column."""
        paths = {node.path for node in self.tree.nodes_of(scope)}
        after = [n for path in paths for n in self.takers[path] if n.path not in paths]
        before = [n for v in scope.takes for n in self.takers[v]]
        return (
            bool(after)
            and all(len(node.inputs) > 1 for node in after)
            and any(node.path not in paths for node in before)
        )

    def _folded(self, scope: Scope) -> Box:
        """A scope as one box."""
        nodes = self.tree.nodes_of(scope)
        box = f"n{next(self.ids)}"
        for node in nodes:
            self._place(node, box)
        return folded_box(box, scope, nodes[0], self._params(scope.start, scope.stop))

    def _run(self, run: Run, level: int, strides: Strides) -> Item:
        """The first round, in a frame that says how often it stands there."""
        times = len(run.rounds)
        self._twin(run)
        first = run.rounds[0]
        items = self._items(first, level, (*strides, (run.stride, times)))
        params = self._params(run.start, run.start + run.stride * times)
        only = items[0] if len(items) == 1 else None
        if isinstance(only, Box) and only.kind == FOLDED and not run.shared:
            return repeated(only, times, params)
        if isinstance(only, Frame) and only.count == 1:
            title = _span(run) or only.title
        else:
            only = Frame(f"f{next(self.ids)}", "", "", items)
            title = ""
        quiet = params_text(params)
        return replace(
            only, title=title, quiet=quiet, count=times, shared=run.shared, params=params
        )

    def _twin(self, run: Run) -> None:
        """What the last round gives is drawn as coming from the first one."""
        last = run.start + run.stride * (len(run.rounds) - 1)
        for i in range(run.stride):
            self.twins[self.graph.nodes[last + i].path] = self.graph.nodes[run.start + i].path


def _span(run: Run) -> str:
    """The names of the first and the last round where rounds have names."""
    ends = (run.rounds[0][0], run.rounds[-1][0])
    first, last = (one.given_name if isinstance(one, Scope) else "" for one in ends)
    return shorten(f"{first} – {last}", 30) if first and first != last else ""
