"""What a drawing is called, and the facts about it, in lines of type above it."""

from collections.abc import Iterator, Sequence

from archspec.backends.diagram.scene.metrics import text_width
from archspec.backends.diagram.scene.scene import Text
from archspec.backends.diagram.scene.wrapping import wrap

TITLE, FACT = 13.0, 8.5
"""Sizes of type."""

TITLE_LINE, FACT_LINE, BETWEEN, BELOW = 15.0, 11.0, 3.0, 13.0
"""Points from line to line, between title and facts, and below the last base line."""


def heading(title: str, facts: Sequence[str], room: float) -> Iterator[Text]:
    """The lines, of which the upper left corner is at 0, 0.

    Args:
        title: of the drawing.
        facts: below it.
        room: points that a line may take; longer texts take several.
    """
    y = -BETWEEN
    for line in wrap(title, TITLE, room, bold=True) or ("",):
        y += TITLE_LINE
        yield Text(0, y, line, TITLE, anchor="start", bold=True)
    y += BETWEEN
    for fact in facts:
        for line in wrap(fact, FACT, room):
            y += FACT_LINE
            yield Text(0, y, line, FACT, "quiet", "start")


def heading_size(title: str, facts: Sequence[str], room: float) -> tuple[float, float]:
    """The width and the height of the lines, with the air below them.

    >>> heading_size("", ("", ""), 200)
    (0.0, 50.0)
    """
    lines = list(heading(title, facts, room))
    width = max(text_width(line.text, line.size, bold=line.bold) for line in lines)
    return width, lines[-1].y + BELOW
