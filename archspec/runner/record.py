"""What a run must remember to be resumed, evaluated and used: `recipe.json` and `run.json`."""

import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from math import isfinite, prod
from pathlib import Path
from typing import Any

import torch
from pydantic import TypeAdapter, ValidationError

from archspec.recipe import Recipe
from archspec.runner.data import Normalization
from archspec.runner.data.bounds import MAX_CLASSES, MAX_VALUES
from archspec.runner.measure import Evaluation
from archspec.runner.storage import MAX_JSON, read_json, unreadable, write_json
from archspec.version import __version__

RECIPE, RUN, VERSIONS, RESULT = "recipe.json", "run.json", "versions.json", "result.json"


@dataclass(frozen=True)
class Record:
    """The facts of a run that come from its network and its data.

    Args:
        input_shape: of one sample.
        classes: their names in the order of the outputs; empty for numbers.
        normalization: as it was applied in training.
        usual: ranges of the training images' figures (see `input_statistics`).
        penalties: per parameter, as the caller gave them.
        counts: number of samples in each part of the data.
        outputs: the weight of each output in the loss, as the caller gave them.
    """

    input_shape: tuple[int, ...]
    classes: tuple[str, ...]
    normalization: Normalization
    usual: Mapping[str, tuple[float, float]]
    penalties: Mapping[str, tuple[float, float]]
    counts: Mapping[str, int]
    outputs: Mapping[str, float] = field(default_factory=dict)


def write_record(folder: Path, recipe: Recipe, record: Record) -> None:
    """Write recipe, facts and versions into the run's folder."""
    write_json(folder / RUN, asdict(record))
    write_json(folder / VERSIONS, versions(recipe.seed))
    write_json(folder / RECIPE, recipe.model_dump(mode="json"))


def read_recipe(folder: Path) -> Recipe:
    """The recipe of a run.

    Raises:
        Failure: A641 without it, A645 if it was damaged.
    """
    content = read_json(folder / RECIPE)
    try:
        return Recipe.model_validate(_with_tuples(content))
    except ValidationError as error:
        raise unreadable(folder / RECIPE, _first(error)) from None


def read_record(folder: Path) -> Record:
    """The facts of a run.

    Raises:
        Failure: A641 without them, A645 if they were damaged.
    """
    content = read_json(folder / RUN)
    try:
        record = TypeAdapter(Record).validate_python(content)
    except ValidationError as error:
        raise unreadable(folder / RUN, _first(error)) from None
    if why := _unsound(record):
        raise unreadable(folder / RUN, why)
    return record


def _unsound(record: Record) -> str:
    """What no run writes there, though its type is right; or nothing."""
    shape, changed = record.input_shape, record.normalization
    if not shape or min(shape) < 1 or prod(shape) > MAX_VALUES:
        return f"no sample is {'×'.join(map(str, shape)) or 'nothing'}"
    if len(record.classes) > MAX_CLASSES:
        return f"it names {len(record.classes):,} classes, more than {MAX_CLASSES:,}"
    numbers = (*changed.mean, *changed.std)
    counted = len(changed.mean) == len(changed.std) == shape[0]
    if not (counted and all(map(isfinite, numbers)) and all(one > 0 for one in changed.std)):
        return "its `normalization` is not that of such samples"
    return ""


def write_result(folder: Path, evaluations: Mapping[str, Evaluation]) -> None:
    """Write what the best weights achieve on each part of the data: `result.json`."""
    parts = {
        part: asdict(one) | {"accuracy": one.accuracy, "per_class": one.per_class}
        for part, one in evaluations.items()
    }
    write_json(folder / RESULT, parts)


def read_energy(folder: Path) -> float | None:
    """The energy that hardly any known sample falls below; None before a run is complete."""
    path = folder / RESULT
    if not path.is_file() or path.stat().st_size > MAX_JSON:
        return None
    content = read_json(path)
    parts = (content.get(part) for part in ("test", "val", "train"))
    found = [one.get("energy") for one in parts if isinstance(one, dict)]
    return next((float(one) for one in found if isinstance(one, (int, float))), None)


def versions(seed: int) -> dict[str, Any]:
    """What the figures depend on beside the recipe."""
    return {
        "archspec": __version__,
        "python": platform.python_version(),
        **{name: version(name) for name in ("torch", "accelerate", "numpy")},
        "platform": platform.platform(),
        "device": torch.cuda.get_device_name() if torch.cuda.is_available() else "cpu",
        "seed": seed,
    }


def _with_tuples(value: Any) -> Any:
    """JSON's lists as the tuples of a recipe."""
    if isinstance(value, dict):
        return {key: _with_tuples(one) for key, one in value.items()}
    return tuple(_with_tuples(one) for one in value) if isinstance(value, list) else value


def _first(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    return f"`{'.'.join(map(str, first['loc']))}` is not what a run writes there"
