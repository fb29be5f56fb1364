"""`archspec build`."""

from collections.abc import Sequence
from pathlib import Path

import click

from archspec.cli.options import PathName, reports_failures, set_option, spec_argument
from archspec.cli.output import say
from archspec.diagnostics.readable import as_json, as_name
from archspec.extras import takes
from archspec.files import safe_name
from archspec.network import load_with, seeded
from archspec.passes.optimise import print_optimised


@click.command()
@spec_argument
@click.option(
    "-o",
    "--output",
    type=PathName(path_type=Path, file_okay=False),
    help="The folder; by default build/NAME, NAME being the network's in letters, digits, - and _.",
)
@click.option("--seed", type=click.IntRange(0), default=0, help="Of the initial weights.")
@click.option(
    "--weights",
    metavar="FILE|torchvision",
    help="Trained weights: a .safetensors or .pt file, or what torchvision published under the"
    " name of the variant or spec; torchvision:IMAGENET1K_V2 chooses among them.",
)
@click.option("--partial", is_flag=True, help="Leave out weights that do not fit.")
@click.option(
    "--optimise",
    is_flag=True,
    help="Also write optimised.txt: the graph as inference has it, and why it gives the same.",
)
@set_option
@reports_failures
@takes("torch", "`archspec build`")
def command(
    spec: str,
    output: Path | None,
    seed: int,
    weights: str | None,
    partial: bool,
    optimise: bool,
    settings: Sequence[tuple[str, str]],
) -> None:
    r"""Check and compile a network, and write it into a folder.

    The folder gets model.safetensors (initial weights, or those of --weights), diagram.svg,
    summary.json, model.py (the network as Python that needs torch alone) and spec.yaml (with every
    parameter at its value). No code of a file of weights runs. --optimise changes none of them: its
    rewrites keep every key of the weights.

    \b
    Example:
        archspec build net -o build/net
        archspec show build/net/spec.yaml
        archspec build net --weights net.pt
    """
    from archspec.runner.checkpoint import packed
    from archspec.runner.storage import make_folder

    if partial and weights is None:
        raise click.UsageError("--partial says how to take --weights, which is not given")
    network = load_with(spec, settings)
    module = seeded(network, seed)
    loaded = network.load_weights(module, weights, partial=partial) if weights is not None else None
    contents = {
        "model.safetensors": packed(module, {"archspec": network.graph.name}),
        "diagram.svg": network.svg(),
        "summary.json": as_json(network.as_dict()) + "\n",
        "model.py": network.source(),
        "spec.yaml": network.text,
        "optimised.txt": print_optimised(network.optimised("inference")) if optimise else None,
    }
    files = {name: content for name, content in contents.items() if content is not None}
    folder = output or Path("build") / safe_name(network.graph.name, "network")
    make_folder(folder, files)
    say(f"built {as_name(network.graph.name)}: {network.graph.cost.params:,} parameters")
    if loaded:
        say(str(loaded))
    for file in files:
        say(f"  {folder / file}")
