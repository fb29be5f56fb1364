"""`archspec show`."""

from collections.abc import Sequence

import click

from archspec.cli.options import reports_failures, set_option, spec_argument
from archspec.cli.output import say, say_json
from archspec.network import load_with


@click.command()
@spec_argument
@set_option
@click.option("--json", "as_json", is_flag=True, help="The table as JSON.")
@click.option("--depth", type=click.IntRange(1), help="Show scopes this deep, deeper ones summed.")
@click.option("--ir", is_flag=True, help="The intermediate representation, scope by scope.")
@click.option(
    "--optimised",
    is_flag=True,
    help="With --ir: as inference has it, with every rewrite and why it may be done.",
)
@reports_failures
def command(
    spec: str,
    settings: Sequence[tuple[str, str]],
    as_json: bool,
    depth: int | None,
    ir: bool,
    optimised: bool,
) -> None:
    r"""The table of layers: shapes, parameters, MACs and receptive fields.

    SPEC is a file, a file with a variant (net.yaml:wide), or the name of a spec that ships.

    \b
    Example:
        archspec show net
        archspec show net_res_deep --set depth=10 --depth 2
        archspec show net --ir --optimised
    """
    if optimised and not ir:
        raise click.UsageError("--optimised says how to show --ir: add --ir")
    network = load_with(spec, settings)
    if optimised:
        from archspec.passes.optimise import print_optimised

        say(print_optimised(network.optimised("inference")).rstrip("\n"))
    elif ir:
        from archspec.graph import print_graph

        say(print_graph(network.graph).rstrip("\n"))
    elif as_json:
        say_json(network.as_dict())
    else:
        say(network.summary(depth))
