"""What the colours of a drawing mean, in a line or two below it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from archspec.backends.diagram.scene.metrics import text_width
from archspec.backends.diagram.scene.palette import MEANINGS
from archspec.backends.diagram.scene.scene import Item, Rect, Text

TYPE = 8.5
SWATCH = 9.0
"""The side of a sample of a colour."""

LINE = 15.0
"""From one line to the next."""

APART = 14.0
"""Between one entry and the next."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A role with what it means, and where its sample stands."""

    role: str
    text: str
    x: float
    y: float

    @property
    def right(self) -> float:
        """Where its text ends."""
        return self.x + SWATCH + 4 + text_width(self.text, TYPE)


def entries(roles: Iterable[str], room: float) -> list[Entry]:
    """Where each role is explained, from the upper left corner of the legend.

    Args:
        roles: in the order in which they are met; each is explained once.
        room: how long a line may be.

    >>> [(e.role, round(e.x), e.y) for e in entries(["convolution", "linear", "linear"], 80)]
    [('convolution', 0, 0.0), ('linear', 0, 15.0)]
    """
    found: list[Entry] = []
    x, y = 0.0, 0.0
    for role in dict.fromkeys(roles):
        entry = Entry(role, MEANINGS.get(role, role), x, y)
        if x and entry.right > room:
            x, y = 0.0, y + LINE
            entry = Entry(role, entry.text, x, y)
        found.append(entry)
        x = entry.right + APART
    return found


def legend_size(roles: Iterable[str], room: float) -> tuple[float, float]:
    """The width and the height of the legend; 0 where there is nothing to explain."""
    found = entries(roles, room)
    width = max((entry.right for entry in found), default=0.0)
    return width, found[-1].y + LINE if found else 0.0


def legend(roles: Iterable[str], room: float) -> Iterator[Item]:
    """The legend, of which the upper left corner is at 0, 0."""
    for entry in entries(roles, room):
        yield Rect(entry.x, entry.y, SWATCH, SWATCH, entry.role, 2)
        x, y = entry.x + SWATCH + 4, entry.y + SWATCH - 1
        yield Text(x, y, entry.text, TYPE, "quiet", "start")
