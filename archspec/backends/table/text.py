"""The table for a terminal."""

from collections.abc import Iterator, Sequence
from textwrap import wrap

from archspec.backends.table.fold import Folded, fold
from archspec.backends.table.rows import CONVENTION, rows
from archspec.graph import Graph
from archspec.shapes import Size

TERMINAL = 80
"""Characters in a line."""

LONGEST = 28
"""Characters of a figure in the table."""

HEADINGS = ("layer", "kind", "output", "params", "MACs", "sees")


def as_text(graph: Graph, depth: int | None = None) -> str:
    """The layers with their figures, equal rounds of a repeat once, and the sums below."""
    body = [_cells(folded) for folded in fold(rows(graph, depth))]
    widths = [max(map(len, column)) for column in zip(HEADINGS, *body, strict=True)]
    # A blank less between the columns brings many a large network into the width of a terminal.
    gap = 2 if sum(widths) + 2 * (len(widths) - 1) <= TERMINAL else 1
    lines = [_line(HEADINGS, widths, gap), "─" * (sum(widths) + gap * (len(widths) - 1))]
    lines += [_line(cells, widths, gap) for cells in body]
    return "\n".join([_title(graph), "", *lines, "", *_sums(graph)])


def _title(graph: Graph) -> str:
    inputs = ", ".join(
        f"{i.name} {i.shape}" if len(graph.inputs) > 1 else str(i.shape) for i in graph.inputs
    )
    return f"{graph.name}: {inputs} → {graph.given}"


def _cells(folded: Folded) -> tuple[str, ...]:
    row = folded.row
    return (
        folded.path,
        f"{row.kind} ×{folded.count}" if folded.count > 1 else row.kind,
        "×".join(map(str, row.output)),
        f"{row.params:,}" if row.params else "",
        _cut(f"{row.macs:,}") if row.macs else "",
        "×".join(map(str, row.sees)),
    )


def _cut(figure: str) -> str:
    """A polynomial over open sizes by its beginning; the sums below are whole."""
    return figure if len(figure) <= LONGEST else f"{figure[: LONGEST - 2].rstrip(' +-')} …"


def _line(cells: Sequence[str], widths: Sequence[int], gap: int) -> str:
    right = (False, False, False, True, True, True)
    padded = (
        cell.rjust(width) if to_right else cell.ljust(width)
        for cell, width, to_right in zip(cells, widths, right, strict=True)
    )
    return (" " * gap).join(padded).rstrip()


def _sums(graph: Graph) -> Iterator[str]:
    frozen = graph.cost.params - graph.trainable_params
    trainable = f" ({graph.trainable_params:,} trainable)" if frozen else ""
    yield from _wrapped(f"{graph.cost.params:,} parameters{trainable}", f"{graph.cost.macs:,} MACs")
    sees = "×".join(map(str, graph.sees.extent))
    field = (f"an output sees {sees} of the input",) if sees else ()
    held = f"activations {_bytes(graph.activation_bytes)} per sample (float32)"
    yield from _wrapped(held, *field)
    yield CONVENTION


def _wrapped(*facts: str) -> list[str]:
    """Facts in one line, or each by itself and cut between its terms where they are long."""
    line = " · ".join(facts)
    if len(line) <= TERMINAL:
        return [line]
    return [part for fact in facts for part in wrap(fact, TERMINAL, subsequent_indent="  ")]


def _bytes(count: int) -> str:
    """Bytes in the unit that a person would choose; of an open size, all of them.

    >>> _bytes(512), _bytes(131072)
    ('512 B', '128 KiB')
    """
    if isinstance(count, Size):
        return f"{count:,} B"
    for unit in ("B", "KiB", "MiB"):
        if count < 1024:
            return f"{count:.3g} {unit}"
        count = count / 1024  # type: ignore[assignment]
    return f"{count:.3g} GiB"
