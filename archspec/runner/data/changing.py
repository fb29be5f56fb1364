"""Random changes of a batch: all pictures of a sample, and its masks, are changed alike.

Changes that an input has of its own are drawn apart from those of all others.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby

from torch import Tensor

from archspec.recipe.augmentation import Augmentation
from archspec.recipe.transforms import Transform
from archspec.runner.data.augmentation import Ground, augment
from archspec.runner.data.batch import Batch
from archspec.runner.data.samples import Rows
from archspec.runner.data.share import Draws
from archspec.runner.named import IGNORED, Named, each

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
    inputs, labels = _by_name(batch.inputs), _by_name(batch.labels)
    pictures = {name: (inputs[name], ground(name)) for name in inputs if name in split.pictures}
    # A mask is one channel of classes.
    masks = {n: (labels[n][:, None], Ground(IGNORED)) for n in labels if n in split.masks}
    new = alike([*pictures.values(), *masks.values()], changes, chance)
    inputs |= dict(zip(pictures, new, strict=False))
    labels |= {n: one[:, 0] for n, one in zip(masks, new[len(pictures) :], strict=True)}

    def own(name: str, _: Tensor) -> Tensor:
        return _own(name, inputs[name], split, chance, ground)

    return replace(
        batch,
        inputs=each(own, batch.inputs),
        labels=each(lambda name, _: labels[name], batch.labels),
    )


def alike(
    pictures: Sequence[tuple[Tensor, Ground]],
    changes: Sequence[Augmentation],
    chance: Chance,
    apart: str = "",
) -> list[Tensor]:
    """Batches of pictures and masks (N, C, H, W), those of a sample changed by the same draws.

    Args:
        pictures: with what their values mean.
        changes: in their order; torchvision's are made of each sample by itself.
        chance: of the batch.
        apart: what the draws are of, where they are not of all pictures.
    """
    new = [one for one, _ in pictures]
    stretches = groupby(changes, lambda one: isinstance(one, Transform))
    for number, (theirs, some) in enumerate(stretches if pictures else ()):
        key = f"{number} {apart}" if number or theirs else apart
        now = [(one, ground) for one, (_, ground) in zip(new, pictures, strict=True)]
        if theirs:
            # Torchvision takes a third of the time of torch to import.
            from archspec.runner.data.transforms import transformed

            transforms = [one for one in some if isinstance(one, Transform)]
            new = transformed(now, transforms, chance(key))
        else:
            own = [*some]
            new = [augment(one, own, chance(key), ground) for one, ground in now]
    return new


def _by_name(values: Named) -> dict[str, Tensor]:
    return {"": values} if isinstance(values, Tensor) else dict(values)


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
    return alike([(one, ground(name))], own, chance, f"own {name}")[0] if own else one
