"""Stretches of a series: what went before, what came, and what was said."""

from typing import Final

from torch import Tensor

from archspec.recipe.fields import Window
from archspec.runner.page import section
from archspec.runner.shown.chart import Line, lines
from archspec.runner.shown.evidence import Answers, Evidence

EACH: Final = 6


def forecasts(evidence: Evidence, one: Answers) -> str:
    """HTML of charts, of samples that are spread over the part."""
    count = len(one.truth)
    rows = sorted({round(place * (count - 1) / (EACH - 1)) for place in range(EACH)})
    charts = "".join(_chart(evidence, one, row) for row in rows)
    about = f"From {evidence.among}: what the network was shown, what came, and what it said."
    return section("Forecasts", f'<div class="charts">{charts}</div>', about, one.title)


def _chart(evidence: Evidence, one: Answers, row: int) -> str:
    assert one.facts  # noqa: S101  only a window is a series
    columns, start = one.facts.columns, _after(evidence, one.field)
    truth, said = one.truth[row].reshape(len(columns), -1), one.said[row].reshape(len(columns), -1)
    given = [
        Line("came", _along(truth[0], start), "a"),
        Line("said", _along(said[0], start), "b"),
    ]
    if (past := _past(evidence, columns[0], row)) is not None:
        given.insert(0, past)
    title = f"{columns[0]}, sample {evidence.numbers[row] + 1:,}"
    return lines(title, given, "rows")


def _past(evidence: Evidence, column: str, row: int) -> Line | None:
    """The same column as an input had it."""
    for name, field in evidence.bound.inputs.items() if evidence.bound else ():
        facts = evidence.bound.fields[field]  # type: ignore[union-attr]
        if facts.kind == "window" and column in facts.columns:
            rows = evidence.inputs[name][row].reshape(len(facts.columns), -1)
            return Line(
                "", _along(rows[facts.columns.index(column)], _after(evidence, field)), "soft"
            )
    return None


def _after(evidence: Evidence, field: str) -> int:
    known = evidence.recipe.data.fields.get(field)
    return known.after if isinstance(known, Window) else 0


def _along(values: Tensor, start: int) -> list[tuple[float, float]]:
    return [(float(start + place), value) for place, value in enumerate(values.tolist())]
