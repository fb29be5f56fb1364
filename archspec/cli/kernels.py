"""`archspec kernels`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from archspec.cli.mistaken_paths import means_run, misspelt
from archspec.cli.options import PathName, reports_failures, set_option
from archspec.cli.output import say_wrapped
from archspec.diagnostics import Diagnostic, Failure
from archspec.diagnostics.readable import as_name
from archspec.extras import takes
from archspec.network import Network, load_with, seeded


@click.command()
@click.argument("source", metavar="SPEC|RUN")
@click.argument("picture", type=PathName(path_type=Path, dir_okay=False))
@click.option(
    "-o",
    "--output",
    type=PathName(path_type=Path, dir_okay=False),
    default="kernels.png",
    help="The file, by default kernels.png: .png, .svg or .pdf.",
)
@set_option
@reports_failures
@takes("train", "`archspec kernels`")
def command(
    source: str,
    picture: Path,
    output: Path,
    settings: Sequence[tuple[str, str]],
) -> None:
    r"""Draw the first kernels of a network, and what they make of a picture.

    They are those of every convolution that takes the network's input: set by hand in the file, as
    training begins with them, or learnt by a run. Each stands below the picture that it makes.

    \b
    Example:
        archspec kernels fixed_kernels photo.jpg
        archspec kernels net photo.jpg
        archspec kernels runs/net photo.jpg -o learnt.svg
    """
    from archspec.runner.kernel_sheet import FORMS, draw_kernels
    from archspec.runner.kernels import answers, convolutions, photograph
    from archspec.runner.storage import write

    if output.suffix.lower() not in FORMS:
        raise click.UsageError(f"A sheet is {', '.join(FORMS)}, and `{output}` ends otherwise.")
    if absent := misspelt(picture):
        raise absent
    network, module, change = _opened(source, settings)
    layers = convolutions(module, _first(network))
    if not layers:
        raise _without(network)
    channels = next(iter(layers.values())).in_channels
    photo = photograph(picture, channels)
    found = answers(layers, change(photo[None])[0])
    write(output, draw_kernels(photo, found, output.suffix.lower()))
    total = sum(layer.out_channels for layer in layers.values())
    shown = f"{len(found)} kernels" if len(found) == total else f"{len(found)} of {total} kernels"
    say_wrapped(f"drew {output}: {shown} of {', '.join(map(as_name, layers))}")


def _opened(source: str, settings: Sequence[tuple[str, str]]) -> tuple[Network, Any, Any]:
    """The network of a spec or a run, its module, and what brings bytes to what it takes."""
    from archspec.runner.data.normalization import scaled

    if not (Path(source).is_dir() or means_run(source)):
        network = load_with(source, settings)
        recipe = network.spec.recipe
        return network, seeded(network, recipe.seed if recipe else 0), scaled
    if settings:
        raise click.UsageError("--set is for a spec: a run has its parameters")
    from archspec.cli.runs import network_of, tell_training
    from archspec.run import open_run

    network = network_of(Path(source))
    tell_training(Path(source))
    run = open_run(source)
    change = run.record.change
    # Where training saw no bytes, numbers of 0 to 1 are what comes nearest.
    return network, run.module, scaled if change.divisor is None else change


def _first(network: Network) -> list[str]:
    """The paths of the layers that take an input of the network."""
    inputs = {one.value for one in network.graph.inputs}
    return [node.path for node in network.graph.nodes if inputs.intersection(node.inputs)]


def _without(network: Network) -> Failure:
    """The finding that nothing of a network looks at a picture by kernels."""
    fact = f"no two-dimensional convolution of `{network.name}` takes a picture"
    note = "a picture has one channel or three, and the convolution takes an input of the network"
    return Failure([Diagnostic("A663", fact, notes=(note,))])
