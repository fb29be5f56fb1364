"""Fonts of the system for letters that DejaVu Sans lacks, Chinese ones for instance."""

from functools import cache
from pathlib import Path

from matplotlib.font_manager import fontManager, get_font

FONTS = Path(__file__).parent / "fonts"
BOXES = "Last Resort"
"""The font of matplotlib that has a box for every letter there is."""


def families(text: str) -> list[str]:
    """Fonts of the system for the letters of a text that DejaVu Sans lacks.

    >>> families("conv 3×3 → Σ")
    []
    """
    found = (_family(character) for character in dict.fromkeys(text) if not character.isascii())
    return list(dict.fromkeys(filter(None, found)))


@cache
def _family(character: str) -> str:
    """The first font of the system that has a letter; none where DejaVu Sans has it, or none has.

    A font that cannot be opened is no reason to draw nothing.
    """
    if get_font(FONTS / "DejaVuSans.ttf").get_char_index(ord(character)):
        return ""
    fonts = [entry for entry in fontManager.ttflist if not entry.name.startswith(BOXES)]
    for entry in sorted(fonts, key=lambda entry: (entry.name, entry.fname)):
        try:
            if get_font(entry.fname).get_char_index(ord(character)):
                return entry.name
        except (OSError, RuntimeError):
            continue
    return ""
