"""`archspec export`."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archspec.cli.mistaken_paths import means_run
from archspec.cli.options import PathName, reports_failures, set_option
from archspec.cli.output import say
from archspec.extras import takes
from archspec.files import safe_name
from archspec.network import Network, load_with, require_export

if TYPE_CHECKING:
    from archspec.backends.export import Exported
    from archspec.run import Run


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
    help="The file; by default NAME.pt2 or NAME.onnx, NAME being that of the network, or of the"
    " run's folder.",
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

    The file of a run also says how values are normalised before they go in, and what its classes
    are, as JSON under the name preprocessing.json.

    \b
    Example:
        archspec export net --to onnx
        archspec export runs/digits -o digits.pt2
        archspec export resnet18 --weights torchvision -o resnet18.onnx
    """
    folder = Path(source)
    if trained := folder.is_dir() or means_run(source):
        run = _run(folder, weights, settings)
        done = run.export(_path(output, folder.resolve().name, to), to, say=_stage)
    else:
        network = load_with(source, settings)
        done = _spec(network, weights, _path(output, network.graph.name, to), to)
    say(f"exported {done.path}: {done.size / 2**20:.1f} MiB")
    say(f"  {_fit(done.difference)}, on batches of 1, 2 and 3")
    if trained:
        say("  how values are normalised, and the classes, are in it as `preprocessing.json`")


def _path(output: Path | None, name: str, to: str | None) -> Path:
    return output or Path(f"{safe_name(name, 'network')}.{to or 'pt2'}")


def _stage(stage: str) -> None:
    say(f"{stage} …", err=True)


def _fit(difference: float) -> str:
    """How far a file is from the network, in words."""
    if not difference:
        return "it gives what the network gives, to the bit"
    return f"it differs from the network by at most {difference:.1e} of the largest number given"


def _spec(network: Network, weights: str | None, path: Path, to: str | None) -> "Exported":
    require_export(path, to)
    if weights is None:
        import torch

        torch.manual_seed(0)
        say("weights are initial ones: --weights names others", err=True)
    return network.export(path, to, weights=weights, say=_stage)


@takes("train", "a run")
def _run(folder: Path, weights: str | None, settings: Sequence[tuple[str, str]]) -> "Run":
    """The run in a folder, which has weights and parameters of its own."""
    from archspec.cli.runs import network_of, tell_training
    from archspec.run import open_run

    if settings:
        raise click.UsageError("--set is for a spec: a run has its parameters")
    if weights not in (None, "best", "last"):
        raise click.UsageError(f"a run has the weights best and last, and no `{weights}`")
    network_of(folder)
    tell_training(folder)
    return open_run(folder, "last" if weights == "last" else "best")
