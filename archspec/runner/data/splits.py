"""Which samples train, which are watched and which are left for the end."""

from collections.abc import Sequence
from dataclasses import replace

import torch
from torch import Tensor

from archspec.diagnostics import Fix, Problem
from archspec.recipe import Data, RecipeFailure
from archspec.recipe.classes import unknown_class
from archspec.runner.data.samples import DataSet, Part, Split

FIXED = 0
"""Seeds what is held back, whatever the run's seed: all designs are measured on the same."""


def divide(whole: DataSet, data: Data) -> DataSet:
    """The data set with the classes and the parts that the recipe asks for.

    Held-back fractions are drawn class by class, always the same ones. With `val: test` the parts
    `val` and `test` are the same samples.

    Raises:
        RecipeFailure: A601 for an unknown class, A627 if a part is missing or would be empty.
    """
    chosen = _chosen_classes(whole, data) if data.classes else whole
    parts = dict(chosen.parts)
    if data.test is not None and "test" not in parts:
        parts["train"], parts["test"] = _hold_back(parts["train"], data.test, "test")
    if isinstance(data.val, float):
        parts["train"], parts["val"] = _hold_back(parts["train"], data.val, "val")
    elif data.val == "test":
        parts["val"] = _test_part(parts, data)
    return replace(chosen, parts=parts)


def _chosen_classes(whole: DataSet, data: Data) -> DataSet:
    """Only the samples of the listed classes, relabelled by the list's order."""
    names: Sequence[str] = data.classes or ()
    unknown = [
        unknown_class(data.dataset, name, whole.classes, ("data", "classes", place))
        for place, name in enumerate(names)
        if name not in whole.classes
    ]
    if unknown:
        raise RecipeFailure(unknown)
    new = torch.full((len(whole.classes),), -1)
    new[[whole.classes.index(name) for name in names]] = torch.arange(len(names))
    parts: dict[Part, Split] = {}
    for part, split in whole.parts.items():
        labels = new[split.labels]
        kept = (labels >= 0).nonzero().squeeze(1)
        parts[part] = split.keep(kept, labels[kept])
    return replace(whole, parts=parts, classes=tuple(names))


def _hold_back(split: Split, fraction: float, part: Part) -> tuple[Split, Split]:
    """What stays and what is held back."""
    generator = torch.Generator().manual_seed(FIXED)
    held = torch.zeros(len(split), dtype=torch.bool)
    for members in _groups(split.labels):
        mixed = members[torch.randperm(len(members), generator=generator)]
        held[mixed[: round(fraction * len(members))]] = True
    if not held.any() or held.all():
        fact = f"a fraction of {fraction:g} of {len(split):,} samples leaves a part empty"
        raise RecipeFailure([Problem("A627", fact, ("data", part))])
    return split.keep((~held).nonzero().squeeze(1)), split.keep(held.nonzero().squeeze(1))


def _groups(labels: Tensor) -> list[Tensor]:
    if labels.is_floating_point():
        return [torch.arange(len(labels))]
    return [(labels == label).nonzero().squeeze(1) for label in torch.unique(labels)]


def _test_part(parts: dict[Part, Split], data: Data) -> Split:
    if "test" in parts:
        return parts["test"]
    raise RecipeFailure(
        [
            Problem(
                "A627",
                f"`val: test` asks for test samples, but `{data.root}` has none",
                ("data", "val"),
                fixes=(Fix("hold back a part of the training samples: `val: 0.1`"),),
            )
        ]
    )
