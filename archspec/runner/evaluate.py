"""How good the network of a run is on a part of its data."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from torch import nn

from archspec.diagnostics import Fix, Problem
from archspec.recipe import Recipe, RecipeFailure
from archspec.recipe.absolute_paths import with_absolute_paths
from archspec.runner.assembly import (
    check_fits,
    check_outputs,
    enough_memory,
    load_data,
    make_loader,
)
from archspec.runner.batchnorm import over_all_processes
from archspec.runner.data import Part
from archspec.runner.data.missing import may_have_moved
from archspec.runner.data.samples import Divided
from archspec.runner.device import cpu_threads
from archspec.runner.divergence import check_loss
from archspec.runner.freed_memory import keep_freed_memory
from archspec.runner.measure import Evaluation, measure
from archspec.runner.moved import with_moved
from archspec.runner.own.from_module import with_code
from archspec.runner.own.parts import Own
from archspec.runner.place import Place, find_place, in_step
from archspec.runner.precision import Precision, make_precision
from archspec.runner.progress import Progress, Silent
from archspec.runner.record import read_recipe, read_record
from archspec.runner.session.same_data import changed_data, check_counts, printed
from archspec.runner.session.same_rules import began_with
from archspec.runner.session.weights import Weights, load_kept
from archspec.runner.task.making import make_task

Device = Literal["auto", "cpu", "cuda", "mps"]


def evaluate(
    model: nn.Module,
    folder: str | Path,
    split: Part | None = None,
    *,
    weights: Weights = "best",
    device: Device = "auto",
    root: str | Path | None = None,
    accept: Sequence[str] = (),
    own: Own | None = None,
    allow_code: bool = False,
    progress: Progress | None = None,
) -> Evaluation:
    """Loss, accuracy and confusion matrix of a run's network on one part of its data.

    On what device the run was trained does not matter. A run that is being trained is measured as
    it was after its last epoch.

    Args:
        model: the network of the run, with any weights; it is filled and put into eval mode.
        folder: what `train` wrote.
        split: train, val or test; by default the last of these that the data has.
        weights: best or last.
        device: where to compute; the fastest there is by default.
        root: where the data is now, if it was moved.
        accept: what may be another one than the run began with: `data`, or nothing.
        own: data sets, losses and figures of the caller's, as they were given before.
        allow_code: whether a function that the recipe names may run and make the data.
        progress: callbacks.

    Raises:
        RecipeFailure: A628 if the data is not that of the run, A629 if it has no such part, and as
            `train` for the data; A631 if the loss is no finite number.
        Failure: A641 to A645 if the folder holds no complete run, or one of another network; A658
            if its spec or its recipe was changed.
    """
    folder, progress = Path(folder), progress or Silent()
    kept, record = read_recipe(folder), read_record(folder)
    known = began_with(folder, kept, record, progress.on_note)
    load_kept(folder, weights, model)
    output = check_fits(model, kept, record)
    places = {} if root is None else {"data.root": str(root)}
    recipe = with_absolute_paths(with_moved(kept, {"device": device, **places}))
    place = find_place(recipe)
    progress = progress if place.main else Silent()
    precision = _precision(recipe, place, progress)
    with cpu_threads(recipe.threads), in_step(place), enough_memory(recipe, begun=True):
        own = with_code(own, recipe, allowed=allow_code)
        with may_have_moved():
            shapes, given = record.input_shape, own.data if own else None
            data = load_data(recipe, shapes, place, progress, known=record.bound, given=given)
        if known:
            for change in changed_data(
                known.data, printed(recipe, progress, known.data, given), accept
            ):
                progress.on_note(f"the data: {change}")
        check_counts(data, record, accept)
        check_outputs(recipe, data, output)
        part = _part(data, split, progress)
        model.to(place.device)
        # Without running statistics, a norm goes by those of the batch when it is measured, too.
        over_all_processes(model, place)
        task, loader = make_task(recipe, record, own), make_loader(recipe, record, place)
        with keep_freed_memory():
            found = measure(model, data, part, task, loader, place, precision)
    check_loss(found)
    return found


def _precision(recipe: Recipe, place: Place, progress: Progress) -> Precision:
    """The recipe's number format, or fp32 where the device has none such."""
    try:
        return make_precision(recipe, place.device)
    except RecipeFailure:
        progress.on_note(f"this device has no {recipe.precision}: it is measured in fp32")
        return make_precision(recipe.model_copy(update={"precision": "fp32"}), place.device)


def _part(data: Divided, split: Part | None, progress: Progress) -> Part:
    """The part that is asked for, or the one that says most of what there is.

    Raises:
        RecipeFailure: A629 if the data has no such part.
    """
    if split is not None and split in data.parts:
        return split
    if split is not None:
        fact = f"the data of this run has no part `{split}`"
        advice = Fix(f"choose one of {', '.join(data.parts)}")
        raise RecipeFailure([Problem("A629", fact, ("data",), fixes=(advice,))])
    parts: tuple[Part, ...] = ("test", "val", "train")
    found = next(part for part in parts if part in data.parts)
    if found != "test":
        meaning = {"val": "which chose the best epoch", "train": "which it was trained on"}[found]
        progress.on_note(f"this data has no test part: what follows is of `{found}`, {meaning}")
    return found
