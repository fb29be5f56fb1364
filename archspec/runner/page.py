"""Pages that are read in a browser and on paper, and need nothing but themselves.

The report of a run, a comparison and a sweep are such pages. Whatever comes from outside, such as
the name of a class or a column, is escaped here.
"""

import base64
import re
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from string import Template
from typing import Final
from urllib.parse import quote

from archspec.diagnostics.readable import as_name, printable_lines

TEMPLATE: Final = Path(__file__).with_name("page.html")
STYLE: Final = Path(__file__).with_name("page.css")


class Markup(str):
    """HTML that stands on a page as it is; every other string is text."""

    __slots__ = ()


def page(title: str, subtitle: str, parts: Iterable[str]) -> str:
    """A whole page: no script runs in it, and it fetches nothing.

    Args:
        title: as text.
        subtitle: likewise.
        parts: HTML.

    >>> whole = page("runs/<b>", "of today", [section("Figures", "…")])
    >>> "<h1>runs/&lt;b&gt;</h1>" in whole, "<h2>Figures</h2>" in whole, "<script" in whole
    (True, True, False)
    """
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        style=STYLE.read_text(encoding="utf-8"),
        title=escaped(title),
        subtitle=with_code(subtitle),
        body="\n".join(filter(None, parts)),
    )


def section(title: str, body: str, about: str = "", of: str = "") -> str:
    """A part of a page.

    Args:
        title: as text.
        body: HTML.
        about: a sentence on what is seen, with code in backquotes.
        of: the target that it is about, where there are several.
    """
    whole = f"{title} of {of}" if of else title
    below = f'<p class="soft">{with_code(about)}</p>' if about else ""
    return f"<section><h2>{escaped(whole)}</h2>{below}{body}</section>"


def table(
    head: Iterable[str], rows: Iterable[Sequence[str]], best: int | None = None, role: str = ""
) -> str:
    """Cells as a table, which is scrolled where it is wider than the page.

    Args:
        head: of the columns.
        rows: cells, as text or as `Markup`.
        best: the row that stands out.
        role: the class of the table.

    >>> print(table(["class"], [["<i>"], [Markup("<i>a</i>")]], best=0))
    ... # doctest: +NORMALIZE_WHITESPACE
    <div class="scroll"><table><thead><tr><th>class</th></tr></thead><tbody><tr
    class=best><td>&lt;i&gt;</td></tr><tr><td><i>a</i></td></tr></tbody></table></div>
    """
    top = "".join(f"<th>{_cell(one)}</th>" for one in head)
    body = "".join(
        f"<tr{' class=best' if place == best else ''}>"
        f"{''.join(f'<td>{_cell(one)}</td>' for one in row)}</tr>"
        for place, row in enumerate(rows)
    )
    said = f' class="{role}"' if role else ""
    whole = f"<table{said}><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
    return f'<div class="scroll">{whole}</div>'


def _cell(cell: str) -> str:
    return cell if isinstance(cell, Markup) else escaped(cell)


def link(words: str, path: str) -> Markup:
    """A cell that leads to a file beside the page."""
    return Markup(f'<a href="{escape(quote(path))}">{escaped(words)}</a>')


def picture(svg: str | None, words: str, narrow: str | None = None) -> str:
    """An image, in which no script of an SVG runs; or nothing.

    Args:
        svg: its text; None where there is none.
        words: what it is, for those who do not see it.
        narrow: the same drawn for a small screen.
    """
    if svg is None:
        return ""
    small = f'<source media="(max-width: 34rem)" srcset="{_uri(narrow)}">' if narrow else ""
    shown = f'<img alt="{escaped(words)}" src="{_uri(svg)}">'
    return f'<div class="figure"><picture>{small}{shown}</picture></div>'


def _uri(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def escaped(words: str) -> str:
    """A name from outside, as text of a page."""
    return escape(as_name(words))


def with_code(text: str) -> str:
    """A text in which what stands in backquotes is code.

    >>> print(with_code("`maxpool` before `<relu>`"))
    <code>maxpool</code> before <code>&lt;relu&gt;</code>
    """
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escaped_lines(text))


def escaped_lines(lines: str) -> str:
    """Lines in which something from outside may stand, as text of a page."""
    return escape(printable_lines(lines))
