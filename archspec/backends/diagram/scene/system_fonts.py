"""Fonts of the system for letters that DejaVu Sans lacks, Chinese ones for instance."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import matplotlib as mpl
from matplotlib.font_manager import FontEntry, findSystemFonts, fontManager, get_font

from archspec.backends.diagram.scene.direction import as_seen, isolated

FONTS = Path(__file__).parent / "fonts"
KNOWS_DIRECTIONS = (3, 11)
"""The version of matplotlib from which on it sets scripts that run from right to left."""

BOXES = "Last Resort"
"""The font of matplotlib that has a box for every letter there is."""


def families(text: str) -> list[str]:
    """Fonts of the system for the letters of a text that DejaVu Sans lacks.

    >>> families("conv 3×3 → Σ")
    []
    """
    found = (_family(character) for character in dict.fromkeys(text) if not character.isascii())
    return list(dict.fromkeys(filter(None, found)))


def missing(texts: Iterable[str]) -> str:
    """The letters of texts that no font has, each once, in their order.

    >>> missing(["conv 3×3", "→ Σ"])
    ''
    """
    letters = dict.fromkeys(letter for text in texts for letter in text if not letter.isascii())
    return "".join(one for one in letters if not _is_usual(one) and not _family(one))


def in_order(text: str) -> str:
    """A text for matplotlib, which knows directions from 3.11 on, and before none at all."""
    return isolated(text) if mpl.__version_info__ >= KNOWS_DIRECTIONS else as_seen(text)


def _is_usual(letter: str) -> bool:
    return bool(get_font(FONTS / "DejaVuSans.ttf").get_char_index(ord(letter)))


@cache
def _family(character: str) -> str:
    """The first font of the system that has a letter; none for DejaVu Sans, and where none has."""
    if _is_usual(character):
        return ""
    return _first(character, fontManager.ttflist) or _first(character, _installed_since())


@cache
def _installed_since() -> list[FontEntry]:
    """Fonts that matplotlib, which lists those of the system once and for all, has not heard of."""
    known = {entry.fname for entry in fontManager.ttflist}
    before = len(fontManager.ttflist)
    for path in findSystemFonts():
        if path not in known:
            try:
                fontManager.addfont(path)
            except (OSError, RuntimeError):
                continue
    return fontManager.ttflist[before:]


def _first(character: str, fonts: Iterable[FontEntry]) -> str:
    """The first font that has a letter; one that cannot be opened is no reason to draw nothing."""
    known = [entry for entry in fonts if not entry.name.startswith(BOXES)]
    for entry in sorted(known, key=lambda entry: (entry.name, entry.fname)):
        try:
            if get_font(entry.fname).get_char_index(ord(character)):
                return entry.name
        except (OSError, RuntimeError):
            continue
    return ""
