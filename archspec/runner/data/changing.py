"""Random changes of a batch: all pictures of a sample, and its masks, are changed alike.

Changes that an input has of its own are drawn apart from those of all others.
"""

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
    ground: Callable[[str], Ground],
) -> Batch:
    """The batch with pictures and masks changed, each by the same draws.

    Args:
        batch: normalised.
        split: where it is from.
        changes: in the order in which they are made.
        chance: of the batch.
        ground: what the values of an input, by its name, mean.
    """

    def picture(name: str, one: Tensor) -> Tensor:
        if name in split.pictures and changes:
            one = augment(one, changes, chance(""), ground(name))
        return _own(name, one, split, chance, ground)

    def mask(name: str, one: Tensor) -> Tensor:
        if name not in split.masks:
            return one
        return augment(one[:, None], changes, chance(""), Ground(IGNORED))[:, 0]

    labels = each(mask, batch.labels) if split.masks else batch.labels
    return replace(batch, inputs=each(picture, batch.inputs), labels=labels)


def viewed(batch: Batch, split: Rows, chance: Chance, ground: Callable[[str], Ground]) -> Batch:
    """The batch with its views changed, as they are where nothing is trained.

    Without that they would all be one picture, which is told from others by looking at nothing.
    """

    def view(name: str, one: Tensor) -> Tensor:
        return _own(name, one, split, chance, ground) if name in split.views else one

    return replace(batch, inputs=each(view, batch.inputs))


def _own(
    name: str, one: Tensor, split: Rows, chance: Chance, ground: Callable[[str], Ground]
) -> Tensor:
    """An input with the changes that it alone has."""
    own = split.own.get(name)
    return augment(one, own, chance(f"own {name}"), ground(name)) if own else one
