"""Cells set out in columns, for a terminal."""

from collections.abc import Sequence
from textwrap import wrap
from typing import Final

from archspec.diagnostics.readable import WIDEST
from archspec.shapes import Size

LONGEST: Final = 28
"""Characters of a figure in the table."""

UNITS: Final = ("B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB")

Cells = tuple[str, ...]


def grid(
    headings: Cells, sides: str, body: Sequence[Cells], totals: Sequence[Cells] = ()
) -> list[str]:
    r"""The lines of a table: a head, a rule, the rows, and below a rule of their own the totals.

    Args:
        headings: one a column.
        sides: to which side each column is set, `<` or `>`.
        body: the rows.
        totals: of the whole network.

    >>> print("\n".join(grid(("kind", "MACs"), "<>", [("conv", "9"), ("add", "")], [("", "9")])))
    kind  MACs
    ──────────
    conv     9
    add
    ──────────
             9
    """
    columns = zip(headings, *body, *totals, strict=True)
    widths = [max(map(len, column)) for column in columns]
    # A blank less between the columns brings many a large network into the width of a terminal.
    gap = 2 if sum(widths) + 2 * (len(widths) - 1) <= WIDEST else 1
    line = (" " * gap).join(
        f"{{:{side}{width}}}" for side, width in zip(sides, widths, strict=True)
    )
    rule = "─" * (sum(widths) + gap * (len(widths) - 1))
    lines = [line.format(*headings).rstrip(), rule]
    lines += [line.format(*cells).rstrip() for cells in body]
    if totals:
        lines += [rule, *(line.format(*cells).rstrip() for cells in totals)]
    return lines


def figure(number: int) -> str:
    """A number, or nothing for none; a polynomial over open sizes by its beginning.

    >>> figure(2359296), figure(0)
    ('2,359,296', '')
    """
    return _cut(f"{number:,}") if number else ""


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 2].rstrip(' +-')} …"


def share(part: int, whole: int) -> str:
    """A part of the whole in percent; nothing for none, and where a size is open.

    >>> share(1, 3), share(0, 3), share(1, 3000)
    ('33.3 %', '', '<0.1 %')
    """
    if isinstance(part, Size) or isinstance(whole, Size) or not part:
        return ""
    percent = 100 * part / whole
    return f"{percent:.1f} %" if percent >= 0.1 else "<0.1 %"


def in_bytes(count: int) -> str:
    """Bytes in the unit that a person would choose; of an open size, all of them.

    >>> in_bytes(1010), in_bytes(131072), in_bytes(1023 * 1024), in_bytes(2**2000)
    ('1,010 B', '128 KiB', '0.999 MiB', 'over 1,024 EiB')
    """
    if isinstance(count, Size) or count < 1024:
        return f"{count:,} B"
    for i, unit in enumerate(UNITS[1:], start=1):
        # What would be rounded to 1,000 has three digits of the next unit.
        if count < 999.5 * 1024**i:
            return f"{count / 1024**i:.3g} {unit}"
    return f"over 1,024 {UNITS[-1]}"


def size(count: int) -> str:
    """Bytes as they stand in a table: those of an open size by their beginning."""
    return _cut(in_bytes(count))


def wrapped(*facts: str) -> list[str]:
    """Facts in one line, or each by itself and cut between its terms where they are long."""
    line = " · ".join(facts)
    if len(line) <= WIDEST:
        return [line]
    return [part for fact in facts for part in wrap(fact, WIDEST, subsequent_indent="  ")]
