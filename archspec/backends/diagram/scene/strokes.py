"""How a line is drawn: its corners rounded, and a head at its end, the same in every format."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from archspec.backends.diagram.scene.scene import Path, Point

HEAD_LENGTH, HEAD_WIDTH = 6.0, 5.0
"""Points of an arrowhead, from tip to foot and across."""

COVERED = 4.0
"""Points at the tip that the head covers, where the line itself need not be."""

DASHES = (4.0, 2.5)
"""Points of a broken line that are drawn, and that are not."""

THIN, THICK = 1.0, 1.1
"""The width of the line around a shape, and of a line between shapes, in points."""

Step: TypeAlias = tuple[Literal["M", "L"], Point] | tuple[Literal["Q"], Point, Point]
"""Move there, draw a line there, or bend about the first point to the second."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line as a pen draws it, and the corners of its head, where it has one."""

    steps: tuple[Step, ...]
    head: tuple[Point, Point, Point] | None


def stroke(path: Path) -> Stroke:
    """What is drawn for a path.

    >>> drawn = stroke(Path(((0.0, 0.0), (0.0, 20.0)), "wire", arrow=True))
    >>> drawn.steps, drawn.head
    ((('M', (0.0, 0.0)), ('L', (0.0, 16.0))), ((0.0, 20.0), (-2.5, 14.0), (2.5, 14.0)))
    """
    if not path.arrow:
        return Stroke(tuple(rounded(path.points, path.radius)), None)
    *rest, before, tip = path.points
    ends = (*rest, before, towards(tip, before, COVERED))
    return Stroke(tuple(rounded(ends, path.radius)), _head(before, tip))


def rounded(points: Sequence[Point], radius: float) -> list[Step]:
    """A line along points whose corners are rounded, by no more than half of either side.

    >>> rounded([(0, 0), (0, 20), (30, 20)], 5)
    [('M', (0, 0)), ('L', (0.0, 15.0)), ('Q', (0, 20), (5.0, 20.0)), ('L', (30, 20))]
    """
    found: list[Step] = [("M", points[0])]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        if radius:
            found.append(("L", towards(corner, before, radius)))
            found.append(("Q", corner, towards(corner, after, radius)))
        else:
            found.append(("L", corner))
    return [*found, ("L", points[-1])]


def towards(start: Point, end: Point, distance: float) -> Point:
    """The point so far on the way from one to another, or halfway there where that is nearer.

    >>> towards((0, 0), (0, 20), 5), towards((0, 0), (0, 6), 5)
    ((0.0, 5.0), (0.0, 3.0))
    """
    along, down = _direction(start, end)
    length = min(distance, ((end[0] - start[0]) ** 2 + (end[1] - start[1]) ** 2) ** 0.5 / 2)
    return start[0] + along * length, start[1] + down * length


def _head(before: Point, tip: Point) -> tuple[Point, Point, Point]:
    """The tip of an arrowhead and the corners of its foot."""
    along, down = _direction(before, tip)
    x, y = tip[0] - along * HEAD_LENGTH, tip[1] - down * HEAD_LENGTH
    half = HEAD_WIDTH / 2
    return tip, (x - down * half, y + along * half), (x + down * half, y - along * half)


def _direction(start: Point, end: Point) -> Point:
    """The way from one point to another, of length 1; down where they are one."""
    along, down = end[0] - start[0], end[1] - start[1]
    length = (along * along + down * down) ** 0.5
    return (along / length, down / length) if length else (0.0, 1.0)
