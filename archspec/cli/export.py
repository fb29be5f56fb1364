"""`archspec export`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from archspec.cli.options import PathName, reports_failures, set_option
from archspec.cli.output import say
from archspec.files import safe_name
from archspec.network import Network, load_with

OF_RUNS: Final = ("best", "last")
"""The weights that a run has."""


@click.command()
@click.argument("source", metavar="SPEC|RUN")
@click.option(
    "--to",
    type=click.Choice(["pt2", "onnx"]),
    help="The form: pt2 for torch, onnx for other runtimes; by default what -o ends in, or pt2.",
)
@click.option(
    "-o",
    "--output",
    type=PathName(path_type=Path, dir_okay=False),
    help="The file; by default NAME.pt2 or NAME.onnx, NAME being the network's.",
)
@click.option(
    "--weights",
    metavar="FILE|torchvision|best|last",
    help="Of a spec: trained weights, as for build; without, initial ones. Of a run: best or last.",
)
@set_option
@reports_failures
def command(
    source: str,
    to: str | None,
    output: Path | None,
    weights: str | None,
    settings: Sequence[tuple[str, str]],
) -> None:
    r"""Write a network as a file that torch or an ONNX runtime runs without archspec.

    Inputs, outputs and axes have the names of the file; a batch may have any size, and so may an
    image whose size the file leaves open. What the file gives is compared with what the network
    gives, in other batches and sizes than those it was traced with, before it gets its name.

    \b
    Example:
        archspec export net --to onnx
        archspec export runs/digits -o digits.pt2
        archspec export resnet18 --weights torchvision -o resnet18.onnx
    """
    network, found = _network(source, weights, settings)
    form = to or (output.suffix.removeprefix(".") if output else "pt2")
    path = output or Path(f"{safe_name(network.graph.name, 'network')}.{form}")
    if found is None:
        import torch

        torch.manual_seed(0)
        say("weights are initial ones: --weights names others", err=True)
    done = network.export(path, form, weights=found, say=lambda stage: say(f"{stage} …", err=True))
    say(f"exported {done.path}: {done.size / 2**20:.1f} MiB")
    say(f"  {_fit(done.difference)}, on batches of 1, 2 and 3")


def _fit(difference: float) -> str:
    """How far a file is from the network, in words."""
    if not difference:
        return "it gives what the network gives, to the bit"
    return f"it differs from the network by at most {difference:.1e} of the largest number given"


def _network(
    source: str, weights: str | None, settings: Sequence[tuple[str, str]]
) -> tuple[Network, str | Path | None]:
    """The network of a spec or of a run, and where its weights are."""
    from archspec.cli.runs import network_of, tell_training

    folder = Path(source)
    if not folder.is_dir():
        return load_with(source, settings), weights
    if settings:
        raise click.UsageError("--set is for a spec: a run has its parameters")
    if weights not in (None, *OF_RUNS):
        raise click.UsageError(f"a run has the weights best and last, and no `{weights}`")
    tell_training(folder)
    return network_of(folder), folder / f"{weights or 'best'}.safetensors"
