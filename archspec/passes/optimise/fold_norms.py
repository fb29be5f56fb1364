"""Finds batch normalisations that an export folds into the convolution before them.

In evaluation such a normalisation is a factor and a number to add for each channel, and so is part
of what the convolution does by other weights. They are other keys, and rounded otherwise: what is
trained or saved keeps both layers, and only a copy that is exported has them as one.
"""

from typing import Final, NamedTuple

from archspec.graph import Graph, Node
from archspec.passes.advice.flow import Flow

CONVOLUTIONS: Final = tuple(
    f"{name}Conv{n}d" for name in ("torch.nn.", "archspec.nn.Standardized") for n in (1, 2, 3)
)
NORMS: Final = tuple(f"torch.nn.BatchNorm{n}d" for n in (1, 2, 3))


class Fold(NamedTuple):
    """The paths of a convolution and of the normalisation that goes into it."""

    convolution: str
    norm: str


def find_folds(graph: Graph) -> tuple[Fold, ...]:
    """The pairs that may become one, in order.

    Nothing else takes what the convolution gives, the normalisation has its own running averages,
    and neither has weights in common with another layer.

    >>> from archspec.compiler import compile_file
    >>> from archspec.catalog import find
    >>> spec, graph = compile_file(find("digits")[0])
    >>> find_folds(graph)
    (Fold(convolution='0.0', norm='0.1'), Fold(convolution='2.0', norm='2.1'))
    """
    owners = {node.weights for node in graph.nodes if node.shared}
    single = {node.path for node in graph.nodes if not node.shared} - owners
    pairs = (pair for pair in Flow(graph).pairs() if single.issuperset(n.path for n in pair))
    return tuple(Fold(conv.path, norm.path) for conv, norm in pairs if _fold(conv, norm))


def _fold(conv: Node, norm: Node) -> bool:
    called = conv.call.target in CONVOLUTIONS and norm.call.target in NORMS
    return called and norm.layer.keeps_averages()
