"""`archspec source`."""

from collections.abc import Sequence
from pathlib import Path

import click

from archspec.cli.options import PathName, reports_failures, set_option, spec_argument
from archspec.cli.output import say
from archspec.diagnostics.readable import as_name
from archspec.extras import takes
from archspec.network import load_with

MOST_NAMED = 12
"""The layers without names that are pointed to."""


@click.command()
@spec_argument
@click.option(
    "-o",
    "--output",
    type=PathName(path_type=Path, dir_okay=False),
    help="The file; without, it is printed.",
)
@set_option
@reports_failures
@takes("torch", "`archspec source`")
def command(spec: str, output: Path | None, settings: Sequence[tuple[str, str]]) -> None:
    r"""Write a network as Python, which needs torch alone.

    The class has the keys, the first weights, the outputs and the gradients of the network. Its
    name is the only one in __all__, and it takes no arguments.

    \b
    Example:
        archspec source resnet50 -o resnet50.py
        archspec source net_res_deep --set depth=10
    """
    from archspec.backends.source import nameless, save_source

    network = load_with(spec, settings)
    text = network.source()
    if output is None:
        say(text.removesuffix("\n"))
    else:
        save_source(text, output)
        say(f"wrote {output}: {_lines(text)} lines that are not blank")
    if found := nameless(network.graph):
        say(_advice(found), err=True)


def _advice(found: Sequence[tuple[str, str]]) -> str:
    """How the source would read better: with words for what it has by keys alone."""
    first = as_name(found[0][1])
    listed = [f"{as_name(found[0][0])} ({first})"]
    for name, place in found[1:MOST_NAMED]:
        file, _, line = as_name(place).rpartition(":")
        here = f":{line}" if first.rpartition(":")[0] == file else f"{file}:{line}"
        listed.append(f"{as_name(name)} ({here})")
    if len(found) > MOST_NAMED:
        listed.append(f"{len(found) - MOST_NAMED} more")
    several = " and ".join([", ".join(listed[:-1]), listed[-1]]) if listed[1:] else listed[0]
    layers, have, each = ("layers", "have", "each") if listed[1:] else ("layer", "has", "it")
    return (
        f"{layers} {several} {have} no name that is a word, and so no attribute: "
        f"a `name` there would make {each} `self.name`"
    )


def _lines(text: str) -> int:
    return sum(bool(line.strip()) for line in text.splitlines())
