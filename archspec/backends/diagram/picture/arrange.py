"""From a graph to a picture: what becomes a box, what a frame, and which edges there are."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate, count, product

from archspec.backends.diagram.picture.counts import params_text
from archspec.backends.diagram.picture.edges import edges
from archspec.backends.diagram.picture.labels import shorten, spelt_range
from archspec.backends.diagram.picture.part import End, Part, find_scope, part_of
from archspec.backends.diagram.picture.picture import Box, Edge, Frame, Item, Picture, Row, boxes_of
from archspec.backends.diagram.picture.rows import (
    FOLDED,
    called,
    folded_box,
    layer_row,
    repeated,
    with_weights,
)
from archspec.backends.diagram.picture.sharing import Sharing
from archspec.backends.diagram.picture.unfolding import around, parted
from archspec.diagnostics import Diagnostic, Failure, Help
from archspec.graph import Child, Graph, Node, Run, Scope, follows
from archspec.graph.likeness import DROPS

Strides = tuple[tuple[int, int], ...]
"""The stride and the count of every run around a layer."""


def arrange(
    graph: Graph, *, depth: int | None = None, only: str = "", unfold: Iterable[str] = ()
) -> Picture:
    """The picture of a graph.

    Args:
        graph: a network with shapes and costs.
        depth: scopes deeper than this become one box each; all are opened where it is None.
        only: the path of the one scope that is shown; empty for all of them.
        unfold: the paths of scopes that are opened however deep they are.

    Raises:
        Failure: A507 where no scope has a path.
    """
    asked = {path: find_scope(graph, path) for path in unfold}
    for path in asked:
        if only and not path.startswith(f"{only}."):
            raise Failure([_elsewhere(path, only)])
    return _Arrangement(graph, depth, part_of(graph, only), asked).picture()


def _elsewhere(path: str, only: str) -> Diagnostic:
    """A scope is to be opened that the picture does not show."""
    if path == only:
        message = f"`{shorten(path)}` is drawn by itself, and open already"
    else:
        message = f"`{shorten(path)}` is not in `{shorten(only)}`, which is drawn by itself"
    helps = (Help("leave `unfold` out"), Help("or name a scope within it"))
    return Diagnostic("A508", f"{message}, so that `unfold` cannot be heeded", helps=helps)


class _Arrangement:
    """Remembers, while it walks the tree, in which box each value is."""

    def __init__(self, graph: Graph, depth: int | None, part: Part, asked: Mapping[str, Scope]):
        self.graph = graph
        self.depth = depth
        self.part = part
        self.asked = asked.values()
        self.opened = {path for scope in self.asked for path in around(scope.path)}
        self.tree = graph.tree
        self.sharing = Sharing(graph)
        self.said = False
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
        part = self.part
        for i, end in enumerate(part.inputs):
            self.homes[end.value] = f"in{i}"
        inputs = (_end(f"in{i}", end, "input") for i, end in enumerate(part.inputs))
        items = self._items(self.graph.folding.of(part.scope), 0, ())
        outputs = [_end(f"out{i}", end, "output") for i, end in enumerate(part.outputs)]
        given = [end.value for end in part.outputs]
        lines = tuple(edges(given, self.drawn, self.homes, self.twins))
        shown = _with_outputs((*inputs, *items), outputs, lines)
        return Picture(part.title, part.facts, shown, lines)

    def _items(self, runs: Sequence[Child | Run], level: int, strides: Strides) -> tuple[Item, ...]:
        """What stands in a scope; a layer that follows another joins its box."""
        items: list[Item] = []
        last: Node | None = None
        for one in parted(runs, self.asked):
            if isinstance(one, Run):
                items += self._run(one, level, strides)
            elif isinstance(one, Scope):
                items += self._scope(one, level, strides)
            elif self._is_idle(one, strides):
                self.twins[one.path] = one.inputs[0]
                continue
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
        if not follows(node) or last.layer.symbol:
            return False
        value = node.inputs[0]
        while value in self.twins and self.uses[value] == 1:
            value = self.twins[value]
        return value == last.path and self.uses[value] == 1 and len(node.inputs) == 1

    def _is_idle(self, node: Node, strides: Strides) -> bool:
        """Whether a layer drops nothing, in no round for which one is drawn."""
        if node.layer.family != DROPS or not node.layer.passes_on(training=True):
            return False
        return all(one.layer.passes_on(training=True) for one in self._others(node, strides))

    def _place(self, node: Node, box: str) -> None:
        self.homes[node.path] = box
        self.drawn.append(node)

    def _row(self, node: Node, strides: Strides) -> Row:
        others = self._others(node, strides) if node.layer.family == DROPS else ()
        return layer_row(node, others, "" if self.said else self.sharing.of_layer(node))

    def _others(self, node: Node, strides: Strides) -> list[Node]:
        """The nodes of the other rounds for which one is drawn."""
        position = self.tree.position[node.path]
        steps = product(*([stride * k for k in range(times)] for stride, times in strides))
        return [self.graph.nodes[position + sum(step)] for step in steps]

    def _scope(self, scope: Scope, level: int, strides: Strides) -> tuple[Item, ...]:
        """A scope as a frame; as the box or the frame that is all there is in it."""
        if self.depth is not None and level >= self.depth and scope.path not in self.opened:
            return (self._folded(scope),)
        owner = "" if self.said else self.sharing.of_scope(scope)
        if not owner:
            return self._opened(scope, level, strides)
        self.said = True
        items = self._opened(scope, level, strides)
        self.said = False
        only = items[0] if len(items) == 1 else self._frame(scope, "", items)
        return (with_weights(only, owner),)

    def _opened(self, scope: Scope, level: int, strides: Strides) -> tuple[Item, ...]:
        items = self._items(self.graph.folding.of(scope), level + 1, strides)
        only = items[0] if len(items) == 1 else None
        name = shorten(scope.given_name)
        if isinstance(only, Box):
            return (called(only, name),)
        if isinstance(only, Frame) and not (name and only.named):
            named = bool(name) or only.named
            return (replace(only, title=name or only.title, named=named),)
        if self._beside(scope) and items and not any(isinstance(item, Frame) for item in items):
            return (called(items[0], name), *items[1:])
        return (self._frame(scope, name, items),) if items else ()

    def _frame(self, scope: Scope, name: str, items: tuple[Item, ...]) -> Frame:
        params = self._params(scope.start, scope.stop)
        return Frame(
            id=f"f{next(self.ids)}",
            title=name or shorten(scope.kind),
            quiet=params_text(params),
            items=items,
            params=params,
            named=bool(name),
            path=scope.path,
        )

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
        owner = "" if self.said else self.sharing.of_scope(scope)
        return folded_box(box, scope, nodes, self._params(scope.start, scope.stop), owner)

    def _run(self, run: Run, level: int, strides: Strides) -> tuple[Item, ...]:
        """The first round, in a frame that says how often it stands there."""
        times = len(run.rounds)
        self._twin(run)
        first = run.rounds[0]
        items = self._items(first, level, (*strides, (run.stride, times)))
        params = self._params(run.start, run.start + run.stride * times)
        only = items[0] if len(items) == 1 else None
        if isinstance(only, Box) and only.kind == FOLDED and not run.shared:
            return (repeated(only, times, params, _span(run)),)
        if isinstance(only, Frame) and only.count == 1:
            only = replace(only, title=_span(run) or only.title)
        else:
            only = Frame(f"f{next(self.ids)}", "", "", items)
        shown = replace(
            only,
            quiet=params_text(params),
            count=times,
            shared=run.shared,
            params=params,
        )
        return (shown,) if items else ()

    def _twin(self, run: Run) -> None:
        """What the last round gives is drawn as coming from the first one."""
        last = run.start + run.stride * (len(run.rounds) - 1)
        for i in range(run.stride):
            self.twins[self.graph.nodes[last + i].path] = self.graph.nodes[run.start + i].path


def _with_outputs(
    items: Sequence[Item], outputs: Sequence[Box], lines: Iterable[Edge]
) -> tuple[Item, ...]:
    """The items, with each output behind the one that gives it."""
    givers = {line.head: line.tail for line in lines}
    place = {box: i for i, item in enumerate(items) for box in boxes_of(item)}
    behind: dict[int, list[Box]] = defaultdict(list)
    for output in outputs:
        behind[place[givers[output.id]]].append(output)
    return tuple(one for i, item in enumerate(items) for one in (item, *behind[i]))


def _end(box: str, end: End, kind: str) -> Box:
    """A value that goes into the picture or comes out of it."""
    return Box(box, (Row(f"{shorten(end.name)} {end.shape}", end.quiet),), kind)


def _span(run: Run) -> str:
    """The names of the first and the last round where rounds have names."""
    ends = (run.rounds[0][0], run.rounds[-1][0])
    first, last = (one.given_name if isinstance(one, Scope) else "" for one in ends)
    return spelt_range(first, last) if first and first != last else ""
