"""`archspec show`."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import click

from archspec.cli import completing
from archspec.cli.options import reports_failures, set_option
from archspec.cli.output import say, say_json
from archspec.diagnostics import Failure
from archspec.network import Network, load_with


@click.command()
@click.argument(
    "specs", nargs=-1, required=True, metavar="SPEC...", shell_complete=completing.specs
)
@set_option
@click.option("--json", "as_json", is_flag=True, help="The figures as JSON.")
@click.option("--depth", type=click.IntRange(1), help="Show scopes this deep, deeper ones summed.")
@click.option(
    "--by",
    type=click.Choice(["kind", "scope"]),
    help="The parameters and the work of each kind of layer, or of each scope.",
)
@click.option("--tensors", is_flag=True, help="Every tensor with its shape and size.")
@click.option("--flops", is_flag=True, help="Count FLOPs, two for each MAC.")
@click.option("--ir", is_flag=True, help="The intermediate representation, scope by scope.")
@click.option(
    "--optimised",
    is_flag=True,
    help="With --ir: as inference has it, with every rewrite and why it may be done.",
)
@reports_failures
def command(specs: tuple[str, ...], settings: Sequence[tuple[str, str]], **asked: Any) -> None:
    r"""The table of layers: shapes, parameters, MACs and receptive fields.

    SPEC is a file, a file with a variant (net.yaml:wide), or the name of a spec that ships. Several
    are set side by side, a line each, and --set holds for all of them.

    \b
    Example:
        archspec show net
        archspec show net_res_deep --set depth=10 --depth 2
        archspec show resnet50 --by kind
        archspec show resnet50 mobilenet_v2 vit_b_16
        archspec show net --ir --optimised
    """
    _refuse(specs, asked)
    networks = [_loaded(spec, settings, alone=len(specs) == 1) for spec in specs]
    if asked["as_json"]:
        _as_json(networks, asked)
    elif len(networks) > 1:
        from archspec.backends.table import side_by_side

        say(side_by_side([network.graph for network in networks], _work(asked)))
    else:
        say(_text(networks[0], asked))


def _loaded(spec: str, settings: Sequence[tuple[str, str]], *, alone: bool) -> Network:
    """The network of a spec; of several, a setting that one lacks is said to be lacking there."""
    try:
        return load_with(spec, settings)
    except Failure as failure:
        if alone:
            raise
        note = f"so it is for `{spec}`, and `--set` holds for all that are named"
        raise Failure(
            [
                replace(one, notes=(*one.notes, note)) if one.code == "A211" else one
                for one in failure.diagnostics
            ]
        ) from None


def _refuse(specs: tuple[str, ...], asked: dict[str, Any]) -> None:
    """Raises for options that do not go together, or that say nothing here."""
    if asked["optimised"] and not asked["ir"]:
        raise click.UsageError("--optimised says how to show --ir: add --ir")
    views = [name for name in ("by", "tensors", "ir") if asked[name]]
    if len(views) > 1:
        raise click.UsageError(f"--{views[0]} and --{views[1]} are two tables: ask for one")
    if len(specs) > 1 and (one := next((n for n in (*views, "depth") if asked[n]), None)):
        raise click.UsageError(f"--{one} is of one network, and {len(specs)} are named")
    shaped = asked["tensors"] or asked["ir"]
    for name in ("depth", "flops"):
        if asked[name] and (shaped or (asked["by"] == "kind" and name == "depth")):
            view = f"--by {asked['by']}" if asked["by"] else f"--{views[0]}"
            raise click.UsageError(f"--{name} says nothing about {view}")
    if asked["as_json"] and (asked["ir"] or (asked["depth"] and asked["by"] != "scope")):
        raise click.UsageError(f"--{'ir' if asked['ir'] else 'depth'} is not for --json")


def _work(asked: dict[str, Any]) -> Any:
    from archspec.backends.table import FLOPS, MACS

    return FLOPS if asked["flops"] else MACS


def _text(network: Network, asked: dict[str, Any]) -> str:
    """What was asked of one network."""
    from archspec.backends.table import as_text, portions_as_text, tensors_as_text

    if asked["optimised"]:
        from archspec.passes.optimise import print_optimised

        return print_optimised(network.optimised("inference")).rstrip("\n")
    if asked["ir"]:
        from archspec.graph import print_graph

        return print_graph(network.graph).rstrip("\n")
    if asked["by"]:
        return portions_as_text(network.graph, asked["by"], asked["depth"], _work(asked))
    if asked["tensors"]:
        return tensors_as_text(network.graph)
    return as_text(network.graph, asked["depth"], network.spec.recipe, _work(asked))


def _as_json(networks: Sequence[Network], asked: dict[str, Any]) -> None:
    """The same as data: a list where there are several networks."""
    from archspec.backends.table import in_flops, portions_as_dict, tensors_as_dict

    if asked["by"]:
        say_json(portions_as_dict(networks[0].graph, asked["by"], asked["depth"]))
    elif asked["tensors"]:
        say_json(tensors_as_dict(networks[0].graph))
    else:
        found = [network.as_dict() for network in networks]
        found = [in_flops(one) for one in found] if asked["flops"] else found
        say_json(found if len(found) > 1 else found[0])
