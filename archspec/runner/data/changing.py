"""Random changes of a batch: all pictures of a sample, and its masks, are changed alike."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from torch import Tensor

from archspec.recipe.augmentations import Augmentation
from archspec.runner.data.augmentation import augment
from archspec.runner.data.batch import Batch
from archspec.runner.data.samples import Rows
from archspec.runner.data.share import Draws
from archspec.runner.named import IGNORED, each


def changed(
    batch: Batch, split: Rows, changes: Sequence[Augmentation], draws: Callable[[], Draws]
) -> Batch:
    """The batch with pictures and masks changed, each by the same draws.

    Args:
        batch: normalised.
        split: where it is from.
        changes: in the order in which they are made.
        draws: makes the chance of the batch, from its beginning.
    """

    def picture(name: str, one: Tensor) -> Tensor:
        return augment(one, changes, draws()) if name in split.pictures else one

    def mask(name: str, one: Tensor) -> Tensor:
        if name not in split.masks:
            return one
        return augment(one[:, None], changes, draws(), IGNORED)[:, 0]

    labels = each(mask, batch.labels) if split.masks else batch.labels
    return replace(batch, inputs=each(picture, batch.inputs), labels=labels)
