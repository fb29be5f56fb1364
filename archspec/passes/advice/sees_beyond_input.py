"""A707."""

from collections.abc import Iterator, Mapping
from typing import Final

from archspec.diagnostics import Diagnostic, Problem
from archspec.graph import Graph, Node, ReceptiveField
from archspec.kind import Window
from archspec.kind.spatial import times
from archspec.language import Spec
from archspec.passes.advice.findings import finding
from archspec.passes.receptive_field import Windows, slid

FAR: Final = 2
"""How many times the input a layer must see already. What a layer makes use of is the middle of
what it could see (Luo et al. 2016, arXiv:1701.04128), so a field just above the input is still of
use; MobileNet's last layers have one of 1.1 to 1.4 times the input."""


def sees_beyond_input(graph: Graph, spec: Spec) -> Iterator[Diagnostic]:  # noqa: ARG001
    """Windows that look for surroundings where the whole input has long been seen.

    Layers whose input already sees all of the image add little to accuracy (Richter et al. 2021,
    arXiv:2106.12307, "Should You Go Deeper?"). As there, the shortest way counts: a residual's
    shortcut lets its body see as little as what stands before it.
    """
    whole = tuple(FAR * size for size in graph.inputs[0].shape.sizes)
    windows = Windows()
    least = _least(graph, windows)
    beyond = [n for n in graph.nodes if whole and _idle(n, windows.of(n), least, whole)]
    if beyond:
        yield _found(beyond, graph, least[beyond[0].inputs[0]])


def _least(graph: Graph, windows: Windows) -> Mapping[str, ReceptiveField]:
    """The least that each value sees, whatever way it took."""
    least = {}
    for graph_input in graph.inputs:
        axes = graph_input.shape.spatial
        least[graph_input.value] = ReceptiveField((1,) * axes, (1,) * axes)
    for node in graph.nodes:
        below = least[node.inputs[0]]
        if len(node.inputs) > 1:
            below = min((least[value] for value in node.inputs), key=lambda field: field.extent)
        window = windows.of(node)
        slides = window is not None and len(window.extent) == len(below.extent)
        least[node.path] = slid(below, window) if window and slides else below
    return least


def _idle(
    node: Node,
    window: Window | None,
    least: Mapping[str, ReceptiveField],
    whole: tuple[int, ...],
) -> bool:
    """Whether a layer with weights looks around where nothing is left to be seen."""
    if (
        window is None
        or window.upsampling
        or not node.cost.macs
        or max(window.extent, default=1) == 1
    ):
        return False
    seen = least[node.inputs[0]].extent
    return len(seen) == len(whole) and all(n >= most for n, most in zip(seen, whole, strict=True))


def _found(beyond: list[Node], graph: Graph, seen: ReceptiveField) -> Diagnostic:
    first, size = beyond[0], times(graph.inputs[0].shape.sizes)
    params = sum(node.cost.params for node in beyond)
    others = f"and {len(beyond) - 1:,} below have " if len(beyond) > 1 else "has "
    problem = Problem(
        "A707",
        f"this `{first.layer.kind}` looks for surroundings where all of the input is seen already",
        label=f"what it takes sees {times(seen.extent)}, and the input is {size}",
        notes=(f"it {others}{params:,} of {graph.cost.params:,} parameters",),
    )
    return finding(problem, first)
