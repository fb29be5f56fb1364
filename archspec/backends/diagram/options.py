"""What a user may ask of a diagram, and what of that does not go together."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias, TypedDict, get_args

from archspec.diagnostics import Diagnostic, Failure, Help
from archspec.diagnostics.readable import as_name
from archspec.diagnostics.suggest import did_you_mean

Direction: TypeAlias = Literal["auto", "down", "right", "u"]
Style: TypeAlias = Literal["screen", "paper", "volumes"]
ThemeName: TypeAlias = Literal["light", "dark", "auto"]
Engine: TypeAlias = Literal["own", "graphviz"]
Scale: TypeAlias = Literal["linear", "sqrt", "log"]

POINTS_PER_INCH: Final = 72
MOST_COLUMNS: Final = 40
SMALLEST_PAGE, LARGEST_PAGE = 0.5, 200.0
"""Inches."""

_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*[x×]\s*(\d+(?:\.\d+)?)\Z")


@dataclass(frozen=True, slots=True)
class Page:
    """Room for a picture, in points."""

    width: float
    height: float

    def __str__(self) -> str:
        width, height = (f"{side / POINTS_PER_INCH:.3g}" for side in (self.width, self.height))
        return f"{width} × {height} in"


PAGES: Mapping[str, Page | None] = {
    "text": Page(6.5 * POINTS_PER_INCH, 9 * POINTS_PER_INCH),
    "column": Page(3.25 * POINTS_PER_INCH, 9 * POINTS_PER_INCH),
    "none": None,
}
"""The text of a US letter page with margins of an inch, one of two columns of it, and no page."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a network is drawn.

    Args:
        depth: deeper scopes become a box each; by default as deep as is read at a glance, or as
            fits the page.
        only: the path of a scope that is drawn by itself.
        unfold: paths of scopes that are opened, however deep they are.
        direction: which way values flow; `auto` takes a U where skips nest, and else what comes
            nearest to 3:2 or fits the page best.
        columns: into how many columns, or lines of what runs to the right, it is set.
        page: `text`, `column`, `6.5x9` in inches, or `none`; on paper by default `text`.
        style: `screen`; `paper`, which is light, without a card, and for a page; or `volumes`,
            which draws feature maps as blocks.
        scale: how the lengths of blocks grow with sizes and channels.
        theme: `auto` follows the reader's screen, in SVG and HTML; by default `auto` in HTML and
            else `light`.
        params: whether names and parameters of layers are shown.
        shapes: whether shapes are shown where they are new.
        title: whether the name and the facts of the network stand above it.
        legend: whether the colours are explained below it; by default in HTML, and where blocks
            are drawn, which do not say what they are.
        transparent: whether nothing lies behind it.
        engine: what lays it out; `graphviz` needs that program.
    """

    depth: int | None = None
    only: str = ""
    unfold: tuple[str, ...] = ()
    direction: Direction = "auto"
    columns: int | None = None
    page: str | None = None
    style: Style = "screen"
    theme: ThemeName | None = None
    params: bool = True
    shapes: bool = True
    title: bool = True
    legend: bool | None = None
    transparent: bool = False
    engine: Engine = "own"
    scale: Scale = "sqrt"

    @property
    def shade(self) -> ThemeName:
        """The theme of a picture that stands by itself."""
        return self.theme or "light"

    @property
    def room(self) -> Page | None:
        """The page that the picture must fit, if there is one.

        Raises:
            Failure: A508 where `page` is neither a known word nor a size.

        >>> print(Options(page="3.5x2").room, Options().room)
        3.5 × 2 in None
        """
        word = self.page or ("text" if self.style == "paper" else "none")
        return PAGES[word] if word in PAGES else _sized(word)


class Wishes(TypedDict, total=False):
    """The same as keywords."""

    only: str
    unfold: tuple[str, ...]
    direction: Direction
    columns: int | None
    page: str | None
    style: Style
    theme: ThemeName | None
    params: bool
    shapes: bool
    title: bool
    legend: bool | None
    transparent: bool
    engine: Engine
    scale: Scale


def _sized(text: str) -> Page:
    match = _SIZE.match(text)
    sides = [float(side) for side in match.groups()] if match else []
    if not sides or not all(SMALLEST_PAGE <= side <= LARGEST_PAGE for side in sides):
        wanted = f"`text`, `column`, `none`, or inches from {SMALLEST_PAGE:g} to {LARGEST_PAGE:g}"
        helps = did_you_mean(text, PAGES) or (Help("write width and height, as in `6.5x4`"),)
        raise Failure(
            [Diagnostic("A508", f"`{as_name(text)}` is no page", notes=(wanted,), helps=helps)]
        )
    return Page(sides[0] * POINTS_PER_INCH, sides[1] * POINTS_PER_INCH)


TEXTS: Final = (".dot", ".mmd")
"""Forms that others lay out."""

CHOICES: Mapping[str, tuple[str, ...]] = {
    "direction": get_args(Direction),
    "style": get_args(Style),
    "theme": get_args(ThemeName),
    "engine": get_args(Engine),
    "scale": get_args(Scale),
}

LAYOUT: Final = ("direction", "columns", "page")
LOOKS: Final = ("style", "theme", "params", "shapes", "title", "legend", "transparent", "scale")
"""What only a form that we draw ourselves can heed."""

ROWS: Mapping[str, str] = {
    "direction": "feature maps stand in a row or as a U",
    "columns": "feature maps stand in a row or as a U",
    "unfold": "feature maps are drawn as deep in one place as in another",
    "params": "feature maps show no parameters of layers",
    "shapes": "feature maps are shapes",
}
"""What blocks have none of, and why."""

LEFT_OUT: Final = ("params", "shapes", "title")
"""What is there unless somebody says `--no-params`, or `params=False` in Python."""

USUAL: Final = Options()


def checked(options: Options, form: str) -> Options:
    """The options with what hangs on the form decided, where it was left open.

    Args:
        options: what is wanted.
        form: the ending of the file.

    Raises:
        Failure: A508 for words that are none, and for what does not go together.

    >>> checked(Options(), ".html").theme, checked(Options(), ".svg").legend
    ('auto', False)
    """
    found = [*_unknown_words(options), *_conflicts(options, form)]
    if found:
        raise Failure(found[:1])
    _ = options.room
    whole = form == ".html"
    legend = whole or options.style == "volumes" if options.legend is None else options.legend
    return replace(options, legend=legend, theme=options.theme or ("auto" if whole else "light"))


def _unknown_words(options: Options) -> Iterator[Diagnostic]:
    for name, known in CHOICES.items():
        word = getattr(options, name)
        if word not in known and word is not None:
            notes = (f"{name}: {', '.join(f'`{one}`' for one in known)}",)
            message = f"`{as_name(str(word))}` is no {name} of a diagram"
            yield Diagnostic("A508", message, notes=notes, helps=did_you_mean(str(word), known))
    columns = options.columns
    if columns is not None and not 1 <= columns <= MOST_COLUMNS:
        yield Diagnostic("A508", f"a diagram has from 1 to {MOST_COLUMNS} columns, not {columns}")


def _conflicts(options: Options, form: str) -> Iterator[Diagnostic]:
    """What is asked for and cannot be had together."""
    asked = [name for name in (*LAYOUT, *LOOKS) if getattr(options, name) != getattr(USUAL, name)]
    if form in TEXTS and asked:
        yield _refused(f"`{form}` is laid out and coloured by who reads it", asked[0], "`.svg`")
    if form in TEXTS and options.engine == "graphviz":
        yield _refused(f"`{form}` is a text, which no engine draws", "engine", "`.svg`")
    if options.engine == "graphviz" and form not in TEXTS:
        if asked:
            yield _refused("Graphviz lays out and colours by itself", asked[0], "the own engine")
        if form in (".tex", ".html"):
            yield _refused(f"Graphviz writes no `{form}`", "engine", "`.svg`, `.png` or `.pdf`")
    if options.direction == "u" and options.columns is not None:
        yield _refused("a U has two columns, one down and one up", "columns", "another direction")
    if options.theme == "auto" and form not in (".svg", ".html"):
        yield _refused("only `.svg` and `.html` follow a screen", "theme", "`light` or `dark`")
    if options.style == "paper" and options.shade != "light":
        yield _refused("paper is light", "theme", "the style `screen`")
    if form == ".html":
        yield from _of_html(options)
    yield from _of_volumes(options)


def _of_html(options: Options) -> Iterator[Diagnostic]:
    """What a page to walk through has no use for."""
    if options.room is not None:
        name = "page" if options.page else "style"
        yield _refused("`.html` fits the window of its reader", name, "`.svg` or `.pdf`")
    if options.transparent:
        yield _refused("`.html` is a whole page", "transparent", "`.svg` or `.png`")


def _of_volumes(options: Options) -> Iterator[Diagnostic]:
    """What goes with blocks alone, and what does not go with them."""
    unheeded = [name for name in ROWS if getattr(options, name) != getattr(USUAL, name)]
    if options.style == "volumes" and unheeded:
        yield _refused(ROWS[unheeded[0]], unheeded[0], "the style `screen` or `paper`")
    if options.style != "volumes" and options.scale != USUAL.scale:
        yield _refused("only feature maps have a scale", "scale", "the style `volumes`")


def _refused(why: str, name: str, way: str) -> Diagnostic:
    name = f"no-{name}" if name in LEFT_OUT else name
    return Diagnostic(
        "A508",
        f"{why}, so that `{name}` cannot be heeded",
        helps=(Help(f"leave `{name}` out"), Help(f"or take {way}")),
    )
