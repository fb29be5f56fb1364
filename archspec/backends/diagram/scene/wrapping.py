"""A text as lines that fit into a room."""

import re
from collections.abc import Sequence

from archspec.backends.diagram.scene.metrics import text_width

_PLACES = re.compile(r"(?<=[ _.·/,-])|(?<=–)(?!\d)")
"""Where a text may be parted."""


def wrap(text: str, size: float, room: float, *, bold: bool = False) -> tuple[str, ...]:
    """A text as lines that fit, parted behind a blank or a sign, or anywhere if need be.

    >>> wrap("encoder_layer_0 and more", 10, 80), wrap("aaaaaaaa", 10, 25)
    (('encoder_layer_', '0 and more'), ('aaaa', 'aaaa'))
    """
    if text_width(text, size, bold=bold) <= room:
        return (text,)
    lines = [""]
    for word in _PLACES.split(text):
        if text_width((lines[-1] + word).rstrip(), size, bold=bold) <= room:
            lines[-1] += word
        else:
            lines += _broken(word, size, room, bold=bold)
    return tuple(stripped for line in lines if (stripped := line.strip()))


def _broken(word: str, size: float, room: float, *, bold: bool) -> Sequence[str]:
    """A word as parts that fit."""
    parts = [""]
    for letter in word:
        if parts[-1] and text_width(parts[-1] + letter, size, bold=bold) > room:
            parts.append("")
        parts[-1] += letter
    return parts
