"""`archspec train`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from archspec.cli import drawing
from archspec.cli.options import reports_failures, set_option
from archspec.cli.output import say
from archspec.diagnostics import Diagnostic, Failure, Help
from archspec.files import safe_name
from archspec.network import Network, load_with


@click.command()
@click.argument("spec", metavar="SPEC", required=False)
@set_option
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="The run's folder; by default the next free one under runs/, named as the network is, in"
    " letters, digits, - and _.",
)
@click.option(
    "--recipe",
    "recipe_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A file whose `train:` takes the place of the spec's own.",
)
@click.option("--epochs", type=click.IntRange(1), help="Instead of the recipe's.")
@click.option("--seed", type=click.IntRange(0), help="Instead of the recipe's.")
@click.option(
    "--resume",
    type=click.Path(path_type=Path, file_okay=False),
    help="Go on with the run in this folder.",
)
@reports_failures
def command(
    spec: str | None,
    settings: Sequence[tuple[str, str]],
    output: Path | None,
    recipe_file: Path | None,
    epochs: int | None,
    seed: int | None,
    resume: Path | None,
) -> None:
    r"""Train a network by the recipe in its file, and write a report.

    The run's folder holds the spec, the recipe, metrics, curves, checkpoints, TensorBoard events
    and report.html. An interrupted run goes on with --resume, to the same numbers.

    \b
    Example:
        archspec train digits
        archspec train net.yaml --epochs 5 -o runs/short
        archspec train --resume runs/short
    """
    if (spec is None) == (resume is None):
        raise click.UsageError("Give either a SPEC to train or a run to --resume.")
    if resume is not None:
        show_result(resumed(resume))
        return
    network = load_with(str(spec), settings)
    recipe, place = chosen_recipe(network, recipe_file)
    changes = {"epochs": epochs, "seed": seed}
    recipe = recipe.model_copy(update={k: v for k, v in changes.items() if v is not None})
    folder = output or next_free(Path("runs"), network.graph.name)
    show_result(trained(network, recipe, place, folder))


def chosen_recipe(network: Network, file: Path | None) -> tuple[Any, Any]:
    """The recipe, and the mapping it was written in."""
    if file is not None:
        from archspec.compiler import compile_recipe

        return compile_recipe(file, network.spec, network.graph)
    if network.spec.recipe is None:
        text = "write `train: {data: {dataset: digits}}` in the file, or give one with --recipe"
        message = f"`{network.graph.name}` does not say how it is trained"
        raise Failure([Diagnostic("A215", message, helps=(Help(text),))])
    return network.spec.recipe, network.spec.train


def trained(network: Network, recipe: Any, place: Any, folder: Path) -> Any:
    """The result of a run, its findings at their places in the file."""
    from archspec.cli.progress import progress
    from archspec.language import locate_in
    from archspec.recipe import RecipeFailure

    try:
        picture = drawn(network)
        return network.train(folder, recipe, progress=progress(), diagram_svg=picture)
    except RecipeFailure as failure:
        if place is None:
            raise
        raise Failure(locate_in(p, place, place.span) for p in failure.problems) from None


def drawn(network: Network) -> str | None:
    """The picture for the report."""
    from archspec.backends.diagram import to_svg

    return drawing.drawn(lambda: to_svg(network.graph))


def resumed(folder: Path) -> Any:
    """The result of a run that goes on."""
    from archspec.cli.progress import progress
    from archspec.cli.runs import network_of
    from archspec.runner import resume

    return resume(network_of(folder).build(), folder, progress=progress())


def next_free(home: Path, name: str) -> Path:
    """The first folder `name`, `name-2`, … that is not there yet."""
    safe, number = safe_name(name, "run"), 1
    while (folder := home / (safe if number == 1 else f"{safe}-{number}")).exists():
        number += 1
    return folder


def show_result(result: Any) -> None:
    """What came of it, and where it lies."""
    for part, word in (("train", "trained on"), ("val", "validated on"), ("test", "never seen")):
        one = result.evaluations.get(part)
        if part == "val" and result.evaluations.get("test") is one:
            continue
        if part == "test" and result.evaluations.get("val") is one:
            word = "not trained on, which chose the best epoch"
        if one is not None and one.accuracy is not None:
            say(f"{one.accuracy:7.2%} of {one.count:,} samples {word}".replace("%", " %"))
        elif one is not None:
            say(f"loss {one.loss:.4f} on {one.count:,} samples {word}")
    say(f"run     {result.folder} (best weights: epoch {result.best})")
    if (result.folder / "diagram.svg").exists():
        say(f"diagram {result.folder / 'diagram.svg'}")
    say(f"report  {result.folder / 'report.html'}")
