"""Which samples train, which are watched and which are left for the end."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

import torch
from torch import Tensor

from archspec.diagnostics import Fix, Problem
from archspec.recipe import Data, RecipeFailure
from archspec.recipe.classes import unknown_class
from archspec.runner.data.repeats import repeats
from archspec.runner.data.samples import DataSet, LeftOut, Part, Split

FRACTIONS: Final = tuple(n / 1000 for n in range(1, 1000))
"""Those that are tried where one leaves a part empty."""

FIXED = 0
"""Seeds what is held back, whatever the run's seed: all designs are measured on the same."""


def divide(whole: DataSet, data: Data) -> DataSet:
    """The data set with the classes and the parts that the recipe asks for.

    Held-back fractions are drawn class by class, always the same ones. With `val: test` the parts
    `val` and `test` are the same samples.

    Samples that the data has to validate are left out where the recipe takes others.

    Raises:
        RecipeFailure: A601 for an unknown class, A603 for a fraction to test where there is a part,
            A627 if a part is missing or would be empty.
    """
    chosen = _chosen_classes(whole, data) if data.classes else whole
    parts = {part: one for part, one in chosen.parts.items() if part == "train" or len(one)}
    empty = [part for part in chosen.parts if part not in parts]
    left = (*chosen.left_out, *_left_out(parts, data), *map(_of_nothing, empty))
    if data.test is not None and "test" in parts:
        raise _own_test(len(parts["test"]))
    if data.test is not None:
        parts["train"], parts["test"] = _hold_back(parts["train"], data.test, "test")
    if isinstance(data.val, float):
        parts["train"], parts["val"] = _hold_back(parts["train"], data.val, "val")
    elif data.val == "test":
        parts["val"] = _test_part(parts, data)
    return replace(chosen, parts=parts, left_out=left, repeats=repeats(parts))


def _left_out(parts: Mapping[Part, Split], data: Data) -> Iterator[LeftOut]:
    """The data's own part to validate, where others are held back in its place."""
    if data.val is None or "val" not in parts:
        return
    count, shape = len(parts["val"]), parts["val"].samples.shape
    kind = "image" if len(shape) == 3 else "sample"
    what = f"{count:,} {kind}{'s' * (count != 1)} of `val`"
    yield LeftOut(what, f"because of `val: {data.val}`")


def _of_nothing(part: Part) -> LeftOut:
    return LeftOut(f"the part `{part}`", "which holds no sample")


def _own_test(count: int) -> RecipeFailure:
    own = "1 test sample" if count == 1 else f"{count:,} test samples"
    fact = f"the data has {own} of its own"
    label, fixes = "holds back training samples for nothing", (Fix("remove `test`"),)
    return RecipeFailure([Problem("A603", fact, ("data", "test"), label, fixes=fixes)])


def _chosen_classes(whole: DataSet, data: Data) -> DataSet:
    """Only the samples of the listed classes, relabelled by the list's order."""
    names: Sequence[str] = data.classes or ()
    unknown = [
        unknown_class(data.name, name, whole.classes, ("data", "classes", place))
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
        raise _empty(split, fraction, part)
    return split.keep((~held).nonzero().squeeze(1)), split.keep(held.nonzero().squeeze(1))


def _empty(split: Split, fraction: float, part: Part) -> RecipeFailure:
    """The failure that nothing is held back, or all, with the nearest fraction that works."""
    fact = f"a fraction of {fraction:g} of {len(split):,} samples leaves a part empty"
    sizes = [len(members) for members in _groups(split.labels)]
    working = [one for one in FRACTIONS if 0 < _held(sizes, one) < len(split)]
    best = min(working, key=lambda one: abs(one - fraction), default=None)
    if best is None:
        fixes: tuple[Fix, ...] = ()
        notes: tuple[str, ...] = ("no fraction of so few leaves samples in both parts",)
    else:
        held, kind = _held(sizes, best), "smallest" if best > fraction else "largest"
        fixes = (Fix(f"write `{part}: {best:g}`, the {kind} that works: it holds {held:,} back"),)
        notes = ("it is taken of each class by itself",) if len(sizes) > 1 else ()
    return RecipeFailure([Problem("A627", fact, ("data", part), notes=notes, fixes=fixes)])


def _held(sizes: Sequence[int], fraction: float) -> int:
    return sum(round(fraction * size) for size in sizes)


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
