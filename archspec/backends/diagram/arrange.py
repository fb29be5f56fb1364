"""From a graph to a picture: what becomes a box, what a frame, and which edges there are."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, count, product

from archspec.backends.diagram.edges import edges
from archspec.backends.diagram.fold import DROPS, Folding, Run, follows
from archspec.backends.diagram.labels import shorten
from archspec.backends.diagram.outline import Part, outline
from archspec.backends.diagram.picture import Box, Frame, Item, Picture, Row
from archspec.backends.diagram.rows import (
    FOLDED,
    called,
    folded_box,
    given_name,
    layer_row,
    macs,
    params_text,
    repeated,
)
from archspec.graph import Graph, Node

Rounds = tuple[tuple[int, int], ...]
"""The stride and the count of every run around a part."""


def arrange(graph: Graph, *, depth: int | None = None) -> Picture:
    """The picture of a graph; scopes deeper than `depth` become one box each."""
    return _Arrangement(graph, depth).picture()


class _Arrangement:
    """Remembers, while it walks the tree, in which box each value is."""

    def __init__(self, graph: Graph, depth: int | None):
        self.graph = graph
        self.depth = depth
        self.tree = outline(graph)
        self.folding = Folding(self.tree)
        self.uses = Counter(value for node in graph.nodes for value in node.inputs)
        self.uses.update(graph.outputs.values())
        self.takers: dict[str, list[Node]] = defaultdict(list)
        for node in graph.nodes:
            for value in node.inputs:
                self.takers[value].append(node)
        self.sums = [0, *accumulate(node.cost.params for node in self.tree.order)]
        self.ids = count()
        self.homes: dict[str, str] = {}
        self.twins: dict[str, str] = {}
        self.drawn: list[Node] = []

    def picture(self) -> Picture:
        """Everything, from the inputs to the outputs."""
        inputs = tuple(self._inputs())
        items = self._items(self.folding.runs(self.tree.root), 0, ())
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

    def _items(self, runs: Sequence[Part | Run], level: int, rounds: Rounds) -> tuple[Item, ...]:
        """What stands in a scope; a layer that follows another joins its box."""
        items: list[Item] = []
        last: Node | None = None
        for one in runs:
            if isinstance(one, Run):
                items.append(self._run(one, level, rounds))
            elif one.node is None:
                items += self._scope(one, level, rounds)
            else:
                row = self._row(one, rounds)
                if last is not None and self._joins(one, last):
                    box = items[-1]
                    assert isinstance(box, Box)  # noqa: S101  the last item was made of `last`
                    items[-1] = replace(box, rows=(*box.rows, row))
                else:
                    items.append(Box(f"n{next(self.ids)}", (row,)))
                self._place(one.node, items[-1].id)
            last = one.node if isinstance(one, Part) else None
        return tuple(items)

    def _joins(self, part: Part, last: Node) -> bool:
        """Whether a layer takes one line below the last one, and nothing else looks in between."""
        node = part.node
        return (
            node is not None
            and follows(part)
            and node.inputs == (last.path,)
            and self.uses[last.path] == 1
            and not last.layer.symbol
        )

    def _place(self, node: Node, box: str) -> None:
        self.homes[node.path] = box
        self.drawn.append(node)

    def _row(self, part: Part, rounds: Rounds) -> Row:
        node = part.node
        assert node is not None  # noqa: S101  only called with a node
        return layer_row(
            node, self._others(part.start, rounds) if node.layer.family == DROPS else ()
        )

    def _others(self, position: int, rounds: Rounds) -> list[Node]:
        """The nodes of the other rounds for which one is drawn."""
        steps = product(*([stride * k for k in range(times)] for stride, times in rounds))
        return [self.tree.order[position + sum(step)] for step in steps]

    def _sum(self, first: Part, last: Part) -> int:
        """The parameters from one part to another."""
        return self.sums[last.stop] - self.sums[first.start]

    def _scope(self, part: Part, level: int, rounds: Rounds) -> tuple[Item, ...]:
        """A scope as a frame; as the box or the frame that is all there is in it."""
        if self.depth is not None and level >= self.depth:
            return (self._folded(part),)
        items = self._items(self.folding.runs(part), level + 1, rounds)
        only = items[0] if len(items) == 1 else None
        name = given_name(part)
        if isinstance(only, Box):
            return (called(only, name),)
        if isinstance(only, Frame) and not (name and only.named):
            named = bool(name) or only.named
            return (replace(only, title=shorten(name, 24) or only.title, named=named),)
        if self._beside(part) and items and not any(isinstance(item, Frame) for item in items):
            return (called(items[0], name), *items[1:])
        params = self._sum(part, part)
        title = shorten(name or part.kind, 24)
        frame = f"f{next(self.ids)}"
        return (Frame(frame, title, params_text(params), items, params=params, named=bool(name)),)

    def _beside(self, part: Part) -> bool:
        """Whether a scope is one of several paths from one value to one merge: a column."""
        paths = {node.path for node in self.tree.nodes(part)}
        after = [n for path in paths for n in self.takers[path] if n.path not in paths]
        before = [n for v in self.folding.takes(part) for n in self.takers[v]]
        return (
            bool(after)
            and all(len(node.inputs) > 1 for node in after)
            and any(node.path not in paths for node in before)
        )

    def _folded(self, part: Part) -> Box:
        """A scope as one box."""
        nodes = self.tree.nodes(part)
        box = f"n{next(self.ids)}"
        for node in nodes:
            self._place(node, box)
        return folded_box(box, part, nodes[0], self._sum(part, part))

    def _run(self, run: Run, level: int, rounds: Rounds) -> Item:
        """The first round, in a frame that says how often it stands there."""
        times = len(run.rounds)
        self._twin(run)
        first = run.rounds[0]
        items = self._items(first, level, (*rounds, (run.stride, times)))
        params = self._sum(first[0], run.rounds[-1][-1])
        only = items[0] if len(items) == 1 else None
        if isinstance(only, Box) and only.kind == FOLDED and not run.shared:
            return repeated(only, times, params)
        if isinstance(only, Frame) and only.count == 1:
            title = _span(only.title, [r[0] for r in run.rounds])
        else:
            only = Frame(f"f{next(self.ids)}", "", "", items)
            title = ""
        quiet = params_text(params)
        return replace(
            only, title=title, quiet=quiet, count=times, shared=run.shared, params=params
        )

    def _twin(self, run: Run) -> None:
        """What the last round gives is drawn as coming from the first one."""
        start, last = run.rounds[0][0].start, run.rounds[-1][0].start
        for i in range(run.stride):
            self.twins[self.tree.order[last + i].path] = self.tree.order[start + i].path


def _span(title: str, parts: Sequence[Part]) -> str:
    """The names of the first and the last round where rounds have names."""
    first, last = (given_name(part) for part in (parts[0], parts[-1]))
    return title if not first or first == last else shorten(f"{first} – {last}", 30)
