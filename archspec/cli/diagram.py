"""`archspec diagram`."""

from collections.abc import Sequence
from pathlib import Path

import click

from archspec.cli.options import PathName, reports_failures, set_option, spec_argument
from archspec.cli.output import say
from archspec.files import safe_name
from archspec.network import load_with


@click.command()
@spec_argument
@click.option(
    "-o",
    "--output",
    type=PathName(path_type=Path, dir_okay=False),
    help="The file: .svg .png .pdf .dot or .mmd; by default NAME.svg in this folder, NAME being the"
    " network's in letters, digits, - and _.",
)
@click.option(
    "--depth",
    type=click.IntRange(0),
    help="Deeper scopes become a box each; by default what a page or two can show.",
)
@set_option
@reports_failures
def command(
    spec: str, output: Path | None, depth: int | None, settings: Sequence[tuple[str, str]]
) -> None:
    r"""Draw a network.

    Residuals, branches and long skips are drawn as such; repeats fold to ×N.

    \b
    Example:
        archspec diagram net -o net.svg
        archspec diagram resnet50 --depth 3 -o resnet50.pdf
    """
    network = load_with(spec, settings)
    output = output or Path(f"{safe_name(network.graph.name, 'network')}.svg")
    shown = network.diagram(output, depth)
    more = (
        f", scopes deeper than {shown} as a box each" if depth is None and shown is not None else ""
    )
    say(f"drew {output}{more}")
