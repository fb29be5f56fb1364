"""A705."""

from collections.abc import Iterator

from archspec.diagnostics import Diagnostic, Fix, Problem
from archspec.graph import Graph, Node
from archspec.kind.spatial import simplest, times
from archspec.language import Spec
from archspec.passes.advice.findings import finding
from archspec.passes.advice.flow import has_field
from archspec.shapes import per_axis


def even_same_kernel(graph: Graph, spec: Spec) -> Iterator[Diagnostic]:  # noqa: ARG001
    """Padding that keeps the size under an even kernel.

    It has one row more behind than before, so that every such layer moves the image by half a
    pixel towards its beginning; torch also copies the image to pad it, and warns. Odd kernels are
    centred (Dumoulin and Visin 2016, arXiv:1603.07285).
    """
    for node in graph.nodes:
        if has_field(type(node.layer), "padding") and getattr(node.layer, "padding", 0) == "same":
            window = graph.window(node)
            if window is not None and any(extent % 2 == 0 for extent in window.extent):
                yield _found(node, window.extent)


def _found(node: Node, extent: tuple[int, ...]) -> Diagnostic:
    kernel = per_axis(getattr(node.layer, "kernel", 1), len(extent))
    odd = tuple(k + (e % 2 == 0) for k, e in zip(kernel, extent, strict=True))
    kept = simplest(odd)
    written = kept if isinstance(kept, int) else list(kept)
    problem = Problem(
        "A705",
        f"`same` cannot pad both sides alike for a kernel of {times(extent)}",
        ("kernel",),
        "moves the image by half a pixel",
        fixes=(Fix(f"an odd kernel is centred: `kernel: {written}`", {"kernel": written}),),
    )
    return finding(problem, node)
