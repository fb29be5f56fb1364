"""`archspec diagram`."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from archspec.backends.diagram.options import CHOICES, MOST_COLUMNS, USUAL
from archspec.cli.options import PathName, reports_failures, set_option, show, spec_argument
from archspec.cli.output import say
from archspec.diagnostics.readable import printable
from archspec.files import safe_name
from archspec.network import load_with


def one_scope(_context: click.Context, _option: click.Parameter, paths: Sequence[str]) -> str:
    """The path of the scope that is drawn by itself; an empty one for all of the network.

    Raises:
        click.BadParameter: for several, and for one that is empty.
    """
    if len(paths) > 1:
        raise click.BadParameter("one scope is drawn by itself; draw each into a file of its own")
    return "".join(some_scopes(_context, _option, paths))


def some_scopes(
    _context: click.Context, _option: click.Parameter, paths: Sequence[str]
) -> tuple[str, ...]:
    """The paths of scopes.

    Raises:
        click.BadParameter: for an empty one.
    """
    if not all(paths):
        raise click.BadParameter("the path is empty; leave the option out to draw all of it")
    return tuple(paths)


OPTIONS = (
    click.option(
        "--page",
        metavar="PAGE",
        help="Fit text (6.5 × 9 in), column (3.25 × 9 in) or WxH in inches, with no type below 7"
        " points: depth, direction and columns follow. On paper text, else none.",
    ),
    click.option(
        "--style",
        type=click.Choice(CHOICES["style"]),
        default=USUAL.style,
        help="paper is light, without a card, and for --page text; volumes draws feature maps as"
        " blocks, as papers do.",
    ),
    click.option(
        "--scale",
        type=click.Choice(CHOICES["scale"]),
        default=USUAL.scale,
        help="How the lengths of these blocks grow with sizes and channels.",
    ),
    click.option(
        "--direction",
        type=click.Choice(CHOICES["direction"]),
        default=USUAL.direction,
        help="auto takes a U where skips nest, and else what suits the page, or a screen.",
    ),
    click.option(
        "--columns",
        type=click.IntRange(1, MOST_COLUMNS),
        help="Set it in so many columns, or lines of what runs to the right.",
    ),
    click.option(
        "--only",
        metavar="PATH",
        multiple=True,
        callback=one_scope,
        help="Draw one scope by itself.",
    ),
    click.option(
        "--unfold",
        metavar="PATH",
        multiple=True,
        callback=some_scopes,
        help="Open a scope however deep it is; may be given several times.",
    ),
    click.option("--no-params", is_flag=True, help="Leave names and parameters of layers out."),
    click.option("--no-shapes", is_flag=True, help="Leave shapes out."),
    click.option("--no-title", is_flag=True, help="Leave the network's name and facts out."),
    click.option(
        "--legend/--no-legend",
        default=None,
        help="Explain the colours; by default with --style volumes, and in .html.",
    ),
    click.option("--transparent", is_flag=True, help="Put nothing behind it."),
    click.option(
        "--theme",
        type=click.Choice(CHOICES["theme"]),
        help="auto follows the reader's screen, in .svg and .html; by default light, and auto in"
        " .html.",
    ),
    click.option(
        "--engine",
        type=click.Choice(CHOICES["engine"]),
        default=USUAL.engine,
        help="What lays it out; graphviz needs that program.",
    ),
)
"""How it looks; each is described in `archspec.backends.diagram.Options`."""


def looks(command: Any) -> Any:
    """Adds these options to a command."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


@click.command()
@spec_argument
@click.option(
    "-o",
    "--output",
    type=PathName(path_type=Path, dir_okay=False),
    help="The file: .svg .png .pdf .tex .html .dot or .mmd; by default NAME.svg in this folder,"
    " NAME being the network's in letters, digits, - and _.",
)
@click.option(
    "--depth",
    type=click.IntRange(0),
    help="Deeper scopes become a box each; by default what is read at a glance, or fits the page.",
)
@looks
@set_option
@reports_failures
def command(
    spec: str,
    output: Path | None,
    depth: int | None,
    settings: Sequence[tuple[str, str]],
    no_params: bool,
    no_shapes: bool,
    no_title: bool,
    **wishes: Any,
) -> None:
    r"""Draw a network.

    Residuals, branches and long skips are drawn as such; repeats fold to ×N.

    \b
    Example:
        archspec diagram net -o net.svg
        archspec diagram resnet50 -o resnet50.html
        archspec diagram resnet50 --page column -o resnet50.pdf
        archspec diagram vgg16 --style volumes -o vgg16.pdf
        archspec diagram googlenet --only inception3a -o inception.tex
    """
    network = load_with(spec, settings)
    output = output or Path(f"{safe_name(network.graph.name, 'network')}.svg")
    wishes |= {"params": not no_params, "shapes": not no_shapes, "title": not no_title}
    drawn = network.diagram(output, depth, **wishes)
    folded = depth is None and drawn.depth is not None
    more = f", scopes deeper than {drawn.depth} as a box each" if folded else ""
    say(f"drew {printable(str(output))}{more}")
    if drawn.advice:
        show(drawn.advice, sys.stderr)
