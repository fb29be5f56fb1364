"""`archspec predict`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from archspec.cli.mistaken_paths import misspelt, no_image
from archspec.cli.options import PathName, device_option, reports_failures, weights_option
from archspec.cli.output import say, say_json
from archspec.cli.predict_lines import likeliest
from archspec.diagnostics import Failure
from archspec.diagnostics.readable import printable
from archspec.extras import takes
from archspec.files import is_there


@click.command()
@click.argument("run", type=PathName(path_type=Path))
@click.argument("files", nargs=-1, type=PathName(path_type=Path))
@click.option(
    "--text", "texts", multiple=True, help="A text itself, and no file; may be given several times."
)
@click.option("--top", type=click.IntRange(1), default=3, help="How many classes to give.")
@weights_option
@device_option
@click.option(
    "-o",
    "--output",
    type=PathName(path_type=Path, dir_okay=False),
    help="The table to write, of a run of named fields: .csv, .tsv, .jsonl or .parquet.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as JSON.")
@reports_failures
@takes("train", "`archspec predict`")
def command(
    run: Path,
    files: tuple[Path, ...],
    texts: tuple[str, ...],
    top: int,
    weights: Any,
    device: Any,
    output: Path | None,
    *,
    as_json: bool,
) -> None:
    r"""Say what is in images and texts, or of the rows of tables, by the network of a run.

    Any image file will do: it is resized and cropped as the network needs it. Where an image is
    unlike those that the network was trained on, it says so. A text is a file of it, or stands in
    the command, by --text. Where a file cannot be read, the others are answered, and the command
    exits with 1.

    A run of fields by their names takes files of a sample each, and folders of them; or tables and
    archives with what its inputs are made of. Of these it gives a table of the form of the first:
    numbers in the unit of their column, classes by their names.

    \b
    Example:
        archspec predict runs/digits seven.png
        archspec predict runs/reviews review.txt --text "worth every minute"
        archspec predict runs/houses new.csv > prices.csv
        archspec predict runs/houses new.parquet -o prices.parquet
        archspec predict runs/unet_small photos/ --json
    """
    from archspec.cli.predict_named import Asked, tell_named
    from archspec.cli.runs import module_of, tell_training
    from archspec.run import open_run
    from archspec.runner import predict

    if not files and not texts:
        raise click.UsageError("Give FILES to ask about, or a --text.")
    model = module_of(run)
    tell_training(run)
    wrong = {one: failure for one in files if (failure := misspelt(one))}
    absent, files = [*wrong.values()], tuple(one for one in files if one not in wrong)
    if (opened := open_run(run, weights)).record.bound:
        asked = Asked(files, texts, top, device or "auto")
        tell_named(opened, asked, output, absent, as_json=as_json)
        return
    if output is not None:
        raise click.UsageError("--output goes with tables; of images, write `--json > FILE`.")
    if texts:
        raise click.UsageError(f"--text goes with texts, and `{run}` was trained on images.")
    folders = [one for one in files if is_there(one) and one.is_dir()]
    failed = [*absent, *map(no_image, folders)]
    found = predict(
        model,
        run,
        [one for one in files if one not in folders],
        top=top,
        weights=weights,
        device=device or "auto",
        on_failure=failed.append,
        on_note=lambda note: say(note, err=True),
    )
    _tell(found, as_json=as_json)
    if failed:
        raise Failure(one for failure in failed for one in failure.diagnostics)


def _tell(found: Sequence[Any], *, as_json: bool) -> None:
    """Prints what was found."""
    if as_json:
        rows = [
            {
                "file": str(one.path),
                "class": one.label,
                "probability": one.probability,
                "top": [{"class": name, "probability": p} for name, p in one.top],
                "warnings": list(one.warnings),
            }
            for one in found
        ]
        say_json(rows)
        return
    for one in found:
        say(f"{printable(str(one.path))}: {likeliest(one.top)}")
        for warning in one.warnings:
            say(f"  careful: {warning}")
