"""What Graphviz gives as SVG, made fit for a page: self-contained, legible on dark, and stable."""

import re
from collections.abc import Callable, Mapping
from html import escape

FONTS = "DejaVu Sans,Verdana,Geneva,sans-serif"
"""Verdana has nearly the widths of DejaVu Sans; what comes after it is narrower, so text fits."""

_PROLOGUE = re.compile(r"\A.*?(?=<svg)", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->\n?", re.DOTALL)
_TITLE = re.compile(r"<title>(.*?)</title>\n?", re.DOTALL)
_SIZE = re.compile(r'<svg width="(\d+)pt" height="(\d+)pt"')
_BACKGROUND = re.compile(r'<polygon fill="(?:white|#ffffff)" stroke="none" points="([^"]*)"/>')
_LINK = ' xmlns:xlink="http://www.w3.org/1999/xlink"'


def clean(svg: str, name: str, tooltips: Mapping[str, str]) -> str:
    """The same drawing on a white card with round corners, with names that a reader can use.

    Args:
        svg: what Graphviz wrote.
        name: the name of the picture, for those who hear it.
        tooltips: what is said of a node, by its name in the DOT text.
    """
    svg = _COMMENT.sub("", _PROLOGUE.sub("", svg)).replace(_LINK, "")
    svg = _TITLE.sub(_titles(tooltips), svg)
    svg = _BACKGROUND.sub(_card, svg, count=1)
    svg = svg.replace('font-family="DejaVu Sans"', f'font-family="{FONTS}"')
    fit = r'<svg role="img" style="max-width:100%;height:auto" width="\1pt" height="\2pt"'
    svg = _SIZE.sub(fit, svg, count=1)
    head, bracket, rest = svg.partition(">")
    return f"{head}{bracket}\n<title>{escape(name)}</title>{rest}"


def _titles(tooltips: Mapping[str, str]) -> Callable[[re.Match[str]], str]:
    """A tooltip for every box, and none for frames and edges."""

    def replace(match: re.Match[str]) -> str:
        text = tooltips.get(match[1], "")
        return f"<title>{escape(text)}</title>\n" if text else ""

    return replace


def _card(match: re.Match[str]) -> str:
    """A rounded rectangle where Graphviz has a sharp one."""
    points = [tuple(map(float, pair.split(","))) for pair in match[1].split()]
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    size = f'width="{right - left:g}" height="{bottom - top:g}"'
    return f'<rect fill="#ffffff" x="{left:g}" y="{top:g}" {size} rx="10"/>'
