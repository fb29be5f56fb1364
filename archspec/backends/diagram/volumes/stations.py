"""What a picture of feature maps shows: a network as values one after the other.

A layer that changes the shape or has weights is a station; what merely follows one, a normalisation
or an activation, is a band on it. A scope is walked through where its layers stand in a row, so
that nothing in it needs to be drawn beside anything else, and is one station otherwise.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from archspec.backends.diagram.picture.labels import FORMS, shorten
from archspec.backends.diagram.picture.part import End, Part
from archspec.backends.diagram.volumes.station import FOLDED, OUTPUT, Station, Stripe
from archspec.graph import Child, Graph, Node, Run, Scope
from archspec.graph.likeness import DROPS

ACTIVATION = "activation"
BANDS = (ACTIVATION, "normalisation")
"""Families that are bands on what they follow."""

NAME = 24
"""Characters of a name that are written at a slant."""

UNSEEN = ("shape", DROPS)
"""Families that are not drawn: what comes after them has another shape, or the same values."""

WORDED = ("kernel", "stride", "scale", "size", "heads")
"""Fields that stand beside the kind; widths are seen, and written under each cuboid."""

MOST_ROUNDS = 4
"""Of a repeat that are drawn one by one."""


def stations(graph: Graph, part: Part, depth: int) -> tuple[Station, ...]:
    """The stations of a network or of a scope of it, in the order of the network.

    A kind of scope is opened everywhere or nowhere.

    Args:
        graph: a network with shapes.
        part: what of it is shown.
        depth: scopes deeper than this, counted from the part, become one station each.
    """
    closed: frozenset[str] = frozenset()
    while True:
        walk = _Walk(graph, part, depth, closed)
        found = walk.stations()
        if walk.unfit <= closed:
            return found
        closed |= walk.unfit


class _Walk:
    """Remembers, on its way down the tree, at which station each value is.

    Args:
        graph: the network.
        part: what of it is shown.
        depth: of the scopes that are opened.
        closed: kinds of scopes that are not; `unfit` are those that could not be.
    """

    def __init__(self, graph: Graph, part: Part, depth: int, closed: frozenset[str]):
        self.graph = graph
        self.scope = part.scope
        self.depth = depth
        self.closed = closed
        self.unfit: set[str] = set()
        self.uses = Counter(value for node in graph.nodes for value in node.inputs)
        self.uses.update(graph.outputs.values())
        self.inputs = {one.value: one for one in part.inputs}
        self.outputs = part.outputs
        self.found: list[Station] = []
        self.homes: dict[str, int] = {}

    def stations(self) -> tuple[Station, ...]:
        self._items(self.graph.folding.of(self.scope), 0)
        return (*self.found, *self._names())

    def _names(self) -> Iterator[Station]:
        """The outputs, in the order of what gives them, where their names say something."""
        known = [end for end in self.outputs if end.value in self.homes]
        if len(known) == 1 and known[0].name == OUTPUT:
            return
        for end in sorted(known, key=lambda end: self.homes[end.value]):
            giver = (self.homes[end.value],)
            yield Station(end.value, end.shape, OUTPUT, _called(end), giver)

    def _items(self, items: Sequence[Child | Run], level: int) -> None:
        for item in items:
            if isinstance(item, Run):
                self._run(item, level)
            elif isinstance(item, Scope):
                self._scope(item, level)
            else:
                self._node(item)

    def _node(self, node: Node) -> None:
        """A station, a band on the one before, or nothing."""
        # Of a value that lends its size alone nothing is taken: no line leads from it.
        takes = self._homes(node.inputs[:1] if node.layer.lends_size else node.inputs)
        family = node.layer.family
        if self._is_band(node, takes):
            last = self.found[-1]
            self.found[-1] = replace(last, bands=(*last.bands, family))
        elif family not in UNSEEN or not takes:
            self._add(_layer(node, takes, self._stripes(node)))
            takes = (len(self.found) - 1,)
        self.homes[node.path] = takes[0]

    def _is_band(self, node: Node, takes: Sequence[int]) -> bool:
        """Whether a layer follows the last station, keeps its shape, and nothing looks in between.

        What an activation takes may be flat by then; what a normalisation takes is news.
        """
        family = node.layer.family
        if family not in BANDS or list(takes) != [len(self.found) - 1]:
            return False
        if self.uses[node.inputs[0]] > 1:
            return False
        last = self.found[-1]
        seen = node.shapes[0] == last.shape or family == ACTIVATION
        return seen and node.output == node.shapes[0] and not last.symbol

    def _stripes(self, node: Node) -> tuple[Stripe, ...]:
        """What a concatenation is made of; nothing for another layer."""
        channels = [shape.channels for shape in node.shapes if shape.dims]
        merges = node.layer.family == "merge" and not node.layer.symbol
        if not merges or sum(channels) != node.output.channels:
            return ()
        givers = [self.homes[value] for value in node.inputs]
        families = [self.found[giver].family for giver in givers]
        return tuple(map(Stripe, givers, families, channels))

    def _homes(self, values: Sequence[str]) -> tuple[int, ...]:
        """The stations of values, each once; an input of the network stands where it is taken."""
        for value in values:
            if value in self.inputs and value not in self.homes:
                one = self.inputs[value]
                self.homes[value] = len(self.found)
                self._add(Station(value, one.shape, "input", shorten(one.name, NAME)))
        return tuple(dict.fromkeys(self.homes[value] for value in values))

    def _add(self, station: Station) -> None:
        self.found.append(station)

    def _scope(self, scope: Scope, level: int) -> None:
        """What stands in a scope, or the scope as one station."""
        nodes = self.graph.tree.nodes_of(scope)
        inner = level if scope.kind == nodes[0].layer.kind else level + 1
        if inner <= self.depth and scope.kind not in self.closed | self.unfit:
            before = tuple(self.found)
            self._items(self.graph.folding.of(scope), inner)
            if self._in_a_row(len(before)):
                return
            self._forget(before)
            self.unfit.add(scope.kind)
        name = scope.given_name or scope.kind
        self._fold(scope.path, shorten(name, NAME), scope.takes, nodes)

    def _in_a_row(self, mark: int) -> bool:
        """Whether each station from a mark on takes the one before, and only merges more."""
        for place in range(mark + 1, len(self.found)):
            one = self.found[place]
            if one.takes and place - 1 not in one.takes:
                return False
        return True

    def _forget(self, before: Sequence[Station]) -> None:
        """Back to how things were when these were all stations, without later bands."""
        self.found = list(before)
        self.homes = {value: home for value, home in self.homes.items() if home < len(before)}

    def _fold(
        self, path: str, words: str, takes: Sequence[str], nodes: Sequence[Node], times: int = 1
    ) -> None:
        """Nodes as one station, which gives what the last of them does."""
        homes = self._homes(takes)
        self._add(Station(path, nodes[-1].output, FOLDED, words, homes, times=times))
        self.homes |= dict.fromkeys((node.path for node in nodes), len(self.found) - 1)

    def _run(self, run: Run, level: int) -> None:
        """A few rounds one by one; many as one station."""
        times = len(run.rounds)
        if times <= MOST_ROUNDS:
            for children in run.rounds:
                self._items(children, level)
            return
        before = tuple(self.found)
        mark = len(before)
        nodes = self.graph.nodes[run.start : run.start + run.stride * times]
        self._items(run.rounds[0], level)
        if len(self.found) == mark + 1 and not self.found[mark].symbol:
            self.found[mark] = replace(self.found[mark], times=times, shape=nodes[-1].output)
            self.homes |= dict.fromkeys((node.path for node in nodes), mark)
            return
        self._forget(before)
        taken = list(_taken(nodes))
        self._fold(run.rounds[0][0].path, _round_words(run), taken, nodes, times)


def _called(end: End) -> str:
    """An output's name, and what else is said of it."""
    return f"{shorten(end.name, NAME)}{f' ({end.quiet})' if end.quiet else ''}"


def _taken(nodes: Sequence[Node]) -> Iterator[str]:
    """The values that nodes take from outside of them, each once."""
    inside = {node.path for node in nodes}
    yield from dict.fromkeys(v for node in nodes for v in node.inputs if v not in inside)


def _round_words(run: Run) -> str:
    """What one round of a repeat is called."""
    first, *others = run.rounds[0]
    if others:
        return f"{run.stride} layers"
    return first.kind if isinstance(first, Scope) else first.layer.kind


def _layer(node: Node, takes: tuple[int, ...], stripes: tuple[Stripe, ...]) -> Station:
    layer = node.layer
    return Station(
        node.path,
        node.output,
        layer.family,
        words(node),
        takes,
        symbol=layer.symbol,
        stripes=stripes,
    )


def words(node: Node) -> str:
    """The kind of a layer and its window, as `conv 3×3 /2`; its stride where it makes coarser."""
    axes = node.shapes[0].spatial if node.shapes else 0
    layer, known = node.layer, type(node.layer).model_fields
    finer = (window := layer.window(node.shapes)) is not None and window.upsampling
    worded = [name for name in WORDED if name in known and not (finer and name == "stride")]
    values = {name: getattr(layer, name) for name in worded}
    shown = [FORMS[name](value, axes) for name, value in values.items() if value is not None]
    return shorten(" ".join(filter(None, [layer.kind, *shown])))
