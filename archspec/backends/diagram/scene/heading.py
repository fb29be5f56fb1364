"""What a drawing is called, and the facts about it, in lines of type above it."""

from collections.abc import Iterator, Sequence

from archspec.backends.diagram.scene.metrics import text_width
from archspec.backends.diagram.scene.scene import Text

TITLE, FACT = 13.0, 8.5
"""Sizes of type."""

TITLE_BASE, FACT_BASE, FACT_LINE = 12.0, 26.0, 11.0
"""Points from the top to the base lines of the title and of the first fact, and between facts."""


def heading(title: str, facts: Sequence[str]) -> Iterator[Text]:
    """The lines, of which the upper left corner is at 0, 0."""
    yield Text(0, TITLE_BASE, title, TITLE, anchor="start", bold=True)
    for i, fact in enumerate(facts):
        yield Text(0, FACT_BASE + FACT_LINE * i, fact, FACT, "quiet", "start")


def heading_size(title: str, facts: Sequence[str]) -> tuple[float, float]:
    """The width and the height of the lines, with the air below them.

    >>> heading_size("", ("", ""))
    (0.0, 50.0)
    """
    lines = list(heading(title, facts))
    width = max(text_width(line.text, line.size, bold=line.bold) for line in lines)
    return width, TITLE_BASE + 16 + FACT_LINE * len(facts)
