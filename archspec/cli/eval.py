"""`archspec eval`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from archspec.cli.options import (
    PathName,
    accept_option,
    code_option,
    device_option,
    reports_failures,
    root_option,
    weights_option,
)
from archspec.cli.output import say, say_json
from archspec.diagnostics.readable import as_figure, as_name, as_percent
from archspec.extras import takes


@click.command()
@click.argument("run", type=PathName(path_type=Path))
@click.option(
    "--split",
    type=click.Choice(["train", "val", "test"]),
    help="The part of the data: test by default, or else what there is.",
)
@weights_option
@device_option
@root_option
@accept_option
@code_option
@click.option("--json", "as_json", is_flag=True, help="The figures as JSON.")
@reports_failures
@takes("train", "`archspec eval`")
def command(
    run: Path,
    split: Any,
    weights: Any,
    device: Any,
    root: str | None,
    accept: Sequence[str],
    *,
    allow_code: bool,
    as_json: bool,
) -> None:
    r"""Measure the network of a run on a part of its data, on any device.

    A run that is being trained is measured as it was after its last epoch.

    \b
    Example:
        archspec eval runs/digits
        archspec eval runs/digits --weights last
        archspec eval runs/digits --split train --json
    """
    from archspec.cli.progress import Notes, progress
    from archspec.cli.runs import module_of, tell_training
    from archspec.runner import as_dict, evaluate, weights_epoch

    model = module_of(run)
    tell_training(run)
    with Notes() if as_json else progress(known_data=True) as shown:
        result = evaluate(
            model,
            run,
            split,
            weights=weights,
            device=device or "auto",
            root=root,
            accept=accept,
            allow_code=allow_code,
            progress=shown,
        )
    epoch = weights_epoch(run, weights)
    if as_json:
        about = {"split": result.part, "weights": weights, "epoch": epoch}
        say_json(about | as_dict(result))
        return
    accuracy = "" if result.accuracy is None else f"{as_percent(result.accuracy)}, "
    figures = f"{accuracy}loss {result.loss:.4f} on {result.count:,} samples"
    say(f"{result.part}: {figures} ({weights} weights: epoch {epoch})")
    for name, value in result.figures.items():
        say(f"  {as_figure(as_name(name), value)}")
    for name, share in result.per_class.items():
        shown_share = "no samples" if share is None else f"{as_percent(share):>7}"
        say(f"  {as_name(name):16} {shown_share}")
