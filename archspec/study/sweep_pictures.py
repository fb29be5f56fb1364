"""A sweep in pictures: its figure over each thing that varies, over two of them, and both aims."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, cos, pi, sin, sqrt
from typing import TYPE_CHECKING, Any, Final

from archspec.diagnostics.readable import as_name, cut
from archspec.files import safe_name
from archspec.planning.ranges import Log, Values
from archspec.planning.sweep_check import COSTS
from archspec.study.chart import COLOURS, axis_label, drawn, in_percent, pareto, plain
from archspec.study.importance import most_important, parted_by_rank
from archspec.study.sweep import Sweep
from archspec.study.tried import Tried
from archspec.syntax.writing import written

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FEWEST: Final = 8
"""Trials with a figure from which on two things that vary are drawn together."""

MOST: Final = 2_000
"""Trials that are drawn; of more, every second or third from the best on, and so forth."""

TOGETHER: Final = "together.svg"

COLOUR_MAPS: Final = {"max": "viridis_r", "min": "viridis"}
"""In which what does best is darkest."""

WORST: Final = 0.1
"""Share of the trials that may all have the colour of the worst, so that the others differ."""

LONG: Final = 14
"""Letters of a value beside an axis; where those below it take more together, they are slanted."""

NEAR: Final = 6
FAR: Final = 14
"""Points by which neighbours at one place of a picture are moved apart, and the last at most."""

GOLDEN: Final = pi * (3 - sqrt(5))
"""The golden angle."""


def pictures(sweep: Sweep, done: Sequence[Tried]) -> dict[str, str]:
    """The pictures of a sweep as SVG, by the names of their files.

    Args:
        sweep: of which they are.
        done: its trials with a figure, the best first.
    """
    files = picture_names(sweep.plan.over)
    done = done[:: ceil(len(done) / MOST)]
    found = {f"{file}.svg": _over_one(sweep, done, name) for name, file in files.items()}
    if both := together(sweep, done):
        found[TOGETHER] = both
    return found | ({"aims.svg": _aims(sweep, done)} if len(sweep.aim) == 2 else {})


def value_text(value: Any) -> str:
    """A value of what varies, as a file would have it and in few digits."""
    return f"{value:.4g}" if isinstance(value, float) else as_name(written(value))


@dataclass(frozen=True)
class _Axis:
    """What varies, as an axis of a picture.

    Args:
        name: of it.
        places: of each trial on the axis.
        marks: what stands beside places of it; empty where that is left to the numbers.
        log: whether it goes by orders of magnitude.
    """

    name: str
    places: Sequence[float]
    marks: Mapping[float, str]
    log: bool

    def put(self, axes: "Axes", which: str) -> None:
        """Makes it the `x` or the `y` axis of a picture."""
        if self.log:
            getattr(axes, f"set_{which}scale")("log")
        if self.marks:
            texts = [cut(text, LONG) for text in self.marks.values()]
            getattr(axes, f"set_{which}ticks")([*self.marks], [*map(plain, texts)])
            getattr(axes, f"set_{which}ticks")([], minor=True)
            if which == "x" and sum(map(len, texts)) > 2 * LONG:
                axes.tick_params("x", labelrotation=30)
        getattr(axes, f"set_{which}label")(plain(self.name))


def _axis(sweep: Sweep, done: Sequence[Tried], name: str) -> _Axis:
    values = [one.chosen[name] for one in done]
    numeric = all(isinstance(one, (int, float)) and not isinstance(one, bool) for one in values)
    texts = [value_text(one) for one in values]
    order = list(dict.fromkeys(texts))
    places = [*map(float, values)] if numeric else [float(order.index(one)) for one in texts]
    one = sweep.plan.over[name]
    marks = dict(sorted(zip(places, texts, strict=True))) if isinstance(one, Values) else {}
    return _Axis(name, places, marks, numeric and (isinstance(one, Log) or _far_apart(places)))


def _far_apart(values: Sequence[float]) -> bool:
    return min(values) > 0 and max(values) >= 20 * min(values)


def _over_one(sweep: Sweep, done: Sequence[Tried], name: str) -> str:
    """The figure of every trial over the values of one thing that varies."""
    axis, figures = _axis(sweep, done, name), _figures(sweep, done)
    with drawn(3.6, 2.7) as (figure, text):
        axes = figure.subplots()
        axes.scatter(axis.places, figures, color=COLOURS["test"], alpha=0.7, s=14)
        axes.margins(0.12)
        axis.put(axes, "x")
        axes.set_ylabel(axis_label(sweep.figure))
        axes.spines[["top", "right"]].set_visible(False)
    return text[0]


def together(sweep: Sweep, done: Sequence[Tried]) -> str:
    """The picture of the two things that vary and have most to do with the figure, as SVG.

    Empty where fewer vary, or where there are too few trials to tell.
    """
    axes = {name: _axis(sweep, done, name) for name in sweep.plan.over}
    varied = {name: axis for name, axis in axes.items() if len({*axis.places}) > 1}
    if len(done) < FEWEST or len(varied) < 2:
        return ""
    groups = {
        name: axis.places if axis.marks else parted_by_rank(axis.places)
        for name, axis in varied.items()
    }
    first, second = most_important(groups, _figures(sweep, done), 2)
    return _over_two(sweep, done, varied[first], varied[second])


def _over_two(sweep: Sweep, done: Sequence[Tried], across: _Axis, up: _Axis) -> str:
    """Every trial over the values of two things that vary, coloured by its figure.

    The worst tenth has the colour of the worst, as one trial that came to nothing would otherwise
    leave the others with one colour. Trials with the same two values stand about their place.
    """
    figures, way = _figures(sweep, done), sweep.aim[sweep.figure]
    ordered = sorted(figures, reverse=way == "min")
    least, most = sorted((ordered[int(WORST * len(ordered))], ordered[-1]))
    clipped = ordered[0] < least if way == "max" else ordered[0] > most
    from matplotlib.transforms import ScaledTranslation

    with drawn(5.2, 3.6) as (figure, text):
        axes = figure.subplots()
        across.put(axes, "x")
        up.put(axes, "y")
        axes.scatter(across.places, up.places, s=0)  # by which the axes know how far they go
        axes.margins(0.12)
        colours: dict[str, Any] = {
            "cmap": COLOUR_MAPS[way],
            "vmin": least,
            "vmax": most,
            "linewidth": 0,
        }
        for trials, move in _apart(across.places, up.places):
            x, y, c = ([each[at] for at in trials] for each in (across.places, up.places, figures))
            moved = axes.transData + ScaledTranslation(*move, figure.dpi_scale_trans)
            dots = axes.scatter(x, y, c=c, s=30, transform=moved, **colours)
        if len(sweep.aim) == 1:
            best = across.places[0], up.places[0]
            ring: dict[str, Any] = {
                "facecolor": "none",
                "edgecolor": COLOURS["test"],
                "linewidth": 1.8,
            }
            axes.scatter(*best, s=95, label="best", zorder=3, **ring)
            axes.legend(frameon=False, loc="lower right", bbox_to_anchor=(1, 1))
        ends = {"max": "min", "min": "max"}[way] if clipped else "neither"
        figure.colorbar(dots, ax=axes, extend=ends, label=axis_label(sweep.figure))
        axes.spines[["top", "right"]].set_visible(False)
    return text[0]


def _apart(
    across: Sequence[float], up: Sequence[float]
) -> Iterator[tuple[list[int], tuple[float, float]]]:
    """Trials that are moved by as much, and by how many inches, so that none lies on another.

    The first of a place stays there, and the others turn about it by the golden angle.
    Source: Vogel 1979, A Better Way to Construct the Sunflower Head.
    """
    each: dict[tuple[float, float], list[int]] = {}
    for at, place in enumerate(zip(across, up, strict=True)):
        each.setdefault(place, []).append(at)
    most = max(map(len, each.values()))
    step = min(NEAR, FAR / sqrt(most)) / 72
    for turn in range(most):
        trials = [some[turn] for some in each.values() if turn < len(some)]
        far, angle = step * sqrt(turn), turn * GOLDEN
        yield trials, (far * cos(angle), far * sin(angle))


def _aims(sweep: Sweep, done: Sequence[Tried]) -> str:
    """Both aims of every trial, and the line of those that none beats in both, as SVG."""
    other = next(name for name in sweep.aim if name != sweep.figure)
    at = [*sweep.aim].index(other)
    sign = 1 if sweep.aim[other] == "min" else -1
    figures = _figures(sweep, done)
    points = [(sign * one.values[at], y) for one, y in zip(done, figures, strict=True)]
    front = pareto(points, sweep.aim[sweep.figure])
    with drawn(5.2, 3.6) as (figure, text):
        axes = figure.subplots()
        axes.plot([sign * x for x, _ in front], [y for _, y in front], color="#bbbbbb", zorder=1)
        best = {*front}
        others = [one for one in points if one not in best]
        for some, colour in ((others, "#888888"), (front, COLOURS["test"])):
            axes.scatter(
                [sign * x for x, _ in some], [y for _, y in some], color=colour, s=16, zorder=2
            )
        if other in COSTS:
            axes.set_xscale("log")
        axes.set_xlabel(plain(other))
        axes.set_ylabel(axis_label(sweep.figure))
        axes.spines[["top", "right"]].set_visible(False)
    return text[0]


def _figures(sweep: Sweep, done: Sequence[Tried]) -> list[float]:
    """Of every trial what training is to make large or small."""
    at = [*sweep.aim].index(sweep.figure)
    return in_percent([one.values[at] for one in done], sweep.figure)


def picture_names(names: Iterable[str]) -> dict[str, str]:
    """What the picture of each thing that varies is called; no two of them alike.

    >>> picture_names(["train.ema", "a.b", "a-B"])
    {'train.ema': 'over-train-ema', 'a.b': 'over-a-b', 'a-B': 'over-a-B-2'}
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        plain = "".join(c if c.isalnum() or c in "_-" else "-" for c in name)
        first = found[name] = f"over-{safe_name(plain, 'value')}"
        number = 1
        # Some systems do not tell small letters from large ones.
        while found[name].casefold() in taken:
            number += 1
            found[name] = f"{first}-{number}"
        taken.add(found[name].casefold())
    return found
