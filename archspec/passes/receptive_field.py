"""Receptive fields: how much of each input one position of a value sees.

Before: shapes are known. After: every node has its receptive fields. A window of K positions over
values that see R and lie J apart sees R + (K − 1)·J, and its own positions lie S·J apart (Araujo,
Norris and Sim 2019, doi:10.23915/distill.00021). What is said here is never less than what a
change of the input moves: windows keep their places, so that branches are joined where they stand,
and whatever mixes positions in a way that no window says sees all of them.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from archspec.graph import Graph, Input, Node, ReceptiveField
from archspec.graph.verify import Unsound
from archspec.kind import Window
from archspec.kind.fitting import Fitting
from archspec.shapes import Shape, open_names
from archspec.shapes.stretches import SAME, Stretches


class Sight(NamedTuple):
    """What the positions of a value see of one input.

    Args:
        axes: by windows, along each axis of the input.
        whole: along which of them all is seen, whatever the windows say.
        layout: the path of the node whose output has these positions in this order; empty where
            they stand as those of the input do.
    """

    axes: tuple[Stretches, ...]
    whole: tuple[bool, ...]
    layout: str = ""

    def everything(self, layout: str) -> "Sight":
        """The same of positions that see all."""
        return Sight(self.axes, (True,) * len(self.axes), layout)


Sights = tuple[Sight | None, ...]
"""For each input of the network; None for one that a value does not depend on."""


def measure_receptive_fields(graph: Graph) -> Graph:
    """The graph with receptive fields, each at most as large as its input.

    They are found when one is first asked for, so that a check that asks for none takes no time.
    """
    all_of_them = _Fields(graph)
    return graph.with_nodes(
        tuple(n.knowing(receptive_fields=_FieldsOf(all_of_them, n.path)) for n in graph.nodes)
    )


class _Fields:
    """The receptive fields of every value of a graph."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    @cached_property
    def by_value(self) -> Mapping[str, Mapping[str, ReceptiveField]]:
        """For each value, what it sees of each input that it depends on."""
        inputs = self._graph.inputs
        seen = {one.value: _start(inputs, i) for i, one in enumerate(inputs)}
        fields = {one.value: _fields(inputs, seen[one.value]) for one in inputs}
        for node in self._graph.nodes:
            below = [seen[value] for value in _read(node)]
            sights = seen[node.path] = _sights(node, self._graph.window(node), below, inputs)
            same = sights is below[0]
            fields[node.path] = fields[node.inputs[0]] if same else _fields(inputs, sights)
        return fields


class _FieldsOf(Mapping[str, ReceptiveField]):
    """Those of one node, by the name of the input."""

    __slots__ = ("_all", "_path")

    def __init__(self, all_of_them: _Fields, path: str) -> None:
        self._all, self._path = all_of_them, path

    def __getitem__(self, name: str) -> ReceptiveField:
        return self._all.by_value[self._path][name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all.by_value[self._path])

    def __len__(self) -> int:
        return len(self._all.by_value[self._path])


def _start(inputs: Sequence[Input], own: int) -> Sights:
    axes = inputs[own].shape.spatial
    return tuple(
        Sight((SAME,) * axes, (False,) * axes) if i == own else None for i in range(len(inputs))
    )


def _fields(inputs: Sequence[Input], sights: Sights) -> dict[str, ReceptiveField]:
    return {
        one.name: _field(one.shape.sizes, sight)
        for one, sight in zip(inputs, sights, strict=True)
        if sight is not None
    }


def _field(sizes: tuple[int, ...], sight: Sight) -> ReceptiveField:
    """Of an open size and nearly as much, the whole is the shorter thing to say."""
    spans = tuple(one.extent for one in sight.axes)
    extent = tuple(
        size if whole else min(size, span)
        for size, span, whole in zip(sizes, spans, sight.whole, strict=True)
    )
    return ReceptiveField(extent, tuple(one.spacing for one in sight.axes), spans)


def _read(node: Node) -> tuple[str, ...]:
    """The values whose numbers it takes: of one that `like` names, it is the size alone."""
    return node.inputs[:1] if isinstance(node.layer, Fitting) else node.inputs


def _sights(
    node: Node, window: Window | None, below: Sequence[Sights], inputs: Sequence[Input]
) -> Sights:
    """What a node sees of each input, where it takes values that see so much."""
    if window is None and len(below) == 1 and node.output.sizes == node.shapes[0].sizes:
        return below[0]
    return tuple(
        _passed(node, window, [sight for sight in sights if sight is not None], one.shape.sizes)
        for sights, one in zip(zip(*below, strict=True), inputs, strict=True)
    )


def _passed(
    node: Node, window: Window | None, below: list[Sight], sizes: tuple[int, ...]
) -> Sight | None:
    """What a node sees of one input of these sizes."""
    if not below or node.layer.takes_nothing:
        return None
    one = below[0] if len(below) == 1 else _merged(node, window, below)
    shape, kept = node.shapes[0], node.output.sizes == node.shapes[0].sizes
    if window is None:
        if node.output.spatial == 0:
            return _at_once(one, shape, node.path, sizes) if shape.spatial else one
        return one if kept or len(node.shapes) > 1 else one.everything(node.path)
    if window.whole:
        return one.everything(one.layout if kept else node.path) if shape.spatial else one
    if window.moved and not window.extent:
        return one._replace(layout=node.path)
    return _slid(one, window, node.path)


def _slid(below: Sight, window: Window, path: str) -> Sight:
    """What windows see of positions that see so much."""
    stretches = window.by_axis
    if below.layout or len(stretches) != len(below.axes):
        single = all(one is not None and one.extent == 1 for one in stretches)
        return below._replace(layout=path) if single else below.everything(path)
    through = [one and one.over(axis) for one, axis in zip(stretches, below.axes, strict=True)]
    axes = tuple(one or axis for one, axis in zip(through, below.axes, strict=True))
    whole = tuple(old or one is None for old, one in zip(below.whole, through, strict=True))
    return Sight(axes, whole, path if window.moved else "")


def _at_once(below: Sight, shape: Shape, path: str, sizes: tuple[int, ...]) -> Sight:
    """What a vector sees that is made of all positions: from the first of one to the last's last.

    Along an axis of which that is all, what the windows of one position see stays known.
    """
    if below.layout or shape.spatial != len(below.axes):
        alone = shape.elements == shape.channels
        return below._replace(layout=path) if alone else below.everything(path)
    axes, whole = [], []
    for one, positions, size, old in zip(below.axes, shape.sizes, sizes, below.whole, strict=True):
        known = len(one.lows) == 1 or not open_names((positions,))
        low, high = (one.low(0), one.high(positions - 1)) if known else (0, size - 1)
        every = low <= 0 and high >= size - 1
        axes.append(one if every else Stretches(0, (low,), (high,)))
        whole.append(old or every)
    return Sight(tuple(axes), tuple(whole), path)


def _merged(node: Node, window: Window | None, below: list[Sight]) -> Sight:
    """What positions see that several values are joined at.

    Values whose positions do not stand alike, as where one of a single position stretches over
    the others, may meet anywhere.
    """
    first, *others = sorted(below, key=lambda one: one.layout)
    moved = window is not None and window.moved
    alike = len({shape.sizes for shape in node.shapes}) == 1 and not any(
        one.layout != first.layout for one in others
    )
    found = first
    for other in others:
        found = _both(found, other)
    if moved or alike or node.output.spatial == 0:
        return found
    return found.everything(first.layout)


def _both(one: Sight, other: Sight) -> Sight:
    joined = [a.joined(b) for a, b in zip(one.axes, other.axes, strict=True)]
    wider = [a if a.extent >= b.extent else b for a, b in zip(one.axes, other.axes, strict=True)]
    axes = tuple(both or wide for both, wide in zip(joined, wider, strict=True))
    parts = zip(one.whole, other.whole, joined, strict=True)
    return Sight(axes, tuple(a or b or both is None for a, b, both in parts), one.layout)


def measured(graph: Graph) -> Iterator[Unsound]:
    """Every node sees of each input what its inputs see, or more, and no more than there is."""
    for one in graph.inputs:
        seen: dict[str, tuple[int, ...]] = {one.value: (1,) * one.shape.spatial}
        for node in graph.nodes:
            extent = node.receptive_fields.get(one.name, ReceptiveField()).extent
            read = () if node.layer.takes_nothing else _read(node)
            below = [seen[value] for value in read if value in seen]
            if bool(below) != (one.name in node.receptive_fields):
                yield Unsound(node.path, f"sees `{one.name}`, or does not, and its inputs do")
            if not below:
                continue
            seen[node.path] = extent
            if len(extent) != one.shape.spatial:
                yield Unsound(node.path, f"sees along {len(extent)} axes")
            elif extent != tuple(map(min, one.shape.sizes, extent)):
                yield Unsound(node.path, f"sees {extent} of {one.shape.sizes}")
            elif any(extent != tuple(map(max, extent, sees)) for sees in below):
                yield Unsound(node.path, f"sees {extent}, which is less than an input of it does")
