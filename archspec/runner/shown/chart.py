"""Small charts as inline SVG, in the colours of the page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import floor, isfinite, log10
from typing import Final

from archspec.runner.page import escaped

WIDTH, HEIGHT = 320, 210
LEFT, RIGHT, TOP, BOTTOM = 46, 10, 26, 34
MOST_TICKS: Final = 5

Points = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Line:
    """A line of a chart.

    Args:
        name: what it is; nothing for one that is not named.
        points: from left to right; what is no finite number is left out.
        role: `a`, `b` or `soft`, by which the page has its colour.
    """

    name: str
    points: Points
    role: str = "a"


@dataclass(frozen=True)
class Axes:
    """The range of a chart, and where in it a point is."""

    low: tuple[float, float]
    high: tuple[float, float]

    def x(self, value: float) -> float:
        """From the left."""
        return LEFT + (value - self.low[0]) / (self.high[0] - self.low[0]) * (WIDTH - LEFT - RIGHT)

    def y(self, value: float) -> float:
        """From the top."""
        share = (value - self.low[1]) / (self.high[1] - self.low[1])
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)


def ticks(low: float, high: float, least: float = 0.0) -> list[float]:
    """Round numbers between two others, of which no two are nearer than `least`.

    >>> ticks(0, 10), ticks(0.13, 0.38), ticks(1, 3, least=1)
    ([0.0, 2.0, 4.0, 6.0, 8.0, 10.0], [0.15, 0.2, 0.25, 0.3, 0.35], [1.0, 2.0, 3.0])
    """
    wanted = max((high - low) / MOST_TICKS, least)
    power: float = 10.0 ** floor(log10(wanted))
    step = next(power * n for n in (1, 2, 5, 10) if power * n >= wanted)
    first, last = -(-low // step), high // step
    return [round(n * step, 12) for n in range(int(first), int(last) + 1)]


def axes_of(points: Iterable[tuple[float, float]]) -> Axes | None:
    """A range that holds all points; none where there is none."""
    known = [one for one in points if all(map(isfinite, one))]
    if not known:
        return None
    (x0, x1), (y0, y1) = ((min(some), max(some)) for some in zip(*known, strict=True))
    return Axes((x0, y0), (x1 if x1 > x0 else x0 + 1, y1 if y1 > y0 else y0 + (abs(y0) or 1)))


def lines(
    title: str,
    given: Sequence[Line],
    below: str,
    mark: float | None = None,
    axes: Axes | None = None,
) -> str:
    """A chart of lines; `mark` is a place along it, and `axes` its range where others have it."""
    axes = axes or axes_of(point for one in given for point in one.points)
    if axes is None:
        return ""
    # What stands below lines is counted: epochs, or rows.
    body = [grid(axes, below, least=1)]
    if mark is not None:
        body.append(stroke([(mark, axes.low[1]), (mark, axes.high[1])], axes, "soft dashed"))
    for one in given:
        known = [point for point in one.points if all(map(isfinite, point))]
        if len(known) == 1:
            body.append(dot(known[0], axes, one.role))
        elif known:
            body.append(stroke(known, axes, one.role))
    return chart(title, "".join(body), [one for one in given if one.name])


def scatter(title: str, points: Points, below: str, beside: str) -> str:
    """A chart of dots, both of whose axes have one range, with the line on which both agree."""
    values = [value for point in points if all(map(isfinite, point)) for value in point]
    if not values:
        return ""
    low, high = min(values), max(values)
    high = high if high > low else low + (abs(low) or 1)
    axes = Axes((low, low), (high, high))
    dots = "".join(dot(one, axes, "a") for one in points if all(map(isfinite, one)))
    agree = stroke([(low, low), (high, high)], axes, "soft")
    words = f'<text x="{LEFT}" y="{TOP - 6}" class="soft">{escaped(beside)}</text>'
    return chart(title, grid(axes, below) + agree + dots + words, ())


def chart(title: str, body: str, named: Sequence[Line]) -> str:
    """A chart with its title, and the names of its lines in their colours."""
    name, legend = escaped(title), []
    at = WIDTH - RIGHT
    for one in reversed(named):
        legend.append(
            f'<text x="{at}" y="12" text-anchor="end" class="{one.role}">{escaped(one.name)}</text>'
        )
        at -= 7 * len(one.name) + 12
    head = f'<text x="4" y="12" class="title">{name}</text>' if title else ""
    return (
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{name}">'
        f"{head}{''.join(legend)}{body}</svg>"
    )


def grid(axes: Axes, below: str, least: float = 0.0) -> str:
    """Lines at round numbers, and words below the horizontal axis."""
    found = []
    for value in ticks(axes.low[1], axes.high[1]):
        y = axes.y(value)
        found.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" class="grid"/>')
        found.append(_label(LEFT - 5, y + 4, "end", short(value)))
    for value in ticks(axes.low[0], axes.high[0], least):
        x, y = axes.x(value), HEIGHT - BOTTOM + 14
        found.append(_label(x, y, "middle", short(value)))
    found.append(_label((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 5, "middle", escaped(below), "soft"))
    return "".join(found)


def _label(x: float, y: float, anchor: str, words: str, role: str = "") -> str:
    said = f' class="{role}"' if role else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{said}>{words}</text>'


def short(value: float) -> str:
    """A number at an axis.

    >>> short(310000.0), short(0.25), short(2e6), short(0.0)
    ('310k', '0.25', '2M', '0')
    """
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e4, "k")):
        if abs(value) >= size:
            return f"{value / (1e3 if letter == 'k' else size):g}{letter}"
    return f"{value:g}"


def stroke(points: Points, axes: Axes, role: str) -> str:
    """A line through points."""
    places = "L".join(f"{axes.x(x):.1f} {axes.y(y):.1f}" for x, y in points)
    return f'<path d="M{places}" class="line {role}"/>'


def dot(point: tuple[float, float], axes: Axes, role: str, radius: float = 2.5) -> str:
    """A dot at a point."""
    x, y = axes.x(point[0]), axes.y(point[1])
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.3g}" class="dot {role}"/>'
