"""The words of a box or of a frame's title as lines of type, and the room that they take."""

from dataclasses import dataclass

from archspec.backends.diagram.chart.look import (
    FOLLOWER,
    FRAME,
    QUIET,
    TITLE,
    WIDEST,
    WIDEST_CARD,
    WIDEST_TITLE,
    Look,
)
from archspec.backends.diagram.picture.counts import params_text
from archspec.backends.diagram.picture.picture import Frame, Row
from archspec.backends.diagram.scene.metrics import text_width
from archspec.backends.diagram.scene.wrapping import wrap

MARGIN = 8.0
"""Left and right of the text in a box."""

LEADING = 11.5
"""From one base line to the next."""


@dataclass(frozen=True, slots=True)
class Line:
    """Pieces of type on one base line."""

    pieces: tuple["Piece", ...]

    @property
    def width(self) -> float:
        """Of all pieces."""
        return sum(text_width(p.text, p.size, bold=p.bold) for p in self.pieces)


@dataclass(frozen=True, slots=True)
class Piece:
    """A text in one size and one colour."""

    text: str
    size: float
    role: str = "ink"
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """Lines of type with the room around them."""

    lines: tuple[Line, ...]
    width: float
    height: float


def row_card(row: Row, look: Look) -> Card:
    """What a row of a box says.

    >>> card = row_card(Row("conv 3×3, 16", "448 params", params=448), Look())
    >>> [line.pieces[0].text for line in card.lines], card.height
    (['conv 3×3, 16', '448 params'], 33.0)
    """
    lines = _across(row, look) if look.across else _down(row, look)
    single = 16.0 if row.slim else 21.5
    height = single + LEADING * (len(lines) - 1)
    return Card(lines, max(line.width for line in lines) + 2 * MARGIN, height)


def _down(row: Row, look: Look) -> tuple[Line, ...]:
    """The title and the small print; what follows a layer has both on one line if they fit."""
    room = WIDEST - 2 * MARGIN
    size = FOLLOWER if row.slim else TITLE
    quiet = small_print(row, look)
    if row.slim and quiet:
        line = Line((Piece(row.title, size), Piece(f"  {quiet}", QUIET, "quiet")))
        if line.width <= room:
            return (line,)
    return _lines(row.title, size, "ink", room) + _lines(quiet, QUIET, "quiet", room)


def _across(row: Row, look: Look) -> tuple[Line, ...]:
    """The kind, its fields and its parameters below each other, in few letters."""
    room = WIDEST_CARD - 2 * MARGIN
    size = FOLLOWER if row.slim else TITLE
    kind, _, fields = row.title.partition(" ")
    if row.slim and text_width(row.title, size) <= room * 0.8:
        kind, fields = row.title, ""
    quiet = "" if row.slim else small_print(row, look, names=False)
    return (
        *_lines(kind, size, "ink", room),
        *_lines(fields, FOLLOWER, "ink", room),
        *_lines(quiet, QUIET, "quiet", room),
    )


def small_print(row: Row, look: Look, *, names: bool = True) -> str:
    """What is said of a row beside its title, as far as it is wanted.

    >>> row = Row("conv 3", "stem · 1,728 params · frozen", "stem", params=1728)
    >>> small_print(row, Look()), small_print(row, Look(), names=False)
    ('stem · 1,728 params · frozen', '1,728 · frozen')
    >>> small_print(row, Look(params=False))
    'frozen'
    """
    if names and look.params:
        return row.quiet
    rest = row.quiet.removeprefix(row.name).removeprefix(" · ")
    figure = params_text(row.params)
    shown = f"{row.params:,}" if look.params and figure else ""
    parts = [shown if part == figure else part for part in rest.split(" · ")]
    return " · ".join(filter(None, parts))


def frame_card(frame: Frame, look: Look) -> Card:
    """The title of a frame, how often it stands there, and its parameters.

    >>> frame = Frame("f", "blocks", "9 params", (), count=3)
    >>> [line.pieces[0].text for line in frame_card(frame, Look()).lines]
    ['blocks ×3', '9 params']
    """
    times = f"×{frame.count:,}" if frame.count > 1 else ""
    head = " ".join(filter(None, [frame.title, times]))
    said = [
        frame.quiet if look.params or not frame.params else "",
        "one set of weights" if frame.shared else "",
    ]
    lines = _lines(head, FRAME, "ink", WIDEST_TITLE, bold=True)
    for text in said:
        lines += _lines(text, QUIET, "quiet", WIDEST_TITLE)
    width = max((line.width for line in lines), default=0)
    return Card(lines, width, LEADING * len(lines))


def _lines(
    text: str, size: float, role: str, room: float, *, bold: bool = False
) -> tuple[Line, ...]:
    wrapped = wrap(text, size, room, bold=bold) if text else ()
    return tuple(Line((Piece(part, size, role, bold),)) for part in wrapped)
