"""Brings network, recipe, data and device together, and says where they do not fit."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import torch
from torch import nn

from archspec.diagnostics import Fix, Problem
from archspec.files import expanded
from archspec.recipe import Recipe, RecipeFailure, problems
from archspec.runner.batchnorm import over_all_processes
from archspec.runner.data import DataSet, Loader, count_batches, normalization
from archspec.runner.data.account import account_of
from archspec.runner.data.extent import extent_of_input
from archspec.runner.data.label_help import misfit
from archspec.runner.data.opening import open_data
from archspec.runner.input_statistics import usual_ranges
from archspec.runner.layout import choose_layout
from archspec.runner.loop import Loop
from archspec.runner.objective import Penalties, penalties_by_name
from archspec.runner.optimization import make_optimizer, make_schedule
from archspec.runner.parallel import wrap
from archspec.runner.place import Place
from archspec.runner.precision import make_precision
from archspec.runner.probe import output_shape
from archspec.runner.progress import Progress
from archspec.runner.record import VERSION, Record
from archspec.runner.sharding import is_sharded
from archspec.runner.task.making import plain_task

TOO_LITTLE: Final = ("out of memory", "can't allocate memory", "not enough memory")
"""What torch says on a device whose memory is full, where it has no error of its own for that."""


def with_absolute_root(recipe: Recipe) -> Recipe:
    """The recipe with an absolute `root`, so that the run resumes from any folder."""
    if recipe.data.root is None:
        return recipe
    root = str(expanded(recipe.data.root).absolute())
    return recipe.model_copy(update={"data": recipe.data.model_copy(update={"root": root})})


def load_data(recipe: Recipe, shape: Sequence[int], place: Place, progress: Progress) -> DataSet:
    """The data set as the recipe divides it; its samples have the network's input shape.

    Raises:
        RecipeFailure: A601, A605, A620 to A627.
    """
    with place.first("data"):
        data = open_data(recipe, shape, progress)
    progress.on_data(account_of(recipe.data, data))
    return data


def check_outputs(recipe: Recipe, data: DataSet, output: tuple[int, ...]) -> None:
    """What could only be known from the files: numbers or classes, and how many."""
    if found := misfit(recipe, data, output):
        raise RecipeFailure([found])


def check_fits(model: nn.Module, recipe: Recipe, record: Record) -> tuple[int, ...]:
    """The shape of what the network gives, if it is one that the run's recipe and facts fit.

    Raises:
        RecipeFailure: A601 to A608 where the recipe does not fit it.
        Failure: A630 if it does not take the samples of the run.
    """
    output = output_shape(model, record.input_shape)
    if found := problems(recipe, record.input_shape, output):
        raise RecipeFailure(found)
    return output


def make_record(
    recipe: Recipe, data: DataSet, shape: tuple[int, ...], penalties: Penalties
) -> Record:
    """The facts of a new run, measured on its training samples."""
    samples = data.parts["train"].samples
    return Record(
        input_shape=shape,
        classes=data.classes,
        normalization=normalization(recipe.data.normalize, samples, data.divisor),
        usual=usual_ranges(samples, data.divisor),
        penalties=penalties,
        counts={part: len(split) for part, split in data.parts.items()},
        extent=extent_of_input(samples, data.divisor),
        version=VERSION,
    )


def make_loader(
    recipe: Recipe,
    record: Record,
    place: Place,
    layout: torch.memory_format = torch.contiguous_format,
) -> Loader:
    """Batches for this process and its device."""
    return Loader(
        record.normalization,
        recipe.batch_size,
        place.device,
        place.share,
        layout,
    )


def make_loop(
    model: nn.Module,
    recipe: Recipe,
    record: Record,
    data: DataSet,
    place: Place,
    progress: Progress,
    since: int = 0,
) -> Loop:
    """Everything on its device; the model goes there before the optimiser is made.

    The schedule of the learning rate is that of the epochs after the first `since`.
    """
    precision = make_precision(recipe, place.device)
    model.to(place.device)
    layout = choose_layout(model, record.input_shape)
    factors = penalties_by_name(model, recipe.regularize, record.penalties)
    norms = over_all_processes(model, place)
    wrapped = wrap(model, place, record.input_shape, sharded=recipe.shard)
    optimizer = make_optimizer(model, recipe.optimizer)
    batches = count_batches(len(data.parts["train"]), recipe.batch_size)
    schedule = make_schedule(optimizer, recipe, -(-batches // recipe.accumulate), since)
    return Loop(
        recipe=recipe,
        data=data,
        loader=make_loader(recipe, record, place, layout),
        task=plain_task(recipe.loss, record.classes, record.outputs),
        penalties=factors,
        bare=model,
        model=wrapped,
        optimizer=optimizer,
        schedule=schedule,
        place=place,
        precision=precision,
        progress=progress,
        norms=norms,
        sharded=is_sharded(model),
    )


@contextmanager
def enough_memory(recipe: Recipe) -> Iterator[None]:
    """Say in words that there is too little memory, on whatever device."""
    try:
        yield
    except (torch.OutOfMemoryError, MemoryError, RuntimeError) as error:
        known = isinstance(error, (torch.OutOfMemoryError, MemoryError))
        if not known and not any(words in str(error).lower() for words in TOO_LITTLE):
            raise
        fact = f"there is not enough memory for batches of {recipe.batch_size}"
        helps = (Fix(f"write `batch_size: {max(1, recipe.batch_size // 2)}` and `accumulate: 2`"),)
        raise RecipeFailure([Problem("A635", fact, ("batch_size",), fixes=helps)]) from None
