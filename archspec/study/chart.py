"""A comparison as a picture: bars with a dot for each seed, or accuracy against what it costs."""

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from math import ceil, floor, log10
from statistics import fmean
from typing import TYPE_CHECKING, Final, TypeAlias

from archspec.diagnostics.readable import as_name
from archspec.recipe.metrics import better
from archspec.study.comparison import Comparison
from archspec.study.student_t import half_width
from archspec.study.table import count
from archspec.study.verdict import is_share

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS: Final = {"train": "#4269d0", "val": "#ff725c", "test": "#ff725c"}
DARK: Final = {"train": "#1f3a8a", "val": "#a3261b", "test": "#a3261b"}
NAMES: Final = {"train": "training", "val": "validation", "test": "test"}
WIDTH: Final = 0.38
"""Of a bar, where designs are 1 apart."""

NARROW: Final = 3.6
"""Inches that a phone is wide, and a column of a paper."""

LONG: Final = 9
"""Letters of a name up to which it stands upright below its bars."""

LABEL: Final = 8
"""Points that the names of designs are high in a chart of costs."""

SIDES: Final = (("left", "bottom"), ("left", "top"), ("right", "bottom"), ("right", "top"))
"""Which corner of its name a point is at, the best first."""

MOST_TICKS: Final = 6
"""Numbers that are written beside an axis."""

FAR: Final = 60
"""Per cent above which bars from 0 would all look alike."""


def draw_bars(found: Comparison) -> str:
    """All designs in one chart, as SVG: a pair of bars each, for training and held-back samples.

    A dot is a run; a line through the end of a bar holds the true mean with 95 %.
    """
    rows = [one for one in found.rows if one.values(found.part, found.by)]
    width = max(NARROW, 1.2 + 0.75 * len(rows))
    with drawn(width, 3.4) as (figure, text):
        axes = figure.subplots()
        for place, part in enumerate(found.parts):
            shift = (place - (len(found.parts) - 1) / 2) * WIDTH
            for x, row in enumerate(rows):
                values = in_percent(row.values(part, found.by), found.by)
                if values:
                    label = NAMES[part] if not x else None
                    _bar(axes, x + shift, values, found.by, part, label)
        names = [as_name(row.name) for row in rows]
        slanted = max(map(len, names)) > LONG
        axes.set_xticks(range(len(rows)), [plain(name) for name in names])
        axes.tick_params("x", labelrotation=30 if slanted else 0)
        bottom = _bottom(found)
        axes.set_ylabel(
            f"{axis_label(found.by)} (from {bottom})" if bottom else axis_label(found.by)
        )
        if is_share(found.by):
            axes.set_ylim(bottom, 100)
        axes.spines[["top", "right"]].set_visible(False)
        axes.legend(frameon=False, loc="lower left", ncols=2, bbox_to_anchor=(0, 1.03))
    return text[0]


def draw_costs(found: Comparison, cost: str) -> str:
    """The figure against `params` or `macs`, as SVG; a line joins designs that none beats."""
    rows = [one for one in found.rows if one.values(found.part, found.by)]
    points = {
        row.name: (
            getattr(row, cost),
            fmean(in_percent(row.values(found.part, found.by), found.by)),
        )
        for row in rows
    }
    with drawn(NARROW, 3.0) as (figure, text):
        axes = figure.subplots()
        front = pareto([*points.values()], better(found.by))
        axes.plot(*zip(*front, strict=True), color="#bbbbbb", linewidth=1, zorder=1)
        for row in rows:
            x, y = points[row.name]
            colour = COLOURS["test"] if (x, y) in front else "#888888"
            axes.scatter([x], [y], color=colour, s=22, zorder=3)
            reach = _reach(in_percent(row.values(found.part, found.by), found.by), found.by)
            axes.errorbar(x, y, reach, color=colour, alpha=0.4, linewidth=0.9, zorder=2)
        axes.set_xscale("log")
        axes.margins(x=0.15)
        marks = ticks(*axes.get_xlim())
        axes.set_xticks(marks, [count(round(one)) for one in marks])
        axes.set_xticks([], minor=True)
        axes.set_xlabel({"params": "parameters", "macs": "multiply-adds for one sample"}[cost])
        axes.set_ylabel(f"{NAMES[found.part]} {axis_label(found.by)}")
        axes.spines[["top", "right"]].set_visible(False)
        figure.draw_without_rendering()  # so that it is known where points lie
        _name(axes, points, figure.dpi / 72)
    return text[0]


def _name(axes: "Axes", points: Mapping[str, tuple[float, float]], scale: float) -> None:
    """Writes the name of each point beside it, where it lies on no other and within the axes.

    Where there is no such place, it stands to the right and above. Names are about half as wide as
    high for each letter; `scale` is the pixels of a point.
    """
    high, gap = LABEL * scale, 4 * scale
    places = {name: axes.transData.transform(point) for name, point in points.items()}
    taken = [(x - gap, y - gap, x + gap, y + gap) for x, y in places.values()]
    for name, (x, y) in sorted(places.items(), key=lambda item: -item[1][1]):
        wide = 0.55 * high * len(as_name(name))
        boxes = {}
        for side, end in SIDES:
            left = x + gap if side == "left" else x - gap - wide
            low = y if end == "bottom" else y - high
            boxes[side, end] = (left, low, left + wide, low + high)
        inside = {at: box for at, box in boxes.items() if box[2] <= axes.bbox.x1}
        free = (at for at, box in inside.items() if not any(_overlap(box, one) for one in taken))
        side, end = next(free, SIDES[0])
        taken.append(boxes[side, end])
        offset = (4 if side == "left" else -4, 2 if end == "bottom" else -2)
        place = points[name], offset
        axes.annotate(
            plain(name), *place, textcoords="offset points", fontsize=LABEL, ha=side, va=end
        )


Area: TypeAlias = tuple[float, float, float, float]
"""Left, lower, right and upper edge."""


def _overlap(one: Area, other: Area) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def pareto(points: list[tuple[float, float]], best: str) -> list[tuple[float, float]]:
    """The points to which none is both cheaper and better, from the cheapest on.

    >>> pareto([(1, 0.5), (2, 0.4), (3, 0.9), (3, 0.8)], "max")
    [(1, 0.5), (3, 0.9)]
    """
    sign = 1 if best == "max" else -1
    front: list[tuple[float, float]] = []
    for cost, value in sorted(points, key=lambda point: (point[0], -sign * point[1])):
        if not front or sign * value > sign * front[-1][1]:
            front.append((cost, value))
    return front


def ticks(low: float, high: float) -> list[float]:
    """What is written beside a logarithmic axis: at least two numbers, and the roundest.

    >>> ticks(4_000, 21_000), ticks(900, 2e7), ticks(6_100, 8_900)
    ([5000, 10000, 20000], [1000, 10000, 100000, 1000000, 10000000], [6500, 7000, 7500, 8000, 8500])
    """
    places = range(floor(log10(low)) - 2, ceil(log10(high)) + 1)
    for digits in ((1, 2, 5), (1,), (*range(10, 100, 5),), (*range(100, 1000),)):
        numbers = (n * 10.0**place for place in places for n in digits)
        found = sorted({round(one) for one in numbers if low <= one <= high})
        if 2 <= len(found) <= MOST_TICKS:
            return found
    return [round(low), round(high)]


def _reach(values: list[float], figure: str) -> list[list[float]] | None:
    """How far below and above their mean the true one may be, with 95 %; shares end at 0 and 100.

    None of a single run.

    >>> _reach([1.0, 3.0, 8.0], "accuracy")[0]
    [4.0]
    """
    mean, half = fmean(values), half_width(values)
    if half is None:
        return None
    share = is_share(figure)
    return [[min(half, mean) if share else half], [min(half, 100 - mean) if share else half]]


def _bar(
    axes: "Axes", x: float, values: list[float], figure: str, part: str, label: str | None
) -> None:
    mean, reach = fmean(values), _reach(values, figure)
    axes.bar(x, mean, WIDTH, color=COLOURS[part], alpha=0.5, label=label)
    if reach:
        axes.errorbar(x, mean, reach, color="#333333", linewidth=0.9, capsize=2.5, clip_on=False)
    count = len(values)
    spread = [x + WIDTH * 0.6 * ((i + 0.5) / count - 0.5) for i in range(count)]
    dots = axes.scatter(spread, values, s=16, color=DARK[part], edgecolors="white", zorder=3)
    dots.set(linewidth=0.5, clip_on=False)


def _bottom(found: Comparison) -> int:
    """Where the axis of shares begins: at 0, or where differences show if all are far above."""
    values = [v for row in found.rows for part in found.parts for v in row.values(part, found.by)]
    lowest = 100 * min(values) if is_share(found.by) else 0
    return max(0, int(lowest // 10 - 1) * 10) if lowest > FAR else 0


def in_percent(values: Sequence[float], figure: str) -> list[float]:
    """Shares in per cent, and all else as it is."""
    return [100 * one for one in values] if is_share(figure) else [*values]


def axis_label(figure: str) -> str:
    """What is written beside an axis."""
    return f"{plain(figure)}, %" if is_share(figure) else plain(figure)


def plain(text: str) -> str:
    r"""A text of a file for matplotlib, which would read what stands between two `$` as a formula.

    >>> print(plain("$x$"))
    \$x\$
    """
    return as_name(text).replace("$", r"\$")


@contextmanager
def drawn(width: float, height: float) -> "Iterator[tuple[Figure, list[str]]]":
    """A figure to draw into, and the list that gets its text."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    text: list[str] = []
    # Text stays text, and the same study gives the same file.
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "archspec", "font.size": 9}):
        figure = Figure(figsize=(width, height), layout="constrained")
        yield figure, text
        written = io.StringIO()
        figure.savefig(written, format="svg", metadata={"Date": None}, transparent=True)
        text.append(written.getvalue())
