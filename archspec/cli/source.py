"""`archspec source`."""

from collections.abc import Sequence
from pathlib import Path

import click

from archspec.cli.options import PathName, reports_failures, set_option, spec_argument
from archspec.cli.output import say
from archspec.diagnostics.readable import as_name
from archspec.network import load_with


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
    """How the source would read better: with words for what it has to look up."""
    names = ", ".join(as_name(name) for name, _ in found[:3])
    several = f"{names} and {len(found) - 3} more" if len(found) > 3 else names
    layers, have = ("layers", "have") if len(found) > 1 else ("layer", "has")
    return (
        f"{layers} {several} {have} no name that is a word, and so no attribute: "
        f"a `name` at {as_name(found[0][1])} would make it `self.name`"
    )


def _lines(text: str) -> int:
    return sum(bool(line.strip()) for line in text.splitlines())
