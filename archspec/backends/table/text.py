"""The table of layers for a terminal."""

from typing import TYPE_CHECKING, Final

from archspec.backends.table.grid import figure, grid
from archspec.backends.table.rows import Row, folded
from archspec.backends.table.sums import MACS, Work, sums, title
from archspec.diagnostics.readable import as_name
from archspec.graph import Graph
from archspec.graph.seen import seen

if TYPE_CHECKING:
    from archspec.recipe import Recipe

FOLDING: Final = "×N: N equal layers and the sums of their figures; shared weights count once"


def as_text(
    graph: Graph,
    depth: int | None = None,
    recipe: "Recipe | None" = None,
    work: Work = MACS,
) -> str:
    """The layers with their figures, equal rounds of a repeat once, and the sums below."""
    rows = folded(graph, depth)
    headings = ("layer", "kind", "output", "params", work.word, "sees")
    lines = grid(headings, "<<<>>>", [_cells(graph, row, work) for row in rows])
    notes = [FOLDING] if any(row.count > 1 for row in rows) else []
    return "\n".join([title(graph), "", *lines, "", *sums(graph, recipe, work), *notes])


def _cells(graph: Graph, row: Row, work: Work) -> tuple[str, ...]:
    return (
        as_name(row.path),
        counted(f"{row.kind} ({row.weight})" if row.weight else row.kind, row.count),
        "×".join(map(str, row.output)),
        f"{row.params:,}" if row.params else "",
        figure(work.each * row.macs),
        seen(row.receptive_fields, named=len(graph.inputs) > 1),
    )


def counted(kind: str, count: int) -> str:
    """A kind, and how many of it a row stands for.

    >>> counted("conv", 100), counted("add", 1)
    ('conv ×100', 'add')
    """
    return f"{as_name(kind)} ×{count:,}" if count > 1 else as_name(kind)
