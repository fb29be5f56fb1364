"""What a user may ask of a diagram."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
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


CHOICES: Mapping[str, tuple[str, ...]] = {
    "direction": get_args(Direction),
    "style": get_args(Style),
    "theme": get_args(ThemeName),
    "engine": get_args(Engine),
    "scale": get_args(Scale),
}

USUAL: Final = Options()
