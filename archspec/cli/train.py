"""`archspec train`."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

import click

from archspec.cli.advice import show_advice
from archspec.cli.completing import specs
from archspec.cli.locating import beside_spec
from archspec.cli.mistaken_paths import check_no_run
from archspec.cli.options import (
    PathName,
    accept_option,
    code_option,
    device_option,
    finite,
    reports_failures,
    root_option,
    set_option,
)
from archspec.cli.outcome import show_result
from archspec.diagnostics import Diagnostic, Failure, Help
from archspec.extras import takes
from archspec.files import safe_name
from archspec.network import Network, load_with
from archspec.passes import check_start, check_there

KEPT = {
    "spec": "A run goes on with the network that it began with: leave SPEC out. Without --resume a"
    " run of its own begins.",
    "settings": "--set changes the network, which a run keeps: begin a run of its own, by SPEC"
    " --set … without --resume.",
    "output": "A run goes on in its own folder: leave -o out.",
    "recipe_file": "A run goes on by the recipe that it began with: leave --recipe out. What may"
    " change has options: --epochs, --device, --root, --workers, --threads, --no-early-stop.",
    "parent": "A run keeps the parent that it began with: leave --parent out.",
}
"""What `--resume` does not go with, and what to do instead."""

OWN: Final = (
    "docs/data.md says how data of your own is named, and docs/fields.md what else there is"
)

AT_ONCE: Final = (
    "without files of your own: `digits` ships, for 1×8×8 and 10 classes, and `shapes` is"
    " drawn, for images of any size and 3 classes; `archspec new FILE` writes a file that trains"
    " on one of them"
)

IMAGE_AXES: Final = 3


@click.command()
@click.argument("spec", metavar="SPEC", required=False, shell_complete=specs)
@set_option
@click.option(
    "-o",
    "--output",
    type=PathName(path_type=Path, file_okay=False),
    help="The run's folder; by default the next free one under runs/, named as the network is, in"
    " letters, digits, - and _.",
)
@click.option(
    "--recipe",
    "recipe_file",
    type=PathName(path_type=Path, dir_okay=False),
    help="A file whose `train:` takes the place of the spec's own.",
)
@click.option("--epochs", type=click.IntRange(1), help="Instead of the recipe's; extends a run.")
@click.option("--batch-size", type=click.IntRange(1), help="Instead of the recipe's.")
@click.option(
    "--lr",
    type=click.FloatRange(0),
    callback=finite,
    help="The learning rate, instead of the recipe's.",
)
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), help="Instead of the recipe's.")
@device_option
@root_option
@click.option("--workers", type=click.IntRange(1, 256), help="Images decoded at the same time.")
@click.option("--threads", type=click.IntRange(1, 256), help="Threads of the CPU.")
@click.option("--no-early-stop", is_flag=True, help="Train all epochs, whatever the recipe says.")
@click.option(
    "--resume",
    type=PathName(path_type=Path, file_okay=False),
    help="Go on with the run in this folder.",
)
@click.option(
    "--schedule-from-here",
    is_flag=True,
    help="With --resume: begin the schedule of the learning rate anew over the epochs left.",
)
@click.option(
    "--parent",
    type=PathName(path_type=Path, file_okay=False),
    help="A run of which this one is a change: the report says what changed since. By default the"
    " one whose weights it begins with, or the one before it, of the same name under runs/.",
)
@accept_option
@code_option
@reports_failures
@takes("train", "`archspec train`")
def command(
    spec: str | None,
    settings: Sequence[tuple[str, str]],
    output: Path | None,
    recipe_file: Path | None,
    resume: Path | None,
    accept: Sequence[str],
    parent: Path | None,
    *,
    schedule_from_here: bool,
    allow_code: bool,
    **fields: Any,
) -> None:
    r"""Train a network by the recipe in its file, and write a report.

    The run's folder holds the spec, the recipe, metrics, curves, checkpoints, TensorBoard events
    and report.html. An interrupted run goes on with --resume, to the same numbers, and a finished
    one with more --epochs. What a run began with is remembered: it does not go on with other data,
    another network or another recipe.

    \b
    Example:
        archspec train digits
        archspec train net.yaml --epochs 5 -o runs/short
        archspec train net.yaml --set width=64 --parent runs/short
        archspec train --resume runs/short --epochs 10
    """
    if resume is None and spec is None:
        raise click.UsageError("Give either a SPEC to train or a run to --resume.")
    if resume is not None:
        given = {
            "spec": spec,
            "settings": settings,
            "output": output,
            "recipe_file": recipe_file,
            "parent": parent,
        }
        for name, value in given.items():
            if value:
                raise click.UsageError(KEPT[name])
        ways = {"schedule_from_here": schedule_from_here, "allow_code": allow_code}
        _go_on(resume, fields, accept, **ways)
        return
    if schedule_from_here or accept:
        raise click.UsageError("--schedule-from-here and --accept go with --resume.")
    check_no_run(str(spec))
    network = load_with(str(spec), settings)
    recipe, place = chosen_recipe(network, recipe_file)
    check_start(recipe, place)
    check_there(bound(network, recipe), place)
    changes = changes_of(recipe, fields)
    train_one = partial(trained, allow_code=allow_code, parent=parent)
    if recipe.data.folds is not None and recipe.data.folds.take is None:
        from archspec.cli.folds import each_fold

        each_fold(train_one, network, recipe, place, output, changes)
        return
    show_result(train_one(network, recipe, place, output, changes))


def _go_on(folder: Path, fields: Mapping[str, Any], accept: Sequence[str], **ways: bool) -> None:
    """Goes on with a run, or with the runs of all folds."""
    from archspec.cli.folds import going_on
    from archspec.runner import count_of_folds

    def resume_one(place: Path) -> Any:
        return resumed(place, fields, accept, **ways)

    if (count := count_of_folds(folder)) is not None:
        train_one = partial(trained, allow_code=ways["allow_code"])
        going_on(folder, count, train_one, resume_one)
    else:
        show_result(resume_one(folder))


def bound(network: Network, recipe: Any) -> Any:
    """Which field of a recipe goes where; for the file's own, that is known."""
    from archspec.passes import named_binding

    own = network.spec.binding if recipe is network.spec.recipe else None
    return own or named_binding(network.graph, recipe)


def changes_of(recipe: Any, fields: Mapping[str, Any]) -> dict[str, Any]:
    """What was given as options, by the dotted names of a recipe's fields."""
    rate = f"optimizer.{recipe.optimizer.kind}.lr"
    schedule = next((one for one in recipe.schedules if hasattr(one, "max_lr")), None)
    if fields["lr"] is not None and schedule is not None:
        fact = "The schedule of this recipe sets the learning rate"
        raise click.UsageError(f"{fact}: write `{schedule.kind}: {{max_lr: {fields['lr']:g}}}`.")
    names = {"lr": rate, "root": "data.root", "no_early_stop": "early_stop"}
    given = {n: v for n, v in fields.items() if v is not None and n != "no_early_stop"}
    return {names.get(n, n): v for n, v in given.items()} | (
        {"early_stop": None} if fields["no_early_stop"] else {}
    )


def chosen_recipe(network: Network, file: Path | None) -> tuple[Any, Any]:
    """The recipe, and the mapping it was written in."""
    if file is not None:
        from archspec.compiler import compile_recipe

        return compile_recipe(file, network.spec, network.graph)
    if network.spec.faults:
        raise Failure(network.spec.faults)
    if network.spec.recipe is None:
        text = f"write `train: {_fitting(network)}` in the file, or give one with --recipe"
        message = f"`{network.graph.name}` does not say how it is trained"
        image = len(network.graph.inputs[0].shape.dims) == IMAGE_AXES
        helps = (text, *((AT_ONCE,) if image else ()), OWN)
        raise Failure([Diagnostic("A215", message, helps=tuple(map(Help, helps)))])
    return network.spec.recipe, network.spec.train


def _fitting(network: Network) -> str:
    """The shortest recipe whose samples the network could take."""
    from archspec.recipe import DATASETS
    from archspec.recipe.fitting import agrees

    taken = network.graph.inputs[0].shape.dims
    given = next(iter(network.graph.output_shapes.values())).dims
    for name, facts in DATASETS.items():
        known = facts.shape is not None and agrees(taken, facts.shape)
        if known and facts.classes and given == (len(facts.classes),):
            return f"{{data: {{dataset: {name}}}}}"
    if len(network.graph.inputs) > 1 or len(taken) != IMAGE_AXES or taken[0] not in (1, 3):
        return "{data: {table: FILE.csv, fields: {…}, val: 0.2}}"
    return "{data: {dataset: image_folder, root: FOLDER, val: 0.2}}"


def trained(
    network: Network,
    recipe: Any,
    place: Any,
    folder: Path | None,
    changes: Mapping[str, Any],
    *,
    allow_code: bool = False,
    parent: Path | None = None,
) -> Any:
    """The result of a run, its findings at their places in the file.

    Args:
        network: what is trained.
        recipe: of the file.
        place: the mapping that it was written in.
        folder: of the run; the next free one under `runs` by default.
        changes: what was given as options instead, by the dotted names of the recipe's fields.
        allow_code: whether Python that the recipe names may run.
        parent: a run of which this one is a change.
    """
    from archspec.cli.ending import tells_how_to_go_on
    from archspec.cli.progress import progress
    from archspec.language import locate_in
    from archspec.recipe import RecipeFailure
    from archspec.runner import FirstFree
    from archspec.runner.moved import with_moved

    where = folder or FirstFree(Path("runs"), safe_name(network.graph.name, "run"))
    with progress() as shown, tells_how_to_go_on(shown):
        try:
            changed = with_moved(recipe, changes)
            shown.advised = show_advice(network, changed, place)
            return network.train(
                where, changed, allow_code=allow_code, progress=shown, parent=parent
            )
        except RecipeFailure as failure:
            if place is None:
                raise
            # What was given as an option does not stand in the file.
            raise Failure(
                p.unlocated()
                if ".".join(map(str, p.field)) in changes
                else locate_in(beside_spec(p, place), place, place.span)
                for p in failure.problems
            ) from None


def resumed(
    folder: Path,
    fields: Mapping[str, Any],
    accept: Sequence[str],
    *,
    schedule_from_here: bool,
    allow_code: bool,
) -> Any:
    """The result of a run that goes on."""
    from archspec.cli.ending import tells_how_to_go_on
    from archspec.cli.progress import progress
    from archspec.cli.runs import module_of
    from archspec.runner import read_recipe, resume

    model = module_of(folder)
    changes = changes_of(read_recipe(folder), fields)
    with progress(known_data=True) as shown, tells_how_to_go_on(shown):
        return resume(
            model,
            folder,
            changes=changes,
            accept=accept,
            schedule_from_here=schedule_from_here,
            allow_code=allow_code,
            progress=shown,
        )
