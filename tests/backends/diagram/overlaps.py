"""Whether shapes of a scene lie on each other, by the theorem of separating axes."""

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from math import cos, hypot, radians, sin

from PIL import ImageFont

from archspec.backends.diagram.scene.raster import __file__ as raster_file
from archspec.backends.diagram.scene.scene import Path, Point, Polygon, Scene, Text

FONTS = raster_file.rpartition("/")[0] + "/fonts/"
FACES = {
    bold: ImageFont.truetype(FONTS + name, 1000, layout_engine=ImageFont.Layout.BASIC)
    for bold, name in ((False, "DejaVuSans.ttf"), (True, "DejaVuSans-Bold.ttf"))
}
TOUCH = 0.3
"""Points by which things may touch."""


def outline(text: Text) -> list[Point]:
    """The corners of a text, from its base line to the height of capitals, as the font has it."""
    width = FACES[text.bold].getlength(text.text) * text.size / 1000
    left = {"start": 0.0, "middle": -width / 2, "end": -width}[text.anchor]
    c, s = cos(radians(text.angle)), sin(radians(text.angle))
    high, low = -0.7 * text.size, 0.1 * text.size
    corners = ((left, high), (left + width, high), (left + width, low), (left, low))
    return [(text.x + x * c - y * s, text.y + x * s + y * c) for x, y in corners]


def overlap(one: Sequence[Point], other: Sequence[Point]) -> bool:
    """Whether two convex shapes have more than their edges in common."""
    return not any(_separates(one, other, a, b) for shape in (one, other) for a, b in _sides(shape))


def _sides(shape: Sequence[Point]) -> Iterator[tuple[Point, Point]]:
    yield from pairwise([*shape, shape[0]])


def _separates(one: Sequence[Point], other: Sequence[Point], a: Point, b: Point) -> bool:
    across, down = b[1] - a[1], a[0] - b[0]
    length = hypot(across, down)
    if length < 1e-9:
        return False
    first, second = ([(x * across + y * down) / length for x, y in s] for s in (one, other))
    return max(first) <= min(second) + TOUCH or max(second) <= min(first) + TOUCH


def covered_texts(scene: Scene) -> list[tuple[str, str]]:
    """Each text that lies on another text, on a face of a block or on a line, and on which."""
    texts = [(item.text, outline(item)) for item in scene.items if isinstance(item, Text)]
    signs = {item.text for item in scene.items if isinstance(item, Text) and item.size == 11}
    texts = [(text, shape) for text, shape in texts if text not in signs]
    others = [(i.path, i.points) for i in scene.items if isinstance(i, Polygon)]
    lines = [i.points for i in scene.items if isinstance(i, Path)]
    others += [("a line", (a, b)) for points in lines for a, b in pairwise(points)]
    found = [
        (one[0], other[0]) for one, other in combinations(texts, 2) if overlap(one[1], other[1])
    ]
    found += [(t, name) for t, shape in texts for name, other in others if overlap(shape, other)]
    return found


def hidden_lines(scene: Scene) -> list[str]:
    """The path of each block behind whose front a line passes; one may end at its edge."""
    lines = [pair for i in scene.items if isinstance(i, Path) for pair in pairwise(i.points)]
    fronts = [i for i in scene.items if isinstance(i, Polygon) and i.face == "front"]
    return [f.path for f in fronts for pair in lines if overlap(_inside(f.points), pair)]


def _inside(front: Sequence[Point]) -> list[Point]:
    """A rectangle half a point within another."""
    (left, top), _, (right, bottom), _ = front
    left, top, right, bottom = left + 0.5, top + 0.5, right - 0.5, bottom - 0.5
    return [(left, top), (right, top), (right, bottom), (left, bottom)]
