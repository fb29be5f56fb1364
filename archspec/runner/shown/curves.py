"""Loss and figures over the epochs, a chart for each."""

from collections.abc import Iterator, Sequence
from typing import Final

from archspec.runner.page import section
from archspec.runner.progress import Epoch
from archspec.runner.shown.chart import Line, lines

MOST: Final = 24
"""Charts of one report."""


def curves(history: Sequence[Epoch], best: int, about: str = "") -> str:
    """HTML of the charts, below a sentence on what is seen; the best epoch is marked."""
    found = [*_charts(history, best)][:MOST] if history else []
    return section("Curves", f'<div class="charts">{"".join(found)}</div>', about) if found else ""


def _charts(history: Sequence[Epoch], best: int) -> Iterator[str]:
    rows = [one.row for one in history]
    known = (key.partition("_") for key in rows[0])
    names = dict.fromkeys(name for part, _, name in known if part in ("train", "val"))
    for name in names:
        given = [
            Line(
                said,
                [
                    (row["number"] or 0, value)
                    for row in rows
                    if (value := row.get(key)) is not None
                ],
                role,
            )
            for said, key, role in (("train", f"train_{name}", "a"), ("val", f"val_{name}", "b"))
        ]
        if shown := [one for one in given if one.points]:
            yield lines(name, shown, "epoch", best)
