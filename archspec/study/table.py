"""A comparison as a table: for terminals, for Markdown, for spreadsheets."""

import csv
import io
import re
from collections.abc import Sequence
from statistics import fmean
from typing import Final

from archspec.diagnostics.readable import as_name
from archspec.study.comparison import Comparison, Row
from archspec.study.student_t import half_width
from archspec.study.verdict import is_share

MARKS: Final = re.compile(r"[\\`*\[\]<>!|&#~]")
"""What Markdown sees something else in than a character, wherever it stands."""


def as_text(found: Comparison) -> str:
    """Columns for a terminal, the best design first, and below them what is to be made of it."""
    return "\n".join([*aligned(cells(found)), *found.words])


def as_markdown(found: Comparison) -> str:
    """The same as a table of Markdown."""
    head, *rows = cells(found)
    rule = ["---", *["---:"] * (len(head) - 1)]
    lines = [f"| {' | '.join(map(_in_markdown, row))} |" for row in (head, rule, *rows)]
    return "\n".join([*lines, "", *(f"- {_in_markdown(one)}" for one in found.words), ""])


def as_csv(found: Comparison) -> str:
    """Every run with its figures in a line of its own."""
    parts = found.parts
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(
        ["design", "params", "macs", "seed", "seconds", *(f"{p}_{found.by}" for p in parts)]
    )
    for row in found.rows:
        for run in row.outcomes:
            figures = ["" if (v := run.figure(p, found.by)) is None else repr(v) for p in parts]
            facts = [
                _in_sheet(as_name(row.name)),
                row.params,
                row.macs,
                run.seed,
                f"{run.seconds:.3f}",
            ]
            writer.writerow([*facts, *figures])
    return text.getvalue()


def cells(found: Comparison) -> list[list[str]]:
    """The head and a row for each design, the best first."""
    rows = {one.name: one for one in found.rows}
    figures = [f"{part} {found.by.rpartition('.')[2]}" for part in found.parts]
    head = ["design", "params", "MACs", "time", *figures, "runs"]
    return [head, *(_row(found, rows[name]) for name in found.order)]


def _row(found: Comparison, one: Row) -> list[str]:
    figures = [spread_text(one.values(part, found.by), found.by) for part in found.parts]
    time = "" if one.seconds is None else duration(one.seconds)
    return [
        as_name(one.name),
        f"{one.params:,}",
        count(one.macs),
        time,
        *figures,
        _runs(found, one),
    ]


def _runs(found: Comparison, one: Row) -> str:
    if one.refused:
        return "over budget"
    ended = len(one.outcomes) - one.failed
    failed = f", {one.failed} diverged" if one.failed else ""
    whole = found.planned in (0, ended)
    return f"{ended}" if whole else f"{ended} of {found.planned}{failed}"


def spread_text(values: Sequence[float], figure: str) -> str:
    """A mean with half of its interval of 95 %.

    >>> spread_text([0.90, 0.91, 0.92], "accuracy"), spread_text([0.5], "loss")
    ('91.0 ± 2.5 %', '0.5000')
    """
    if not values:
        return ""
    mean, half = fmean(values), half_width(values)
    if is_share(figure):
        around = "" if half is None else f" ± {100 * half:.1f}"
        return f"{100 * mean:.1f}{around} %"
    around = "" if half is None else f" ± {half:.2g}"
    return f"{mean:.4f}{around}" if abs(mean) < 1000 else f"{mean:,.0f}{around}"


def count(number: int) -> str:
    """A large number in three digits and a letter.

    >>> count(753_728), count(4_089_184_256), count(512)
    ('754 k', '4.09 G', '512')
    """
    for size, letter in ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")):
        if number >= size:
            return f"{number / size:.3g} {letter}"
    return str(number)


def duration(seconds: float) -> str:
    """A time in the unit that it is read in.

    >>> duration(3.21), duration(150), duration(9000)
    ('3.2 s', '2.5 min', '2.5 h')
    """
    for size, unit in ((3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.1f} {unit}"
    return f"{seconds:.1f} s"


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows as lines, the first column to the left and the others to the right.

    >>> aligned([["a", "n"], ["b", "10"]])
    ['a   n', 'b  10']
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for first, *rest in rows:
        others = (f"{cell:>{width}}" for cell, width in zip(rest, widths[1:], strict=True))
        lines.append("  ".join([f"{first:{widths[0]}}", *others]).rstrip())
    return lines


def _in_markdown(cell: str) -> str:
    r"""A text in which Markdown sees nothing but characters.

    >>> print(_in_markdown("![x](http://a.b) | <b>"))
    \!\[x\](http://a.b) \| \<b\>
    """
    return MARKS.sub(r"\\\g<0>", cell)


def _in_sheet(name: str) -> str:
    """A name that no spreadsheet takes for a formula."""
    return f"'{name}" if name.startswith(("=", "+", "-", "@")) else name
