"""`archspec build`."""

import json
from collections.abc import Sequence
from pathlib import Path

import click

from archspec.cli.options import reports_failures, set_option, spec_argument
from archspec.network import load_with, seeded


@click.command()
@spec_argument
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder; by default build/NAME.",
)
@click.option("--seed", type=click.IntRange(0), default=0, help="Of the initial weights.")
@set_option
@reports_failures
def command(spec: str, output: Path | None, seed: int, settings: Sequence[tuple[str, str]]) -> None:
    r"""Check and compile a network, and write it into a folder.

    The folder gets model.safetensors (initial weights), diagram.svg, summary.json and spec.yaml
    (with every parameter at its value).

    \b
    Example:
        archspec build net -o build/net
        archspec show build/net/spec.yaml
    """
    from archspec.runner.checkpoint import save_weights
    from archspec.runner.storage import make_folder

    network = load_with(spec, settings)
    module = seeded(network, seed)
    folder = output or Path("build") / network.graph.name
    summary = json.dumps(network.as_dict(), indent=2, ensure_ascii=False)
    make_folder(folder, {"spec.yaml": network.text, "summary.json": summary + "\n"})
    save_weights(folder / "model.safetensors", module, {"archspec": network.graph.name})
    network.diagram(folder / "diagram.svg")
    count = network.graph.cost.params
    click.echo(f"built {network.graph.name}: {count:,} parameters")
    for file in ("model.safetensors", "diagram.svg", "summary.json", "spec.yaml"):
        click.echo(f"  {folder / file}")
