"""Fields of data sets that the caller gives, for the inputs and targets that take them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import torch

from archspec.recipe import Recipe
from archspec.recipe.fields import Array
from archspec.recipe.targets import loss_of
from archspec.runner.bound import Bound
from archspec.runner.data.named_split import NamedSplit
from archspec.runner.data.samples import Samples
from archspec.runner.fields import Facts
from archspec.runner.fitting import check_labels, check_target, with_classes
from archspec.runner.named_data import NamedData, is_picture, picked
from archspec.runner.own.datasets import DatasetSplit, FieldOf, GivenData, as_tensor, sample


def of_caller(recipe: Recipe, given: GivenData, ends: Bound) -> NamedData:
    """The data of a caller.

    Args:
        recipe: how to train.
        given: the data sets.
        ends: what takes their fields; what is known of these may be missing yet.

    Raises:
        RecipeFailure: A604, A606 where a target does not fit its output.
    """
    given = given.divided(recipe.data.val, recipe.data.test, recipe.data.folds)
    facts = ends.fields or _facts(recipe, given, ends)
    parts = {part: _split(one, given.fields, facts, ends) for part, one in given.parts.items()}
    for name, field in ends.targets.items():
        if count := len(facts[field].classes):
            for part in parts.values():
                check_labels(name, part.targets[name], count)
    return NamedData(parts, replace(ends, fields=facts))


def _facts(recipe: Recipe, given: GivenData, ends: Bound) -> dict[str, Facts]:
    first = sample(given.parts["train"], 0, given.fields)
    found: dict[str, Facts] = {}
    for name in (*ends.inputs.values(), *ends.targets.values()):
        one = as_tensor(name, first[name])
        divisor = 255 if one.dtype == torch.uint8 else None
        found[name] = Facts("array", tuple(one.shape), columns=(name,), divisor=divisor)
    for name, field in ends.targets.items():
        loss, output = loss_of(recipe.targets, name, recipe.loss), ends.outputs[name]
        like = as_tensor(field, first[field])[None].numpy()
        found[field] = with_classes(found[field], like, loss, output)
        check_target(name, Array(of=field), found[field], loss, output)
    return found


def _split(
    dataset: Any, names: tuple[str, ...], facts: Mapping[str, Facts], ends: Bound
) -> NamedSplit:
    def views(side: Mapping[str, str]) -> dict[str, Samples]:
        return {
            end: FieldOf(dataset, field, names, facts[field].shape) for end, field in side.items()
        }

    pictures = [name for name, field in ends.inputs.items() if is_picture(facts[field])]
    masks = [
        name for name, field in ends.targets.items() if facts[field].classes and facts[field].shape
    ]
    return DatasetSplit(
        views(ends.inputs),
        views(ends.targets),
        picked(pictures, ends.inputs),
        picked(masks, ends.targets),
        dataset=dataset,
        fields=names,
        taken_by=(ends.inputs, ends.targets),
    )
