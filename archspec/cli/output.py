"""What commands print: everything passes here, so that nothing in it does more than be read.

Of several processes that train together, only the first prints.
"""

from itertools import chain
from textwrap import wrap
from typing import Any

import click

from archspec.cli.voice import speaks
from archspec.diagnostics.readable import WIDEST, as_json, printable_lines


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
    fit = ([line] if len(line) <= WIDEST else filled(line, below="  ") for line in lines)
    return "\n".join(chain.from_iterable(fit))


def filled(text: str, first: str = "", below: str = "") -> list[str]:
    """The words of a text in as few lines as a terminal has room for them.

    A word or a path that is longer than a line stays whole, so that it can be copied.

    Args:
        text: whose blanks and ends of lines are all the same.
        first: what stands before the first line.
        below: what stands before each other one.
    """
    return wrap(
        text,
        WIDEST,
        initial_indent=first,
        subsequent_indent=below,
        break_long_words=False,
        break_on_hyphens=False,
    )


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
            text = " ".join(paragraph)
            found += filled(text, below="  " if text.startswith("- ") else "")
            paragraph = []
        if fixed:
            found.append(line)
        else:
            paragraph.append(line.strip())
        fenced ^= fence
    return "\n".join(found[:-1])


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
