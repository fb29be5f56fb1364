"""What commands print: everything passes here, so that nothing in it does more than be read.

Of several processes that train together, only the first prints.
"""

from typing import Any

import click

from archspec.cli.voice import speaks
from archspec.diagnostics.readable import as_json, printable_lines


def say(text: str, *, err: bool = False) -> None:
    """Prints lines, with what a terminal would obey shown instead."""
    if speaks():
        click.echo(printable_lines(text), err=err)


def say_tabbed(text: str) -> None:
    """Prints lines of a table, in which tabulators stay what they are."""
    if speaks():
        click.echo("\t".join(map(printable_lines, text.split("\t"))))


def say_json(content: Any) -> None:
    """Prints data for machines, in which people look as well."""
    if speaks():
        click.echo(as_json(content))
