"""A707."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from operator import ge
from typing import Final, TypeAlias

from archspec.diagnostics import Diagnostic, Problem
from archspec.graph import Graph, Node, ReceptiveField
from archspec.kind import Window
from archspec.kind.spatial import times
from archspec.language import Spec
from archspec.passes.advice.findings import finding

FAR: Final = 2
"""How many times the input a layer must see already. What a layer makes use of is the middle of
what it could see (Luo et al. 2016, arXiv:1701.04128), so a field just above the input is still of
use; MobileNet's last layers have one of 1.1 to 1.4 times the input."""


Least: TypeAlias = Mapping[str, ReceptiveField | None]
"""The least that a value sees of each input that it depends on, by the input's name; None where
its positions are no longer those of the input, so that windows over them say nothing."""


def sees_beyond_input(graph: Graph, spec: Spec) -> Iterator[Diagnostic]:  # noqa: ARG001
    """Windows that look for surroundings where the whole input has long been seen.

    Layers whose input already sees all of the image add little to accuracy (Richter et al. 2021,
    arXiv:2106.12307, "Should You Go Deeper?"). As there, the shortest way counts: a residual's
    shortcut lets its body see as little as what stands before it. Of several inputs, all that a
    layer sees must long be seen whole.
    """
    whole = {one.name: tuple(FAR * n for n in one.shape.sizes) for one in graph.inputs}
    if not any(whole.values()):
        return
    least = _least(graph)
    seen = ((node, least[node.inputs[0]]) for node in graph.nodes if node.cost.macs)
    beyond = [n for n, below in seen if _all_seen(below, whole) and _looks_around(graph.window(n))]
    if beyond:
        yield _found(beyond, graph, least[beyond[0].inputs[0]])


def _least(graph: Graph) -> Mapping[str, Least]:
    """The least that each value sees, whatever way it took."""
    least: dict[str, Least] = {}
    for one in graph.inputs:
        axes = one.shape.spatial
        least[one.value] = {one.name: ReceptiveField((1,) * axes, (1,) * axes)}
    for node in graph.nodes:
        below = least[node.inputs[0]]
        if len(node.inputs) > 1:
            below = _shortest([least[value] for value in node.inputs])
        # What says nothing of the input says no more behind another layer.
        window = graph.window(node) if any(below.values()) else None
        if window is not None and (window.moved or window.extent):
            below = {name: _through(field, window) for name, field in below.items()}
        least[node.path] = below
    return least


def _through(field: ReceptiveField | None, window: Window) -> ReceptiveField | None:
    """The least that windows see of positions that see so little."""
    if field is None or window.moved:
        return None
    return slid(field, window) if len(window.extent) == len(field.extent) else field


def _shortest(below: list[Least]) -> Least:
    """For each input, what the value sees that sees the least of it."""
    found: dict[str, ReceptiveField | None] = {}
    for name in dict.fromkeys(name for least in below for name in least):
        fields = [field for least in below if (field := least.get(name)) is not None]
        lost = any(name in least and least[name] is None for least in below)
        found[name] = None if lost else min(fields, key=lambda field: field.extent)
    return found


def slid(below: ReceptiveField, window: Window) -> ReceptiveField:
    """What a window over positions that see so much sees itself."""
    steps, strides = below.step, window.stride
    finer = window.upsampling
    # R + (K − 1)·J rounded up, in whole numbers, as a size may be open.
    both = zip(below.extent, window.extent, steps, strict=True)
    extent = tuple([n - (1 - positions) * j.numerator // j.denominator for n, positions, j in both])
    if max(strides, default=1) > 1:
        pairs = zip(steps, strides, strict=True)
        steps = tuple([j * (Fraction(1, s) if finer else s) for j, s in pairs])
    return ReceptiveField(extent, steps)


def _looks_around(window: Window | None) -> bool:
    """Whether a layer takes more than one position into account."""
    return window is not None and not window.upsampling and max(window.extent, default=1) > 1


def _all_seen(below: Least, whole: Mapping[str, tuple[int, ...]]) -> bool:
    """Whether nothing is left to be seen around what a layer takes."""
    return bool(below) and all(
        field is not None and _covers(field.extent, whole[name]) for name, field in below.items()
    )


def _covers(extent: tuple[int, ...], whole: tuple[int, ...]) -> bool:
    return bool(whole) and all(map(ge, extent, whole))


def _found(beyond: list[Node], graph: Graph, least: Least) -> Diagnostic:
    first, one = beyond[0], next(one for one in graph.inputs if one.name in least)
    seen = least[one.name] or ReceptiveField()
    size = times(one.shape.sizes)
    which = f"`{one.name}`" if len(graph.inputs) > 1 else "the input"
    params = sum(node.cost.params for node in beyond)
    others = f"and {len(beyond) - 1:,} below have " if len(beyond) > 1 else "has "
    problem = Problem(
        "A707",
        f"this `{first.layer.kind}` looks for surroundings where all of the input is seen already",
        label=f"what it takes sees {times(seen.extent)}, and {which} is {size}",
        notes=(f"it {others}{params:,} of {graph.cost.params:,} parameters",),
    )
    return finding(problem, first)
