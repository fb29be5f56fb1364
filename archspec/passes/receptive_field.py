"""Receptive fields: how much of the input one position of a value sees.

Before: shapes are known. After: every node has its receptive field. A window of K positions over
values that see R and lie J apart sees R + (K − 1)·J, and its own positions lie S·J apart
(Araujo, Norris and Sim 2019, doi:10.23915/distill.00021).
"""

from collections.abc import Mapping
from fractions import Fraction

from archspec.graph import Graph, Input, Node, ReceptiveField
from archspec.kind import Shapes, Window
from archspec.shapes import Shape


def measure_receptive_fields(graph: Graph) -> Graph:
    """The graph with receptive fields; they never exceed the input."""
    whole = graph.inputs[0].shape.sizes
    seen: dict[str, ReceptiveField] = {i.value: _start(i) for i in graph.inputs}
    nodes, windows = [], Windows()
    for node in graph.nodes:
        sees = seen[node.path] = _sees(node, windows.of(node), seen, whole)
        # Of an open size and nearly as much, the whole is the shorter thing to say.
        capped = tuple(map(min, whole, sees.extent))
        found = sees if capped == sees.extent else ReceptiveField(capped, sees.step)
        nodes.append(node.knowing(receptive_field=found))
    return graph.with_nodes(tuple(nodes))


class Windows:
    """The window of every node; equal layers are asked once for the shapes they take."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, Shapes], Window | None] = {}

    def of(self, node: Node) -> Window | None:
        """What one position of its output sees of its input."""
        key = id(node.layer), node.shapes
        if key not in self._known:
            self._known[key] = node.layer.window(node.shapes)
        return self._known[key]


def _start(graph_input: Input) -> ReceptiveField:
    axes = graph_input.shape.spatial
    return ReceptiveField((1,) * axes, (1,) * axes)


def _sees(
    node: Node, window: Window | None, seen: Mapping[str, ReceptiveField], whole: tuple[int, ...]
) -> ReceptiveField:
    below = _widest([seen[value] for value in node.inputs])
    shape = node.shapes[0]
    if window is None:
        return _joined(below, shape) if _loses_positions(node) else below
    if window.whole and shape.spatial not in (0, len(below.extent)):
        # Positions of another layout, such as tokens, of which each sees all the others.
        return ReceptiveField(whole[: len(below.extent)], below.step)
    if window.whole:
        return _joined(below, shape)
    if len(window.extent) != len(below.extent):
        return below
    return slid(below, window)


def slid(below: ReceptiveField, window: Window) -> ReceptiveField:
    """What a window over positions that see so much sees itself."""
    if window.upsampling:
        steps = zip(below.step, window.stride, strict=True)
        step: tuple[int | Fraction, ...] = tuple(Fraction(j) / s for j, s in steps)
    else:
        step = tuple(j * s for j, s in zip(below.step, window.stride, strict=True))
    return ReceptiveField(tuple(map(_reach, below.extent, window.extent, below.step)), step)


def _joined(below: ReceptiveField, shape: Shape) -> ReceptiveField:
    """Every position at once: what the first sees, and the way to the last."""
    if shape.spatial != len(below.extent):
        return below
    return ReceptiveField(tuple(map(_reach, below.extent, shape.sizes, below.step)), below.step)


def _reach(sees: int, positions: int, step: int | Fraction) -> int:
    """R + (K − 1)·J rounded up, in whole numbers, as a size may be open."""
    return sees - (1 - positions) * step.numerator // step.denominator


def _widest(fields: list[ReceptiveField]) -> ReceptiveField:
    if len(fields) == 1:
        return fields[0]
    axes = max(len(f.extent) for f in fields)
    same = [f for f in fields if len(f.extent) == axes]
    extent = tuple(max(sizes) for sizes in zip(*(f.extent for f in same), strict=True))
    return ReceptiveField(extent, same[0].step)


def _loses_positions(node: Node) -> bool:
    """A vector made of an image: each of its numbers is at one position, the vector at all."""
    return node.output.spatial == 0 and node.shapes[0].spatial > 0
