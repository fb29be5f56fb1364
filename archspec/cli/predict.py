"""`archspec predict`."""

from pathlib import Path

import click

from archspec.cli.options import reports_failures
from archspec.cli.output import say, say_json
from archspec.diagnostics.readable import as_name, printable


@click.command()
@click.argument("run", type=click.Path(path_type=Path))
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--top", type=click.IntRange(1), default=3, help="How many classes to give.")
@click.option("--json", "as_json", is_flag=True, help="The same as JSON.")
@reports_failures
def command(run: Path, files: tuple[Path, ...], top: int, as_json: bool) -> None:
    r"""Say what is in images, by the best network of a run.

    Any image file will do: it is resized and cropped as the network needs it. Where an image is
    unlike those that the network was trained on, it says so.

    \b
    Example:
        archspec predict runs/digits seven.png
    """
    from archspec.cli.runs import network_of
    from archspec.runner import predict

    found = predict(network_of(run).build(), run, files, top=top)
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
        others = ", ".join(_share(name, p) for name, p in one.top[1:])
        said = _share(one.label, one.probability)
        say(f"{printable(str(one.path))}: {said}{f' ({others})' if others else ''}")
        for warning in one.warnings:
            say(f"  careful: {warning}")


def _share(name: str, probability: float) -> str:
    return f"{as_name(name)} {probability:.1%}".replace("%", " %")
