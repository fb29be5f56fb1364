"""The table for a terminal."""

from collections.abc import Iterator
from textwrap import wrap

from archspec.backends.table.data import CONVENTION
from archspec.backends.table.rows import Row, folded
from archspec.diagnostics.readable import as_name, printable
from archspec.graph import Graph
from archspec.graph.seen import seen
from archspec.shapes import Size

TERMINAL = 80
"""Characters in a line."""

LONGEST = 28
"""Characters of a figure in the table."""

HEADINGS = ("layer", "kind", "output", "params", "MACs", "sees")
SIDES = "<<<>>>"
"""To which side each column is set."""

FOLDING = "×N: N equal layers and the sums of their figures; shared weights count once"


def as_text(graph: Graph, depth: int | None = None) -> str:
    """The layers with their figures, equal rounds of a repeat once, and the sums below."""
    rows = folded(graph, depth)
    body = [_cells(graph, row) for row in rows]
    widths = [max(map(len, column)) for column in zip(HEADINGS, *body, strict=True)]
    # A blank less between the columns brings many a large network into the width of a terminal.
    gap = 2 if sum(widths) + 2 * (len(widths) - 1) <= TERMINAL else 1
    line = (" " * gap).join(
        f"{{:{side}{width}}}" for side, width in zip(SIDES, widths, strict=True)
    )
    rule = "─" * (sum(widths) + gap * (len(widths) - 1))
    lines = [line.format(*HEADINGS).rstrip(), rule]
    lines += [line.format(*cells).rstrip() for cells in body]
    notes = [FOLDING] if any(row.count > 1 for row in rows) else []
    return "\n".join([_title(graph), "", *lines, "", *_sums(graph), *notes])


def _title(graph: Graph) -> str:
    inputs = ", ".join(
        f"{as_name(i.name)} {i.shape}" if len(graph.inputs) > 1 else str(i.shape)
        for i in graph.inputs
    )
    return f"{as_name(graph.name)}: {inputs} → {printable(graph.given)}"


def _cells(graph: Graph, row: Row) -> tuple[str, ...]:
    kind = f"{as_name(row.kind)} ({row.weight})" if row.weight else as_name(row.kind)
    return (
        as_name(row.path),
        f"{kind} ×{row.count:,}" if row.count > 1 else kind,
        "×".join(map(str, row.output)),
        f"{row.params:,}" if row.params else "",
        _cut(f"{row.macs:,}") if row.macs else "",
        seen(row.receptive_fields, named=len(graph.inputs) > 1),
    )


def _cut(figure: str) -> str:
    """A polynomial over open sizes by its beginning; the sums below are whole."""
    return figure if len(figure) <= LONGEST else f"{figure[: LONGEST - 2].rstrip(' +-')} …"


def _sums(graph: Graph) -> Iterator[str]:
    frozen = graph.cost.params - graph.trainable_params
    trainable = f" ({graph.trainable_params:,} trainable)" if frozen else ""
    yield from _wrapped(f"{graph.cost.params:,} parameters{trainable}", f"{graph.cost.macs:,} MACs")
    held = f"activations {_bytes(graph.activation_bytes)} per sample (float32)"
    sees = seen(graph.receptive_fields, named=len(graph.inputs) > 1)
    yield from _wrapped(held, *([f"an output sees {sees} of the input"] if sees else []))
    yield CONVENTION


def _wrapped(*facts: str) -> list[str]:
    """Facts in one line, or each by itself and cut between its terms where they are long."""
    line = " · ".join(facts)
    if len(line) <= TERMINAL:
        return [line]
    return [part for fact in facts for part in wrap(fact, TERMINAL, subsequent_indent="  ")]


UNITS = ("B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB")


def _bytes(count: int) -> str:
    """Bytes in the unit that a person would choose; of an open size, all of them.

    >>> _bytes(512), _bytes(131072), _bytes(2**2000)
    ('512 B', '128 KiB', 'over 1,024 EiB')
    """
    if isinstance(count, Size):
        return f"{count:,} B"
    for i, unit in enumerate(UNITS):
        if count < 1024 ** (i + 1):
            return f"{count / 1024**i:.3g} {unit}"
    return f"over 1,024 {UNITS[-1]}"
