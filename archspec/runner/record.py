"""What a run must remember to be resumed, evaluated and used: `recipe.json` and `run.json`."""

import json
import platform
from collections.abc import Mapping
from dataclasses import MISSING, asdict, dataclass, field, fields
from importlib.metadata import version
from math import isfinite, prod
from pathlib import Path
from typing import Annotated, Any, Final

import torch
from pydantic import Field, TypeAdapter, ValidationError

from archspec.diagnostics import Failure, Fix, Problem
from archspec.diagnostics.readable import as_json
from archspec.files.run_files import MAX_RECIPE, MAX_RECIPE_VALUES, RECIPE, RUN, VERSIONS
from archspec.recipe import Recipe, recipe_of
from archspec.runner.bound import Bound, unsound
from archspec.runner.data import Normalization
from archspec.runner.data.bounds import MAX_CLASSES, MAX_VALUES
from archspec.runner.data.extent import Extent
from archspec.runner.named import Shape, Shapes
from archspec.runner.storage import read_json, unreadable
from archspec.version import __version__

MAX_DEPTH: Final = 1_000_000

VERSION: Final = 2
"""Of the rules by which a run draws what is random and adds what it measures.

1: all draws of an epoch from one generator. 2: those of each batch by its number.
"""


@dataclass(frozen=True)
class Record:
    """The facts of a run that come from its network and its data.

    Args:
        input_shape: of one sample; of each input by name, where there are several.
        classes: their names in the order of the outputs; empty for numbers.
        normalization: as it was applied in training, to each input that has one.
        usual: ranges of the training images' figures (see `input_statistics`).
        penalties: per parameter, as the caller gave them.
        counts: number of samples in each part of the data.
        outputs: the weight of each output in the loss, as the caller gave them.
        extent: how far the training samples go, before they are normalised; None where an older
            version wrote it.
        rewritten: what was rewritten in the network so that it is faster, in words.
        started: which weights it began with, in words; initial ones where nothing is said.
        class_weights: of each target that has some, by its name.
        bound: fields, and what takes them, where a sample is more than one image with one label.
        depths: of the parameters by their names, where the learning rate depends on them.
        version: of the rules by which it draws what is random; 1 where none is said.
    """

    input_shape: Shapes
    classes: tuple[str, ...]
    normalization: Normalization | Mapping[str, Normalization]
    usual: Mapping[str, tuple[float, float]]
    penalties: Mapping[str, tuple[float, float]]
    counts: Mapping[str, int]
    outputs: Mapping[str, float] = field(default_factory=dict)
    extent: Extent | None = None
    rewritten: str = ""
    started: str = ""
    class_weights: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    bound: Bound | None = None
    depths: Mapping[str, Annotated[int, Field(ge=0, le=MAX_DEPTH)]] = field(default_factory=dict)
    version: int = 1

    @property
    def shape(self) -> Shape:
        """Of the first input."""
        shapes = self.input_shape
        return next(iter(shapes.values())) if isinstance(shapes, Mapping) else shapes

    @property
    def change(self) -> Normalization:
        """Of the first input that is normalised; of none, what leaves values as they are."""
        known = self.normalization
        if not isinstance(known, Mapping):
            return known
        return next(iter(known.values()), Normalization((0.0,), (1.0,), None))


def facts(record: Record) -> dict[str, Any]:
    """The facts as JSON has them, in `run.json` and beside all else that a run began with."""
    found: dict[str, Any] = json.loads(as_json(asdict(record)))
    return found


def unsaid_facts() -> dict[str, Any]:
    """What each fact is that a run need not say, by its name."""
    values = {one.name: one.default for one in fields(Record) if one.default is not MISSING}
    made = {
        one.name: one.default_factory()
        for one in fields(Record)
        if one.default_factory is not MISSING
    }
    return values | made


def record_files(recipe: Recipe, record: Record) -> dict[str, str]:
    """The texts of facts and recipe, by the names of their files."""
    contents = {RUN: facts(record), RECIPE: recipe.model_dump(mode="json")}
    return {name: as_json(content) + "\n" for name, content in contents.items()}


def version_file(seed: int) -> dict[str, str]:
    """The text of what the figures depend on beside the recipe, by the name of its file."""
    return {VERSIONS: as_json(versions(seed)) + "\n"}


def other_versions(folder: Path) -> tuple[str, ...]:
    """What a run began with in other versions than there are now, as sentences.

    Raises:
        Failure: A641, A645 where that cannot be read.
    """
    before, now = read_json(folder / VERSIONS), versions(0)
    names = ("archspec", "python", "torch", "numpy")
    return tuple(
        f"{name}: {before.get(name)}, then {now[name]}"
        for name in names
        if before.get(name) != now[name]
    )


def read_recipe(folder: Path) -> Recipe:
    """The recipe of a run.

    Raises:
        Failure: A641 without it, A645 if it was damaged.
    """
    content = read_json(folder / RECIPE, MAX_RECIPE, MAX_RECIPE_VALUES)
    try:
        return recipe_of(content)
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
    if record.bound and (why := unsound(record.bound)):
        return why
    if len(record.classes) > MAX_CLASSES:
        return f"it names {len(record.classes):,} classes, more than {MAX_CLASSES:,}"
    figures = (
        one for table in (record.usual, record.penalties) for pair in table.values() for one in pair
    )
    if not all(map(isfinite, (*figures, *record.outputs.values()))):
        return "it holds numbers that are not finite"
    shapes, changes = record.input_shape, record.normalization
    if isinstance(shapes, Mapping) != isinstance(changes, Mapping):
        return "its `normalization` is not that of such samples"
    pairs = (
        [(shape, changes.get(name)) for name, shape in shapes.items()]
        if isinstance(shapes, Mapping) and isinstance(changes, Mapping)
        else [(shapes, changes)]
    )
    return next((why for shape, change in pairs if (why := _odd(shape, change))), "")  # type: ignore[arg-type]


def _odd(shape: Shape, changed: Normalization | None) -> str:
    if min(shape, default=1) < 1 or prod(shape) > MAX_VALUES or (changed and not shape):
        return f"no sample is {'×'.join(map(str, shape)) or 'nothing'}"
    if changed is None:
        return ""
    numbers = (*changed.mean, *changed.std)
    counted = len(changed.mean) == len(changed.std) == shape[0]
    if not (counted and all(map(isfinite, numbers)) and all(one > 0 for one in changed.std)):
        return "its `normalization` is not that of such samples"
    return ""


def check_version(folder: Path, record: Record) -> None:
    """Nothing, where a run can go on by the rules that it began with.

    Raises:
        Failure: A661 where it began with others.
    """
    if record.version == VERSION:
        return
    older = record.version < VERSION
    fact = f"`{folder}` was begun by {'an older' if older else 'a later'} archspec"
    note = "it drew augmentation and dropout by other rules, and the figures would be of neither"
    helps = (Fix(f"go on with {'that' if older else 'a later'} archspec, or train anew"),)
    raise Failure([Problem("A661", fact, notes=(note,), fixes=helps).unlocated()])


def versions(seed: int) -> dict[str, Any]:
    """What the figures depend on beside the recipe."""
    return {
        "archspec": __version__,
        "python": platform.python_version(),
        **{name: version(name) for name in ("torch", "numpy")},
        "platform": platform.platform(),
        "device": torch.cuda.get_device_name() if torch.cuda.is_available() else "cpu",
        "seed": seed,
    }


def _first(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    return f"`{'.'.join(map(str, first['loc']))}` is not what a run writes there"
