"""What the network of a run says about new samples of named fields, in the unit of the data."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from torch import Tensor, nn

from archspec.diagnostics import Failure, Problem
from archspec.files import is_there
from archspec.recipe import Ports, Recipe, RecipeFailure, bind, with_changes
from archspec.recipe.clutter import is_clutter
from archspec.recipe.columns import ARCHIVES, SHARDS, TABLES
from archspec.recipe.fields import Array, SampleField
from archspec.recipe.losses import Loss
from archspec.recipe.picture_names import has_picture_ending
from archspec.recipe.targets import loss_of
from archspec.runner.assembly import make_loader
from archspec.runner.bound import Bound
from archspec.runner.data.bounds import Budget
from archspec.runner.data.named_split import NamedSplit, shaped
from archspec.runner.data.packed import Packed
from archspec.runner.data.samples import Samples
from archspec.runner.device import find_device
from archspec.runner.evaluate import Device
from archspec.runner.fields import decode
from archspec.runner.named import apply, by_name, one_of
from archspec.runner.named_data import is_picture, picked
from archspec.runner.objective import Objective
from archspec.runner.place import Place
from archspec.runner.record import Record
from archspec.runner.sources import Column, Raw
from archspec.runner.sources.archives import read_archives
from archspec.runner.sources.shards import read_shards
from archspec.runner.sources.tables import read_table
from archspec.runner.sources.texts import text_of_file

OF_A_FILE: Final = frozenset(("image", "mask", "array"))
"""Kinds of fields of which a sample is a file."""

Predictions = dict[str, list[Any]]
"""A column for each output; `OUTPUT.probability` where classes, or yes and no, are told apart."""

Values = Sequence[Any] | np.ndarray | Packed
"""Of one column: numbers, texts and paths, or pictures."""


def predict_named(
    model: nn.Module,
    recipe: Recipe,
    record: Record,
    samples: Mapping[str, Values] | Sequence[str | Path] | str | Path,
    device: Device = "auto",
    *,
    top: int = 0,
) -> Predictions:
    """What the network says about each of some samples.

    Args:
        model: with the weights of the run.
        recipe: of the run.
        record: its facts.
        samples: the columns that the inputs are made of, by name, or the path of a table or an
            archive that has them; or paths of files and folders, where the only input is made of a
            file a sample: a picture, an array or a text. What a target is made of is not needed.
        device: where to compute.
        top: of one class among several, how many of the likeliest `OUTPUT.top` is to list, each
            with its probability; 0 for no such column.

    Raises:
        Failure: A648 where the run has no such fields, A650 where a column is missing.
        RecipeFailure: A620 and A626 where a file cannot be read, A624 where values are not what
            fields take them for.
    """
    bound = record.bound
    if bound is None:
        fact = "the run takes images: give their paths"
        raise Failure([Problem("A648", fact).unlocated()])
    raw = _raw(bound, samples)
    split = _split(recipe, record, bound, raw)
    place = Place(find_device(with_changes(recipe, {"device": device})))
    loader = make_loader(recipe, record, place)
    model.to(place.device).eval()
    ends = dict.fromkeys((*bound.targets, *bound.against, *bound.against.values()))
    found: dict[str, list[Tensor]] = {name: [] for name in ends}
    with torch.inference_mode():
        for batch in loader.in_order(split):
            outputs = apply(model, batch.inputs)
            for name, some in found.items():
                some.append(one_of(outputs, name).float().cpu())
    columns: Predictions = {}
    for name, some in found.items():
        loss = loss_of(recipe.targets, name, recipe.loss)
        columns |= _columns(name, torch.cat(some), bound, loss, top)
    return columns


def predict_files(
    answer: Callable[[Sequence[Path]], Predictions],
    paths: Sequence[Path],
    on_failure: Callable[[Failure], None],
) -> tuple[list[Path], Predictions]:
    """What is said of files, each a sample; of those that cannot be read, why not.

    Where one of many is at fault, the halves are asked by themselves, and so on.

    Args:
        answer: asks the network about files.
        paths: of files, in the order of the answers.
        on_failure: told of each file that cannot be read.

    Returns:
        The files that were answered, and a column for each output.
    """
    try:
        return [*paths], answer(paths)
    except RecipeFailure as failure:
        if len(paths) == 1:
            on_failure(failure)
            return [], {}
    middle = len(paths) // 2
    first, found = predict_files(answer, paths[:middle], on_failure)
    second, more = predict_files(answer, paths[middle:], on_failure)
    names = found or more
    columns = {name: [*found.get(name, ()), *more.get(name, ())] for name in names}
    return first + second, columns


def _raw(bound: Bound, samples: Mapping[str, Values] | Sequence[str | Path] | str | Path) -> Raw:
    if isinstance(samples, Mapping):
        columns: dict[str, Column] = {name: _column(values) for name, values in samples.items()}
        return Raw(columns, len(next(iter(columns.values()))))
    made_of = _inputs(bound)
    if isinstance(samples, (str, Path)) and Path(samples).suffix.lower() in TABLES:
        return read_table(str(samples), made_of).parts["train"]
    if isinstance(samples, (str, Path)) and Path(samples).suffix.lower() in ARCHIVES:
        return read_archives(str(samples)).parts["train"]
    if isinstance(samples, (str, Path)) and Path(samples).suffix.lower() in SHARDS:
        return read_shards(str(samples)).parts["train"]
    if len(made_of) > 1:
        fact = (
            f"the inputs of the run are made of {', '.join(sorted(made_of))}: give a table of them"
        )
        raise Failure([Problem("A648", fact).unlocated()])
    return _of_files(bound, [samples] if isinstance(samples, (str, Path)) else [*samples])


def _of_files(bound: Bound, paths: Sequence[str | Path]) -> Raw:
    """Samples of which each is a file, as the only field of the inputs takes it."""
    [column] = _inputs(bound)
    if column == text_column(bound):
        return Raw({column: tuple(map(text_of_file, map(Path, paths)))}, len(paths))
    kinds = {bound.fields[field].kind for field in bound.inputs.values()}
    if not kinds & OF_A_FILE:
        fact = f"the run takes values of the column `{column}`: give a table with it"
        raise Failure([Problem("A648", fact).unlocated()])
    files = sample_files(paths)
    return Raw({column: tuple(map(str, files))}, len(files))


def text_column(bound: Bound) -> str | None:
    """The column of texts that the only input is made of; None where it is made of others."""
    fields = [bound.fields[field] for field in bound.inputs.values()]
    texts = [facts.columns[0] for facts in fields if facts.kind == "tokens"]
    return texts[0] if len(texts) == len(_inputs(bound)) == 1 else None


def _inputs(bound: Bound) -> list[str]:
    """The columns that the inputs are made of."""
    fields = [bound.fields[field] for field in bound.inputs.values()]
    return [*dict.fromkeys(column for facts in fields for column in facts.columns)]


def sample_files(paths: Sequence[str | Path]) -> list[Path]:
    """The files that are meant: of a folder all pictures and arrays in it, by name.

    Raises:
        Failure: A648 for a folder in which there is none.
    """
    found: list[Path] = []
    for path in map(Path, paths):
        if not (is_there(path) and path.is_dir()):
            found.append(path)
            continue
        below = [one for one in sorted(path.iterdir()) if _is_sample(one)]
        if not below:
            fact = f"no picture and no array lies in the folder `{path}`"
            raise Failure([Problem("A648", fact).unlocated()])
        found += below
    return found


def _is_sample(path: Path) -> bool:
    known = has_picture_ending(path) or path.suffix.lower() == ".npy"
    return known and path.is_file() and not is_clutter(path.name)


def _column(values: Values) -> Column:
    if isinstance(values, Packed):
        return values
    if len(values) and isinstance(values[0], (str, Path)):
        return tuple(map(str, values))
    return np.asarray(values)


def _split(recipe: Recipe, record: Record, bound: Bound, raw: Raw) -> NamedSplit:
    shapes = by_name(record.input_shape)
    fields = _fields(recipe, bound)
    taken: dict[str, Samples] = {}
    budget = Budget()
    for name, field in bound.inputs.items():
        facts = bound.fields[field]
        if missing := [column for column in facts.columns if column not in raw.columns]:
            fact = f"there is no column `{missing[0]}`, of which `{field}` is made"
            notes = (f"there are {', '.join(raw.columns)}",)
            raise Failure([Problem("A650", fact, notes=notes).unlocated()])
        samples = decode(field, fields[field], facts, raw, recipe.workers, budget)
        taken[name] = shaped(samples, shapes[name])
    pictures = [name for name, field in bound.inputs.items() if is_picture(bound.fields[field])]
    return NamedSplit(taken, {"": next(iter(taken.values()))}, picked(pictures, taken))


def _fields(recipe: Recipe, bound: Bound) -> dict[str, SampleField]:
    """The fields of a run; of data that was given in Python, arrays."""
    in_python = recipe.data.python is not None
    if in_python or (recipe.data.name == "fields" and not recipe.data.fields):
        return {name: Array(of=name) for name in bound.fields}
    ends = bind(recipe, Ports({}, {})).fields
    return {name: ends[name].field for name in bound.fields}


def _columns(name: str, outputs: Tensor, bound: Bound, loss: Loss, top: int) -> Predictions:
    """The predictions of one output; of one that no field is compared with, its numbers."""
    if name not in bound.targets:
        return {name: outputs.tolist()}
    scores = Objective(loss, 0).scores(outputs)
    facts = bound.fields[bound.targets[name]]
    if not facts.classes and loss.yes_or_no:
        chances = scores.sigmoid().reshape(len(scores), *facts.shape)
        return {name: (chances > 0.5).long().tolist(), f"{name}.probability": chances.tolist()}
    if not facts.classes:
        numbers = scores.reshape(len(scores), *facts.shape)
        return {name: facts.restore(numbers).tolist()}
    if facts.kind == "classes":
        chances = scores.sigmoid()
        pairs = [zip(facts.classes, row, strict=True) for row in (chances > 0.5).tolist()]
        labels = [[word for word, yes in row if yes] for row in pairs]
        return {name: labels, f"{name}.probability": chances.tolist()}
    yes = scores.sigmoid()
    chances = torch.cat([1 - yes, yes], 1) if scores.shape[1] == 1 else scores.softmax(1)
    best, place = chances.max(1)
    if place.dim() > 1:
        return {name: place.tolist()}
    said: Predictions = {
        name: [facts.classes[one] for one in place.tolist()],
        f"{name}.probability": best.tolist(),
    }
    return said | ({f"{name}.top": _likeliest(chances, facts.classes, top)} if top else {})


def _likeliest(chances: Tensor, classes: Sequence[str], top: int) -> list[list[tuple[str, float]]]:
    """The first of the classes of each sample, each with its probability."""
    shares, places = chances.topk(min(top, len(classes)))
    return [
        [(classes[place], share) for place, share in zip(*row, strict=True)]
        for row in zip(places.tolist(), shares.tolist(), strict=True)
    ]
