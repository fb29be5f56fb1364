"""Several networks side by side, a line each."""

from collections.abc import Sequence
from typing import Final

from archspec.backends.table.grid import figure, grid, size
from archspec.backends.table.sums import MACS, Work
from archspec.diagnostics.readable import as_name
from archspec.graph import Graph
from archspec.passes.memory import kept_bytes, peak_bytes

MEMORY: Final = "eval, training: memory for a sample in evaluation, and kept of it in training"


def side_by_side(graphs: Sequence[Graph], work: Work = MACS) -> str:
    """A line for each network with the figures of the whole."""
    headings = ("network", "input", "layers", "params", work.word, "eval", "training")
    body = [_cells(graph, work) for graph in graphs]
    return "\n".join([*grid(headings, "<<>>>>>", body), "", work.convention, MEMORY])


def _cells(graph: Graph, work: Work) -> tuple[str, ...]:
    return (
        as_name(graph.name),
        ", ".join(str(one.shape) for one in graph.inputs),
        f"{len(graph.nodes):,}",
        f"{graph.cost.params:,}",
        figure(work.each * graph.cost.macs),
        size(peak_bytes(graph)),
        size(kept_bytes(graph)),
    )
