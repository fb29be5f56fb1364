"""How wide a text is in DejaVu Sans, without opening the font."""

from functools import lru_cache
from unicodedata import combining, east_asian_width

from archspec.backends.diagram.scene.font_widths import BOLD, REGULAR, UNITS

UNKNOWN = 0.61
"""Em of a character that the table lacks: between the mean and the widest of Latin letters."""


@lru_cache(maxsize=2**14)
def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Points from the beginning to the end of a line of text, before kerning.

    Args:
        text: one line.
        size: of the type, in points.
        bold: whether it is set in DejaVu Sans Bold.

    >>> round(text_width("conv 3×3, 16", 10.5), 1), text_width("", 10.5)
    (70.6, 0.0)
    """
    widths = BOLD if bold else REGULAR
    return sum((_em(character, widths) for character in text), 0.0) * size


def _em(character: str, widths: dict[int, int]) -> float:
    r"""The width of a character in em.

    >>> _em("漢", REGULAR), _em("\N{COMBINING ACUTE ACCENT}", REGULAR)
    (1.0, 0.0)
    """
    known = widths.get(ord(character))
    if known is not None:
        return known / UNITS
    if combining(character):
        return 0.0
    return 1.0 if east_asian_width(character) in "WF" else UNKNOWN
