"""Fields of a source: read, divided, and given to the inputs and targets that take them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

import torch
from torch import Tensor

from archspec.diagnostics import Fix, Problem
from archspec.recipe import Recipe, RecipeFailure
from archspec.recipe.augmentation import Augmentation
from archspec.recipe.binding import Binding
from archspec.recipe.fields import Class, SampleField, Window
from archspec.recipe.pairs import Pairs
from archspec.recipe.targets import loss_of
from archspec.runner.bound import Bound
from archspec.runner.data.bounds import Budget
from archspec.runner.data.colours import check_changes
from archspec.runner.data.named_split import Fraction, NamedSplit, shaped
from archspec.runner.data.samples import LeftOut, Part, Samples
from archspec.runner.fields import Facts, decode, fit
from archspec.runner.fields.reading import as_numbers
from archspec.runner.fitting import check_labels, check_target, with_classes
from archspec.runner.named import Shape, shape_text
from archspec.runner.named_data import NamedData, is_picture, picked
from archspec.runner.progress import Progress
from archspec.runner.sources import Raw, Source, open_source, unfit
from archspec.runner.sources.columns import columns_of, whole_samples, with_words
from archspec.runner.sources.dividing import divide_raw
from archspec.runner.sources.pairing import SECOND, paired, second_name

Fields = Mapping[str, SampleField]
Shapes = Mapping[str, Shape]

ONCE: Final = ("image", "mask")
"""Kinds of fields of which facts say all: two with the same are the same samples."""


def of_source(
    recipe: Recipe,
    found: Binding,
    inputs: Shapes,
    outputs: Shapes,
    progress: Progress,
    known: Bound | None,
    ends: Bound,
) -> NamedData:
    """The data of a recipe's source.

    Args:
        recipe: how to train.
        found: its fields.
        inputs: the shape of each input.
        outputs: the shape of each output.
        progress: told of downloads.
        known: what a run knows of its fields; else it is found out from the training samples.
        ends: what takes them.

    Raises:
        RecipeFailure: A620 to A627, and what is wrong with values.
    """
    if recipe.data.name == "fields" and not recipe.data.fields:
        raise _given_in_python()
    source = with_words(open_source(recipe, inputs, progress))
    names = dict.fromkeys((*ends.inputs.values(), *ends.targets.values()))
    used: Fields = {name: _with_classes(found.fields[name].field, source) for name in names}
    if recipe.data.pairs:
        raw, used = _in_pairs(recipe, recipe.data.pairs, source, found, used)
        dropped = 0
    else:
        raw, dropped = _divided(recipe, source, used, ends.targets.values())
    columns = {name: columns_of(name, one, raw["train"]) for name, one in used.items()}
    facts = (
        _placed(recipe, known, columns)
        if known
        else _fit(recipe, used, columns, raw["train"], ends, inputs, outputs)
    )
    budget = Budget()
    parts = {
        part: _split(recipe, one, used, facts, ends, inputs, budget) for part, one in raw.items()
    }
    if recipe.sampler and recipe.sampler.weights is not None:
        weights = _weights(recipe.sampler.weights, raw["train"])
        parts["train"] = replace(parts["train"], weights=weights)
    left = (LeftOut(f"{dropped:,} samples", "with gaps"),) if dropped else ()
    return NamedData(
        parts,
        replace(ends, fields=facts),
        (*source.left_out, *left),
        source.notes,
    )


def _weights(column: str, train: Raw) -> Tensor:
    """How likely each training sample is drawn, (N,) float64.

    Raises:
        RecipeFailure: A624 where a value is no number, or a gap; A664 where one is below zero, or
            none above it.
    """
    found = torch.from_numpy(as_numbers(column, train.columns[column], column))
    if bool(found.isnan().any()):
        row = int(found.isnan().nonzero()[0])
        raise unfit(f"in sample {row + 1:,}, `{column}` is empty, and no weight", ("table",))
    if bool((found < 0).any()) or not bool((found > 0).any()):
        fact = (
            f"`{column}` has weights below zero" if (found < 0).any() else f"all of `{column}` is 0"
        )
        raise RecipeFailure([Problem("A664", fact, ("sampler", "weights"))])
    return found


def rows_of(
    recipe: Recipe, found: Binding, inputs: Shapes, progress: Progress
) -> tuple[Source, Mapping[Part, Raw], int]:
    """The rows of a source before anything is made of them, as a training divides them.

    Args:
        recipe: how to train; without pairs.
        found: its fields.
        inputs: the shape of each input.
        progress: told of downloads.

    Returns:
        The source, its parts, and how many rows were dropped as they have gaps.

    Raises:
        RecipeFailure: A620 to A627, A650.
    """
    source = with_words(open_source(recipe, inputs, progress))
    targets = [one.field for one in found.targets.values() if one.field is not None]
    names = dict.fromkeys((*found.inputs.values(), *targets))
    used: Fields = {name: _with_classes(found.fields[name].field, source) for name in names}
    return source, *_divided(recipe, source, used, targets)


def _divided(
    recipe: Recipe, source: Source, used: Fields, targets: Iterable[str]
) -> tuple[Mapping[Part, Raw], int]:
    """The parts of a source, and how many samples were dropped as they have gaps."""
    columns = {name: columns_of(name, one, source.parts["train"]) for name, one in used.items()}
    source, dropped = whole_samples(source, used, columns)
    classed = [columns[one][0] for one in targets if used[one].kind == "class"]
    return divide_raw(source, recipe.data, classed[0] if classed else None), dropped


def _in_pairs(
    recipe: Recipe, pairs: Pairs, source: Source, found: Binding, used: Fields
) -> tuple[Mapping[Part, Raw], Fields]:
    """The parts of a source with two samples in each, and the fields of the second by its names."""
    train = source.parts["train"]
    of = columns_of(pairs.of, found.fields[pairs.of].field, train)
    [by] = columns_of(pairs.by, found.fields[pairs.by].field, train)
    raw = divide_raw(source, recipe.data, by)
    both = {part: paired(one, of, by, pairs.alike) for part, one in raw.items()}
    names = tuple(map(second_name, of)) if len(of) > 1 else second_name(of[0])
    second = {
        name: field.model_copy(update={"of": names})
        for name, field in used.items()
        if name == SECOND
    }
    return both, {**used, **second}


def _with_classes(field: SampleField, source: Source) -> SampleField:
    """The field with the classes that its source knows, in the place of mere numbers."""
    if isinstance(field, Class) and (names := source.classes.get(field.of)):
        numbers = tuple(map(str, range(len(names))))
        if field.classes is None or field.classes == numbers:
            return field.model_copy(update={"classes": names})
    return field


def _placed(
    recipe: Recipe, known: Bound, columns: Mapping[str, tuple[str, ...]]
) -> Mapping[str, Facts]:
    """What a run knows of its fields, with patterns of files as they are now."""
    if recipe.data.name != "fields":
        return known.fields
    moved = {name: replace(known.fields[name], columns=some) for name, some in columns.items()}
    return {**known.fields, **moved}


def _given_in_python() -> RecipeFailure:
    fact = "no source has the samples: those of this run were given in Python"
    fix = Fix("give them again: `archspec.open_run(…).resume(data=…)`, or `evaluate(data=…)`")
    return RecipeFailure([Problem("A620", fact, ("data",), fixes=(fix,))])


def _fit(
    recipe: Recipe,
    used: Fields,
    columns: Mapping[str, Sequence[str]],
    train: Raw,
    ends: Bound,
    inputs: Shapes,
    outputs: Shapes,
) -> dict[str, Facts]:
    shapes = {field: outputs[name] for name, field in ends.targets.items()}
    shapes |= {field: inputs[name] for name, field in ends.inputs.items()}
    found = {
        name: fit(name, field, train.only(columns[name]), shapes[name])
        for name, field in used.items()
    }
    for name, field in ends.targets.items():
        loss, column = loss_of(recipe.targets, name, recipe.loss), train.columns[columns[field][0]]
        found[field] = with_classes(found[field], column, loss, outputs[name])
        check_target(name, used[field], found[field], loss, outputs[name])
    return found


def _split(
    recipe: Recipe,
    raw: Raw,
    used: Fields,
    facts: Mapping[str, Facts],
    ends: Bound,
    inputs: Shapes,
    budget: Budget,
) -> NamedSplit:
    samples = _decoded(recipe, raw, used, facts, budget)
    if any(isinstance(field, Window) for field in used.values()):
        samples = _as_long(samples)
    taken = {
        name: _fitting(name, field, samples[field], inputs[name])
        for name, field in ends.inputs.items()
    }
    targets = {name: _target(facts[field], samples[field]) for name, field in ends.targets.items()}
    for name, field in ends.targets.items():
        # Whoever wrote an array numbered its classes; of all other kinds they are numbered here.
        if facts[field].kind == "array" and facts[field].classes:
            check_labels(name, targets[name], len(facts[field].classes))
    pictures = [n for n, field in ends.inputs.items() if is_picture(facts[field])]
    masks = [n for n, field in ends.targets.items() if facts[field].kind == "mask"]
    views = [n for n, field in ends.inputs.items() if used[field].names(field) != (field,)]
    return NamedSplit(
        taken,
        targets,
        picked(pictures, taken),
        picked(masks, targets),
        _own_changes(used, facts, ends),
        picked(views, taken),
    )


def _own_changes(
    used: Fields, facts: Mapping[str, Facts], ends: Bound
) -> dict[str, tuple[Augmentation, ...]]:
    """The changes that each input has of its own; that of the only one has no name.

    Raises:
        RecipeFailure: A608 where they are of colours, and its values are none.
    """
    found = {}
    for name, field in ends.inputs.items():
        if own := tuple(vars(used[field]).get("augment", ())):
            place = ("data", "fields", field, used[field].kind, "augment")
            check_changes(own, facts[field].divisor, facts[field].shape, place)
            found[name if len(ends.inputs) > 1 else ""] = own
    return found


def _decoded(
    recipe: Recipe, raw: Raw, used: Fields, facts: Mapping[str, Facts], budget: Budget
) -> dict[str, Samples]:
    """Each field as the network sees it; views of one image are decoded and kept once."""
    known: dict[tuple[str, Facts], Samples] = {}
    found = {}
    for name, field in used.items():
        key = (field.kind, facts[name])
        if field.kind not in ONCE or key not in known:
            known[key] = decode(name, field, facts[name], raw, recipe.workers, budget)
        found[name] = known[key]
    return found


def _as_long(samples: Mapping[str, Samples]) -> dict[str, Samples]:
    """The samples of rows at which every window is whole."""
    count = min(map(len, samples.values()))
    if count < 1:
        raise unfit("a part has fewer rows than a window", ("fields",), Fix("hold more rows back"))
    return {name: one.keep(torch.arange(count)) for name, one in samples.items()}


def _fitting(name: str, field: str, samples: Samples, shape: Shape) -> Samples:
    """Samples of the shape that an input takes.

    Raises:
        RecipeFailure: A652 where they have another.
    """
    found = shaped(samples, shape)
    if found.shape != shape:
        given = shape_text(samples.shape)
        fact = f"the input `{name}` takes {shape_text(shape)}, but `{field}` is {given}"
        raise RecipeFailure([Problem("A652", fact, ("data", "fields", field))])
    return found


def _target(facts: Facts, samples: Samples) -> Samples:
    return Fraction(samples, facts.divisor) if facts.divisor else samples
