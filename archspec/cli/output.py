"""What commands print: everything passes here, so that nothing in it does more than be read."""

from typing import Any

import click

from archspec.diagnostics.readable import as_json, printable_lines


def say(text: str, *, err: bool = False) -> None:
    """Prints lines, with what a terminal would obey shown instead."""
    click.echo(printable_lines(text), err=err)


def say_json(content: Any) -> None:
    """Prints data for machines, in which people look as well."""
    click.echo(as_json(content))
