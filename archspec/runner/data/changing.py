"""Random changes of a batch: all pictures of a sample, and its masks, are changed alike."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from torch import Tensor

from archspec.recipe.augmentations import Augmentation
from archspec.runner.data.augmentation import Ground, augment
from archspec.runner.data.batch import Batch
from archspec.runner.data.samples import Rows
from archspec.runner.data.share import Draws
from archspec.runner.named import IGNORED, each

Chance = Callable[[str], Draws]
"""Makes the chance of a batch, from its beginning: for all of its pictures, or for one input."""


def changed(
    batch: Batch,
    split: Rows,
    changes: Sequence[Augmentation],
    chance: Chance,
    unit: Callable[[str], Tensor],
) -> Batch:
    """The batch with pictures and masks changed, each by the same draws.

    Args:
        batch: normalised.
        split: where it is from.
        changes: in the order in which they are made.
        chance: of the batch.
        unit: how much an input, by its name, changes with its values.
    """

    def picture(name: str, one: Tensor) -> Tensor:
        ground = Ground(unit=unit(name))
        if name in split.pictures and changes:
            one = augment(one, changes, chance(""), ground)
        if own := split.own.get(name):
            one = augment(one, own, chance(f"own {name}"), ground)
        return one

    def mask(name: str, one: Tensor) -> Tensor:
        if name not in split.masks:
            return one
        return augment(one[:, None], changes, chance(""), Ground(IGNORED))[:, 0]

    labels = each(mask, batch.labels) if split.masks else batch.labels
    return replace(batch, inputs=each(picture, batch.inputs), labels=labels)
