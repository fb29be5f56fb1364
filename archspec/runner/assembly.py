"""Brings network, recipe, data and device together, and says where they do not fit."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

import torch
from torch import nn

from archspec.diagnostics import Fix, Problem
from archspec.recipe import Recipe, RecipeFailure, problems
from archspec.runner.averaging import Average
from archspec.runner.batchnorm import over_all_processes
from archspec.runner.bound import Bound
from archspec.runner.compiling import compiled
from archspec.runner.data import DataSet, Loader, count_batches, normalization
from archspec.runner.data.account import Account, account_of
from archspec.runner.data.colours import check_changes
from archspec.runner.data.extent import extent_of_input
from archspec.runner.data.label_help import misfit
from archspec.runner.data.opening import open_data
from archspec.runner.data.samples import InMemory
from archspec.runner.freezing import freeze, freezing_of
from archspec.runner.groups import settings_of
from archspec.runner.input_statistics import usual_ranges
from archspec.runner.layout import choose_layout
from archspec.runner.learning_rate import LearningRate
from archspec.runner.loop import Loop
from archspec.runner.named import ONLY, Shape, Shapes, as_called, by_name
from archspec.runner.named_data import NamedData, check_pictures, normalizations
from archspec.runner.objective import Penalties, penalties_by_name
from archspec.runner.optimization import make_optimizer
from archspec.runner.own.datasets import GivenData
from archspec.runner.own.parts import Own
from archspec.runner.parallel import wrap
from archspec.runner.place import Place
from archspec.runner.precision import make_precision
from archspec.runner.probe import output_shape
from archspec.runner.progress import Progress
from archspec.runner.reading import read_named
from archspec.runner.recomputing import check_scopes
from archspec.runner.record import VERSION, Record
from archspec.runner.sampling import order_of
from archspec.runner.sharding import is_sharded
from archspec.runner.task.class_weights import class_weights
from archspec.runner.task.making import make_task
from archspec.runner.threads import choose_threads

TOO_LITTLE: Final = ("out of memory", "can't allocate memory", "not enough memory")
"""What torch says on a device whose memory is full, where it has no error of its own for that."""


ELSEWHERE: Final = Fix("end what else takes memory there, or choose another device: `--device`")


def load_data(
    recipe: Recipe,
    shapes: Shapes | Sequence[int],
    place: Place,
    progress: Progress,
    outputs: Mapping[str, Shape] | None = None,
    known: Bound | None = None,
    given: GivenData | None = None,
    training: Collection[str] = (),
) -> DataSet | NamedData:
    """The data set as the recipe divides it; its samples have the network's input shape.

    Args:
        recipe: how to train.
        shapes: what the network takes; by name, where fields are bound to it.
        place: the processes.
        progress: told of downloads, and of what there is.
        outputs: what it gives, by name.
        known: of a run that has begun, what its samples are made of.
        given: data sets of the caller's.
        training: the outputs that only training gives.

    Raises:
        RecipeFailure: A601, A605, A620 to A627; A650 to A655 where fields do not fit.
    """
    with place.first("data"):
        if recipe.named:
            named = by_name(shapes)
            ours = read_named(recipe, named, outputs or {}, progress, known, given, training)
            check_pictures(recipe.data.augment, ours, ("data", "augment"))
            data: DataSet | NamedData = ours
        else:
            data = open_data(recipe, tuple(_only(shapes)), progress)
            shape = data.parts["train"].samples.shape
            check_changes(recipe.data.augment, data.divisor, shape, ("data", "augment"))
    progress.on_data(account(recipe, data))
    return data


def _only(shapes: Shapes | Sequence[int]) -> Sequence[int]:
    return next(iter(shapes.values())) if isinstance(shapes, Mapping) else shapes


def account(recipe: Recipe, data: DataSet | NamedData) -> Account:
    """What was found of the data."""
    found = account_of(recipe.data, data) if isinstance(data, DataSet) else data.account(recipe)
    drawn = recipe.sampler.count if recipe.sampler else None
    return found if drawn is None else replace(found, drawn=drawn)


def check_outputs(recipe: Recipe, data: DataSet | NamedData, output: tuple[int, ...]) -> None:
    """What could only be known from the files: numbers or classes, and how many."""
    # Fields are held against outputs where they are read.
    if isinstance(data, DataSet) and (found := misfit(recipe, data, output)):
        raise RecipeFailure([found])


def check_fits(model: nn.Module, recipe: Recipe, record: Record) -> tuple[int, ...]:
    """The shape of what the network gives, if it is one that the run's recipe and facts fit.

    Raises:
        RecipeFailure: A601 to A608 where the recipe does not fit it.
        Failure: A630 if it does not take the samples of the run.
    """
    output = output_shape(model, record.input_shape)
    if found := problems(recipe, record.shape, output, given=True):
        raise RecipeFailure(found)
    return output


def make_record(
    recipe: Recipe, data: DataSet | NamedData, shape: Shapes, penalties: Penalties
) -> Record:
    """The facts of a new run, measured on its training samples."""
    counts = {part: len(split) for part, split in data.parts.items()}
    more: dict[str, Any] = {"penalties": penalties, "counts": counts, "version": VERSION}
    train = data.parts["train"]
    if isinstance(data, NamedData):
        weights = {
            name: class_weights(name, recipe, count, train)
            for name, count in data.class_counts.items()
        }
        more |= {"class_weights": weights}
        changes = normalizations(recipe, data)
        return Record(by_name(shape), data.classes, changes, {}, bound=data.bound, **more)
    samples, shape = data.parts["train"].samples, tuple(_only(shape))
    more |= {"extent": extent_of_input(samples, data.divisor)}
    more |= {"class_weights": {ONLY: class_weights(ONLY, recipe, len(data.classes), train)}}
    change = normalization(recipe.data.normalize, samples, data.divisor)
    return Record(shape, data.classes, change, usual_ranges(samples, data.divisor), **more)


def make_loader(
    recipe: Recipe,
    record: Record,
    place: Place,
    layout: torch.memory_format = torch.contiguous_format,
) -> Loader:
    """Batches for this process and its device."""
    changes = record.normalization
    if isinstance(changes, Mapping) and len(record.input_shape) == 1:
        # The only input has no name in a batch.
        changes = {"": changes[name] for name in changes}  # noqa: B035  there is one at most
    return Loader(
        changes,
        recipe.batch_size,
        place.device,
        place.share,
        layout,
    )


def make_loop(
    model: nn.Module,
    recipe: Recipe,
    record: Record,
    data: DataSet | NamedData,
    place: Place,
    progress: Progress,
    since: int = 0,
    own: Own | None = None,
    threads: int = 0,
) -> Loop:
    """Everything on its device; the model goes there before the optimiser is made.

    The schedule of the learning rate is that of the epochs after the first `since`. Torch computes
    on so many `threads` from here on, or on as many as the recipe says, or as are fastest.
    """
    precision = make_precision(recipe, place.device)
    model.to(place.device)
    set_apart = settings_of(model, recipe, record.depths)
    freeze(model, set_apart)
    shapes = as_called(record.input_shape)
    layout = choose_layout(model, shapes)
    _lay_out(data, layout)
    order = order_of(recipe, data)
    size = min(recipe.batch_size, order.drawn)
    threads = _settled_threads(model, recipe, record, place, progress, threads, layout, size)
    factors = penalties_by_name(model, recipe.regularize, record.penalties)
    norms = over_all_processes(model, place)
    check_scopes(model, recipe.gradient_checkpointing)
    wrapped = wrap(model, place, shapes, sharded=recipe.shard)
    optimizer = make_optimizer(model, recipe.optimizer, set_apart)
    batches = count_batches(order.drawn, recipe.batch_size)
    steps, task = -(-batches // recipe.accumulate), make_task(recipe, record, own)
    rate = LearningRate(optimizer, recipe, steps, since, task.better(recipe.watch))
    return Loop(
        recipe=recipe,
        data=data,
        loader=make_loader(recipe, record, place, layout),
        task=task,
        callbacks=own.callbacks if own else (),
        own=own is not None,
        threads=threads,
        penalties=factors,
        bare=model,
        model=wrapped,
        called=compiled(wrapped, place.device) if recipe.compile else wrapped,
        optimizer=optimizer,
        learning_rate=rate,
        place=place,
        precision=precision,
        order=order,
        progress=progress,
        norms=norms,
        average=Average(model, recipe.ema) if recipe.ema else None,
        freezing=freezing_of(model, set_apart, place),
        sharded=is_sharded(model),
    )


def _settled_threads(
    model: nn.Module,
    recipe: Recipe,
    record: Record,
    place: Place,
    progress: Progress,
    before: int,
    layout: torch.memory_format,
    size: int,
) -> int:
    """On how many threads of the CPU torch computes batches of a size; said where it had a choice.

    A run that goes on is computed on as many as before, as sums depend on it in their last bits.
    """
    most = torch.get_num_threads()
    if recipe.threads or most == 1:
        return most
    shapes = as_called(record.input_shape)
    found = min(before, most) or choose_threads(model, shapes, size, place, layout)
    torch.set_num_threads(found)
    if place.device.type == "cpu":
        better = ", which is faster than more of them" if found < most and not before else ""
        progress.on_note(f"computing on {found} of {most} threads{better}")
    return found


def _lay_out(data: DataSet | NamedData, layout: torch.memory_format) -> None:
    """Lays images that are in memory out as batches of them will be."""
    if isinstance(data, DataSet):
        for split in data.parts.values():
            if isinstance(split.samples, InMemory):
                split.samples.lay_out(layout)


@contextmanager
def enough_memory(recipe: Recipe, *, begun: bool = False) -> Iterator[None]:
    """Say in words that there is too little memory, on whatever device.

    Args:
        recipe: how to train.
        begun: whether a run has begun, whose batches and steps stay as they are.

    Raises:
        RecipeFailure: A635 in the place of what torch or Python raise.
    """
    try:
        yield
    except (torch.OutOfMemoryError, MemoryError, RuntimeError) as error:
        known = isinstance(error, (torch.OutOfMemoryError, MemoryError))
        if not known and not any(words in str(error).lower() for words in TOO_LITTLE):
            raise
        fact = f"there is not enough memory for batches of {recipe.batch_size}"
        helps = (ELSEWHERE,) if begun else tuple(_with_less_memory(recipe))
        raise RecipeFailure([Problem("A635", fact, ("batch_size",), fixes=helps)]) from None


def _with_less_memory(recipe: Recipe) -> Iterator[Fix]:
    """What to write for steps over as many samples that need less at a time."""
    size, times = recipe.batch_size // 2, 2 * recipe.accumulate
    if size:
        yield Fix(f"write `batch_size: {size}` and `accumulate: {times}`")
        return
    if not recipe.gradient_checkpointing:
        scopes = "with scopes of the network, which `archspec show --ir` lists"
        yield Fix(f"write `gradient_checkpointing`, {scopes}")
    if recipe.precision == "fp32":
        yield Fix("write `precision: bf16`, of half the size")
    yield ELSEWHERE
