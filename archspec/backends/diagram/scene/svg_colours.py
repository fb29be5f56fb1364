"""Colours in SVG: at each element, or as classes that follow the reader's screen."""

import re
from collections.abc import Iterator, Sequence
from typing import Literal, Protocol, TypeAlias

from archspec.backends.diagram.scene.palette import DARK, LIGHT, Theme
from archspec.backends.diagram.scene.scene import Face

Use: TypeAlias = Literal["area", "line", "solid"]
"""How colours are used: fill and line, the line alone, or one colour for all of it."""


class Painter(Protocol):
    """Says what a role looks like."""

    def attributes(self, role: str, use: Use, face: Face = "front") -> str:
        """The attributes of an element."""

    def style(self) -> Iterator[str]:
        """What they need at the head of the picture."""


class Attributes:
    """Colours at each element."""

    def __init__(self, theme: Theme):
        self.theme = theme

    def attributes(self, role: str, use: Use, face: Face = "front") -> str:
        """Fill and stroke of an element."""
        return " ".join(f'{name}="{value}"' for name, value in _paint(self.theme, role, use, face))

    def style(self) -> Iterator[str]:
        """Nothing."""
        yield from ()


class Classes:
    """Classes at each element, and their colours in a style for each kind of screen."""

    def __init__(self, prefix: str):
        self.prefix = prefix
        self.used: dict[str, tuple[str, Use, Face]] = {}

    def attributes(self, role: str, use: Use, face: Face = "front") -> str:
        """The class of an element."""
        name = f"{self.prefix}-{re.sub(r'[^a-z0-9]', '_', role.lower())}-{use}-{face}"
        self.used.setdefault(name, (role, use, face))
        return f'class="{name}"'

    def style(self) -> Iterator[str]:
        """The colours of all classes, on a light screen and on a dark one."""
        light, dark = "".join(self._rules(LIGHT)), "".join(self._rules(DARK))
        yield f"<style>{light}@media screen and (prefers-color-scheme:dark){{{dark}}}</style>"

    def _rules(self, theme: Theme) -> Iterator[str]:
        for name, look in self.used.items():
            yield f".{name}{{{';'.join(f'{k}:{v}' for k, v in _paint(theme, *look))}}}"


def _paint(theme: Theme, role: str, use: Use, face: Face) -> Sequence[tuple[str, str]]:
    """Fill and stroke, which SVG and CSS spell alike."""
    colours = theme.colours(role, face)
    if use == "area":
        return ("fill", colours.fill), ("stroke", colours.line)
    if use == "line":
        return ("fill", "none"), ("stroke", colours.line)
    return (("fill", colours.fill),)
