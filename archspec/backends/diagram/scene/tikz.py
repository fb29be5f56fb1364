r"""A scene as a plain `tikzpicture`, for papers: its texts are set in the paper's own fonts.

    \usepackage{tikz}
    ...
    \input{net.tex}

`\archspecfont` and `\archspecbold` choose the fonts; define them before, to have others.
"""

from collections.abc import Iterator, Sequence

from archspec.backends.diagram.scene.palette import LIGHT, Colours, Theme
from archspec.backends.diagram.scene.scene import (
    Circle,
    Face,
    Item,
    Path,
    Point,
    Polygon,
    Rect,
    Scene,
    Text,
)
from archspec.backends.diagram.scene.strokes import DASHES, THICK, THIN, Step, stroke
from archspec.backends.diagram.scene.tex_text import PREAMBLE, foreign, tex
from archspec.diagnostics import Diagnostic, Failure, Help
from archspec.diagnostics.readable import as_name

ANCHORS = {"start": "base west", "middle": "base", "end": "base east"}
TIGHT = "inner sep=0pt, outer sep=0pt"
LONGEST = 16_000
"""Points of a side; TeX has no lengths of 16,384 points or more."""

FOREIGN = (
    "% Has letters that pdfTeX lacks: use lualatex or xelatex, with fontspec, and before this\n"
    "% \\newfontfamily\\archspecfallback{a font that has them}"
)

LEADING = 1.2
"""The distance of lines, which TeX wants to know with the size of a font."""


def tikz(scene: Scene, theme: Theme = LIGHT, *, paper: bool = False) -> str:
    r"""The text of a picture; `paper` fills what is behind it.

    Raises:
        Failure: A503 where the scene is larger than TeX can measure.

    >>> print(tikz(Scene(20, 10, "tiny", "", (Circle(5, 5, 2, "wire"),))).splitlines()[-2])
    \path[draw=a0l, fill=a0f] (5,5) circle[radius=2];
    """
    _check_size(scene)
    colours = _Colours(theme)
    body = [line for item in scene.items for line in _item(item, colours)]
    size = f"(0,0) rectangle ({_number(scene.width)},{_number(scene.height)})"
    ground = f"\\path[fill={colours.name('paper', 'f')}] {size};" if paper else ""
    lines = [
        f"% {tex(as_name(scene.title))}: needs \\usepackage{{tikz}}",
        *([FOREIGN] if foreign(scene.texts) else []),
        PREAMBLE,
        f"\\begin{{tikzpicture}}[x=1bp, y=-1bp, line join=round, line width={THIN:g}bp, {TIGHT}]",
        *colours.definitions(),
        f"\\useasboundingbox {size};",
        *filter(None, [ground]),
        *body,
        "\\end{tikzpicture}%",
    ]
    return "\n".join(lines) + "\n"


def _check_size(scene: Scene) -> None:
    longest = max(scene.width, scene.height)
    if longest > LONGEST:
        message = f"the diagram has a side of {longest:,.0f} points, and TeX measures {LONGEST:,}"
        helps = (Help("fit it to a page with `--page text`"), Help("or write `.pdf`"))
        raise Failure([Diagnostic("A503", message, helps=helps)])


class _Colours:
    """Names for the colours that occur, in the order in which they do."""

    def __init__(self, theme: Theme):
        self.theme = theme
        self.used: dict[tuple[str, Face], Colours] = {}

    def name(self, role: str, part: str, face: Face = "front") -> str:
        """The name of the fill (`f`) or the line (`l`) of a role."""
        self.used.setdefault((role, face), self.theme.colours(role, face))
        return f"a{list(self.used).index((role, face))}{part}"

    def definitions(self) -> Iterator[str]:
        """What gives the names a meaning."""
        for i, look in enumerate(self.used.values()):
            for part, colour in (("f", look.fill), ("l", look.line)):
                yield f"\\definecolor{{a{i}{part}}}{{HTML}}{{{colour[1:].upper()}}}"


def _item(item: Item, colours: _Colours) -> Iterator[str]:
    match item:
        case Rect():
            yield f"\\path[{_area(item.role, colours)}{_corners(item.radius)}] {_box(item)};"
        case Polygon(points=points, role=role, face=face):
            look = f"fill={colours.name(role, 'f', face)}"
            line = "" if face == "band" else f"draw={colours.name(role, 'l', face)}, "
            yield f"\\path[{line}{look}] {_along(points)} -- cycle;"
        case Circle(x=x, y=y, radius=radius):
            look = _area(item.role, colours)
            yield f"\\path[{look}] {_at((x, y))} circle[radius={_number(radius)}];"
        case Path():
            yield from _path(item, colours)
        case Text():
            yield _text(item, colours)


def _path(item: Path, colours: _Colours) -> Iterator[str]:
    drawn = stroke(item)
    dashes = f", dash pattern=on {DASHES[0]:g}bp off {DASHES[1]:g}bp" if item.dashed else ""
    look = f"draw={colours.name(item.role, 'l')}, line width={THICK:g}bp{dashes}"
    yield f"\\path[{look}] {''.join(map(_step, drawn.steps))};"
    if drawn.head is not None:
        yield f"\\path[fill={colours.name(item.role, 'f')}] {_along(drawn.head)} -- cycle;"


def _step(step: Step) -> str:
    """A piece of a line; TikZ's curve with one control keeps a little closer to the corner."""
    if step[0] == "Q":
        return f" .. controls {_at(step[1])} .. {_at(step[2])}"
    return f"{' -- ' if step[0] == 'L' else ''}{_at(step[1])}"


def _text(item: Text, colours: _Colours) -> str:
    look = [f"anchor={ANCHORS[item.anchor]}", f"text={colours.name(item.role, 'f')}"]
    if item.angle:
        look.append(f"rotate={_number(-item.angle)}")
    size = f"\\fontsize{{{_number(item.size)}bp}}{{{_number(item.size * LEADING)}bp}}\\selectfont"
    font = "\\archspecfont" + ("\\archspecbold" if item.bold else "")
    return (
        f"\\node[{', '.join(look)}] at {_at((item.x, item.y))} {{{font}{size} {tex(item.text)}}};"
    )


def _area(role: str, colours: _Colours) -> str:
    return f"draw={colours.name(role, 'l')}, fill={colours.name(role, 'f')}"


def _corners(radius: float) -> str:
    return f", rounded corners={_number(radius)}bp" if radius else ""


def _box(item: Rect) -> str:
    end = item.x + item.width, item.y + item.height
    return f"{_at((item.x, item.y))} rectangle {_at(end)}"


def _along(points: Sequence[Point]) -> str:
    return " -- ".join(map(_at, points))


def _at(point: Point) -> str:
    return f"({_number(point[0])},{_number(point[1])})"


def _number(value: float) -> str:
    """Two decimals at most, and never in the form 1e-5, which TeX cannot read."""
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")
