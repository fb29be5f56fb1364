"""What commands print: everything passes here, so that nothing in it does more than be read.

Of several processes that train together, only the first prints.
"""

from textwrap import wrap
from typing import Any, Final

import click

from archspec.cli.voice import speaks
from archspec.diagnostics.readable import as_json, printable_lines

WIDEST: Final = 80
"""Characters of a line."""


def say(text: str, *, err: bool = False) -> None:
    """Prints lines, with what a terminal would obey shown instead."""
    if speaks():
        click.echo(printable_lines(text), err=err)


def wrapped(text: str) -> str:
    r"""Lines that a terminal has room for; no word or path is broken, and no line that fits.

    >>> print(wrapped("a " * 42 + "\nb   c"))
    a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a
      a a
    b   c
    """
    lines = printable_lines(text).split("\n")
    return "\n".join(line if len(line) <= WIDEST else _in_two(line) for line in lines)


def _in_two(line: str) -> str:
    cut = wrap(
        line,
        WIDEST,
        subsequent_indent="  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(cut)


def reflowed(text: str) -> str:
    r"""Markdown whose paragraphs are as wide as a terminal; code, tables and headings stay.

    >>> print(reflowed("# A title\n" + "a " * 42 + "\n- an item\n  of two lines\n```\nx  y\n```"))
    # A title
    a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a
    a a
    - an item of two lines
    ```
    x  y
    ```
    """
    found: list[str] = []
    paragraph: list[str] = []
    fenced = False
    for line in (*text.split("\n"), ""):
        fence = line.lstrip().startswith("```")
        fixed = fenced or fence or not line.strip() or line.startswith(("#", "|", "    "))
        if fixed or line.lstrip().startswith("- "):
            found += _filled(paragraph)
            paragraph = []
        if fixed:
            found.append(line)
        else:
            paragraph.append(line.strip())
        fenced ^= fence
    return "\n".join(found[:-1])


def _filled(paragraph: list[str]) -> list[str]:
    """The lines of a paragraph, or of an item of a list."""
    indent = "  " if paragraph and paragraph[0].startswith("- ") else ""
    return wrap(
        " ".join(paragraph),
        WIDEST,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def say_wrapped(text: str, *, err: bool = False) -> None:
    """Prints lines that a terminal has room for."""
    say(wrapped(text), err=err)


def say_tabbed(text: str) -> None:
    """Prints lines of a table, in which tabulators stay what they are."""
    if speaks():
        click.echo("\t".join(map(printable_lines, text.split("\t"))))


def say_json(content: Any) -> None:
    """Prints data for machines, in which people look as well."""
    if speaks():
        click.echo(as_json(content))
