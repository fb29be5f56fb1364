"""A706."""

from collections.abc import Iterator
from typing import Any, Final

from archspec.diagnostics import Diagnostic, Fix, Problem
from archspec.graph import Graph, Node
from archspec.kind.spatial import AXIS_NAMES, simplest, times
from archspec.language import Spec
from archspec.passes.advice.findings import finding
from archspec.passes.advice.flow import has_field
from archspec.shapes import per_axis

PART: Final = 20
"""Less than a twentieth of an axis is not worth a word: SqueezeNet, as published, leaves out one
row of 224."""


def rows_left_over(graph: Graph, spec: Spec) -> Iterator[Diagnostic]:  # noqa: ARG001
    """Windows whose steps do not come out even, so that the last rows or columns are never seen.

    The size (W − K + 2P)/S + 1 is rounded down (Dumoulin and Visin 2016, arXiv:1603.07285).
    Silent where the stride exceeds the kernel, which skips on purpose, and where little is
    left out.
    """
    for node in graph.nodes:
        if not has_field(type(node.layer), "padding"):
            continue
        lost = _lost(node)
        if any(n * PART > size for n, size in zip(lost, node.shapes[0].sizes, strict=False)):
            yield _found(node, lost)


def left_over(size: int, positions: int, extent: int, stride: int, padding: int) -> int:
    """How many positions at the end of an axis no window reaches.

    >>> left_over(13, 6, extent=2, stride=2, padding=0)
    1
    """
    return max(size + padding - (positions - 1) * stride - extent, 0)


def _lost(node: Node) -> tuple[int, ...]:
    # A window that takes single steps leaves nothing over.
    if node.output.sizes == node.shapes[0].sizes:
        return ()
    window, padding = node.layer.window(node.shapes), _padding(node)
    if window is None or window.whole or window.upsampling or isinstance(padding, str):
        return ()
    if any(step > extent for step, extent in zip(window.stride, window.extent, strict=True)):
        return ()
    pads = per_axis(padding, len(window.extent))
    axes = (node.shapes[0].sizes, node.output.sizes, window.extent, window.stride, pads)
    return tuple(left_over(*axis) for axis in zip(*axes, strict=True))


def _padding(node: Node) -> Any:
    return getattr(node.layer, "padding", 0)


def _found(node: Node, lost: tuple[int, ...]) -> Diagnostic:
    before, after = times(node.shapes[0].sizes), times(node.output.sizes)
    names = AXIS_NAMES[node.shapes[0].spatial]
    counted = [_last(n, name) for n, name in zip(lost, names, strict=True) if n]
    what = " and the ".join(counted)
    problem = Problem(
        "A706",
        f"no window of this `{node.layer.kind}` reaches the {what} of {before}",
        ("stride",),
        f"{before} becomes {after}",
        fixes=_fixes(node),
    )
    return finding(problem, node)


def _last(count: int, names: str) -> str:
    """The last row, or the last 2 rows."""
    return f"last {names.removesuffix('s')}" if count == 1 else f"last {count} {names}"


def _fixes(node: Node) -> tuple[Fix, ...]:
    """A last window that hangs over the edge; of what has no such mode, more padding."""
    if "ceil_mode" in type(node.layer).model_fields:
        words = "let a last window hang over the edge: `ceil_mode: true`"
        return (Fix(words, {"ceil_mode": True}),)
    padding, lost = _padding(node), _lost(node)
    # An axis on which nothing is lost needs no more, and a kernel of 1 there has nothing to see.
    pads = per_axis(padding, len(lost))
    more = simplest(tuple(p + (n > 0) for p, n in zip(pads, lost, strict=True)))
    layer = node.layer.model_copy(update={"padding": more})
    output = layer.infer(node.shapes)
    if isinstance(output, Problem) or any(_lost(node._replace(layer=layer, output=output))):
        return ()
    written = more if isinstance(more, int) else list(more)
    return (Fix(f"pad more, so that the end is seen: `padding: {written}`", {"padding": written}),)
