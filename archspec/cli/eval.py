"""`archspec eval`."""

from pathlib import Path
from typing import Any

import click

from archspec.cli.options import reports_failures
from archspec.cli.output import say, say_json
from archspec.diagnostics.readable import as_name


@click.command()
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--split", type=click.Choice(["train", "val", "test"]), default="test")
@click.option("--json", "as_json", is_flag=True, help="The figures as JSON.")
@reports_failures
def command(run: Path, split: str, as_json: bool) -> None:
    r"""Measure the best network of a run on a part of its data.

    \b
    Example:
        archspec eval runs/digits
        archspec eval runs/digits --split train --json
    """
    from archspec.cli.progress import progress
    from archspec.cli.runs import network_of
    from archspec.runner import evaluate

    network = network_of(run)
    result = evaluate(network.build(), run, split, progress=None if as_json else progress())  # type: ignore[arg-type]
    if as_json:
        say_json(as_dict(result))
        return
    accuracy = "" if result.accuracy is None else f"{result.accuracy:.2%}, ".replace("%", " %")
    say(f"{split}: {accuracy}loss {result.loss:.4f} on {result.count:,} samples")
    for name, share in result.per_class.items():
        shown = "no samples" if share is None else f"{share:7.2%}".replace("%", " %")
        say(f"  {as_name(name):16} {shown}")


def as_dict(result: Any) -> dict[str, Any]:
    """The figures as data."""
    return {
        "split": result.part,
        "samples": result.count,
        "loss": result.loss,
        "accuracy": result.accuracy,
        "per_class": result.per_class,
        "confusion": [list(row) for row in result.confusion],
    }
