"""`archspec specs`."""

from collections.abc import Iterator
from textwrap import shorten
from typing import TypedDict

import click

from archspec.catalog import about, shipped
from archspec.cli.options import reports_failures
from archspec.cli.output import say, say_json
from archspec.compiler import variant_names
from archspec.diagnostics.readable import WIDEST
from archspec.syntax import read, read_file


class Shipped(TypedDict):
    """A spec: its name, what it says of itself, and the networks of its family."""

    name: str
    about: str
    variants: list[str]


@click.command()
@click.option("--json", "as_json", is_flag=True, help="The same as JSON.")
@reports_failures
def command(as_json: bool) -> None:
    r"""The specs that ship: what each is, and the networks of its family.

    \b
    Example:
        archspec specs
        archspec show resnet50
    """
    found = list(_specs())
    if as_json:
        say_json(found)
        return
    width = max(len(one["name"]) for one in found)
    for one in found:
        words = shorten(one["about"], WIDEST - width - 2, placeholder=" …")
        say(f"{one['name']:{width}}  {words}")
        if one["variants"]:
            names = shorten(", ".join(one["variants"]), WIDEST - width - 2, placeholder=" …")
            say(f"{'':{width}}  {names}")


def _specs() -> Iterator[Shipped]:
    """Every spec, in the order of their names."""
    for name, path in shipped().items():
        source = read_file(path)
        yield Shipped(name=name, about=about(read(source)), variants=[*variant_names(source)])
