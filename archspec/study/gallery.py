"""Designs with their curves, and their networks, from the folders of their runs."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from archspec.files.run_files import METRICS, NARROW_DIAGRAM
from archspec.planning.contender import Contender
from archspec.runner.metrics import read_metrics
from archspec.runner.page import escaped, picture, section
from archspec.runner.shown.chart import Line, axes_of, lines
from archspec.runner.storage import read_text, unreadable
from archspec.study.comparison import Comparison, Row

MOST: Final = 24
"""Designs that are shown."""

MAX_PICTURE: Final = 2**22
"""Bytes of a picture of one of them."""


def curves(found: Comparison) -> str:
    """HTML of a chart for each design, all on the same axes: a line for each run and part.

    Raises:
        Failure: A641, A645 where the figures of a run cannot be read.
    """
    drawn = [(row.name, [*_lines(row, found.by)]) for row in found.rows[:MOST]]
    axes = axes_of(point for _, each in drawn for line in each for point in line.points)
    shown = [lines(name, each, "epoch", axes=axes) for name, each in drawn if each]
    if axes is None or not shown:
        return ""
    about = f"Of each epoch, {found.by}: a line for each run, on axes that are the same for all."
    return section("Curves", f'<div class="charts">{"".join(shown)}</div>', about)


def _lines(row: Row, figure: str) -> Iterator[Line]:
    """What was trained on, and what was held back; named once."""
    for number, run in enumerate(one for one in row.outcomes if not one.failed):
        history = read_metrics(run.folder)
        for part, role in (("train", "a"), ("val", "b")):
            if points := _points(run.folder, history, f"{part}_{figure}"):
                yield Line("" if number else part, points, role)


def _points(
    folder: Path, history: Sequence[Mapping[str, str]], column: str
) -> list[tuple[float, float]]:
    """A column over the epochs that have a value there."""
    try:
        return [(float(one["number"]), float(one[column])) for one in history if one.get(column)]
    except (KeyError, TypeError, ValueError) as error:
        raise unreadable(folder / METRICS, str(error)) from None


def networks(found: Comparison, alike: Sequence[Sequence[Contender]]) -> str:
    """HTML of the networks of designs, as their runs keep them; of those with the same, one.

    Args:
        found: the designs with their runs.
        alike: the designs, those together that have the same network.
    """
    rows, each = {one.name: one for one in found.rows}, []
    for group in alike[:MOST]:
        names = [one.name for one in group]
        drawn = (network(run.folder) for name in names for run in rows[name].outcomes)
        if svg := next(filter(None, drawn), None):
            said = ", ".join(map(escaped, names))
            shown = picture(svg, f"Diagram of {names[0]}")
            each.append(f'<div class="card"><p><b>{said}</b></p>{shown}</div>')
    return section("Networks", f'<div class="cards">{"".join(each)}</div>') if each else ""


def network(run: Path) -> str | None:
    """The picture of a run's network; None where there is none.

    Raises:
        Failure: A645 where it is no text.
    """
    path = run / NARROW_DIAGRAM
    if not path.is_file() or path.is_symlink():
        return None
    return read_text(path, MAX_PICTURE)
