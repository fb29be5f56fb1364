"""Torchvision's transforms, made of each sample by itself.

They draw from torch's own generator, which is put at a number of its own for each sample, so that
what is drawn for one depends on nothing that was drawn before.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Final

import torch
from torch import Tensor
from torchvision import tv_tensors
from torchvision.transforms import InterpolationMode, v2

from archspec.diagnostics import Fix, Problem
from archspec.recipe import RecipeFailure
from archspec.recipe.augmentation import Augmentation
from archspec.recipe.transform_check import each_transform
from archspec.recipe.transforms import Transform
from archspec.runner.data.augmentation import Ground
from archspec.runner.data.share import Draws
from archspec.runner.named import IGNORED, shape_text
from archspec.runner.transfer import sent

SEEDS: Final = 2**62
REFUSALS: Final = (ValueError, TypeError, RuntimeError, NotImplementedError, IndexError)
"""How torchvision says that a transform is none, or none of such images."""

WORDS: Final = {"interpolation": InterpolationMode, "policy": v2.AutoAugmentPolicy}
"""What words are to torchvision."""

TRIES: Final = 4
BYTES: Final = ("JPEG",)
"""Transforms of bytes alone."""


def transformed(
    pictures: Sequence[tuple[Tensor, Ground]], changes: Sequence[Transform], draws: Draws
) -> list[Tensor]:
    """Batches (N, C, H, W) of pictures and masks; all of a sample are changed by one draw.

    Args:
        pictures: with what their values mean; those without a unit are masks.
        changes: in their order.
        draws: of the batch; a number for each of its samples.

    Raises:
        RecipeFailure: A608 where torchvision refuses a change.
    """
    plain = [_plain(*one) for one in pictures]
    change = _made(tuple(changes), tuple(pictures[0][0].shape[1:]))
    seeds = draws.below(SEEDS)[:, 0].tolist()
    with torch.random.fork_rng(devices=[]):
        try:
            samples = [
                _changed(change, one, seed) for *one, seed in zip(*plain, seeds, strict=True)
            ]
        except REFUSALS as error:
            raise _refused(changes[0], error, ("data", "augment")) from None
    columns = [torch.stack(one) for one in zip(*samples, strict=True)]
    return [_restored(new, *one) for new, one in zip(columns, pictures, strict=True)]


def check_transforms(
    changes: Sequence[Augmentation], shape: Sequence[int], where: tuple[str | int, ...]
) -> None:
    """Nothing, where torchvision makes all of the transforms of an image of that shape.

    Args:
        changes: in their order, our own among them.
        shape: (C, H, W) of an image.
        where: the list of changes, relative to `train`.

    Raises:
        RecipeFailure: A608 at the first that it refuses.
    """
    grey = tv_tensors.Image(torch.full((*shape,), 0.5))
    for one, place in each_transform(changes, where):
        try:
            change = _made((one,), tuple(shape))
            with torch.random.fork_rng(devices=[]):
                for seed in range(0 if one.inner else TRIES):
                    _changed(change, (grey,), seed)
        except REFUSALS as error:
            raise _refused(one, error, place, shape) from None


def _refused(
    one: Transform,
    error: Exception,
    place: tuple[str | int, ...],
    shape: Sequence[int] = (),
) -> RecipeFailure:
    what = f" for images of {shape_text(tuple(shape))}" if shape else ""
    note = f"it says: {str(error).strip().splitlines()[0].rstrip('.')}" if str(error) else ""
    fix = Fix(f"change the fields of `{one.kind}`, or leave it out")
    fact = f"torchvision refuses `{one.kind}`{what}"
    return RecipeFailure([Problem("A608", fact, place, notes=(note,) * bool(note), fixes=(fix,))])


def _changed(change: Callable[..., Any], sample: Sequence[Tensor], seed: int) -> Sequence[Tensor]:
    """The pictures and masks of one sample, each (C, H, W), changed by the draws from a seed."""
    torch.default_generator.manual_seed(seed)
    found = change(*sample)
    return (found,) if len(sample) == 1 else found


@lru_cache(maxsize=64)
def _made(changes: tuple[Transform, ...], shape: tuple[int, ...]) -> Callable[..., Any]:
    """All transforms as one.

    Raises:
        ValueError: where torchvision refuses one; or any other of `REFUSALS`.
    """
    made = [one for change in changes for one in _each(change, shape)]
    return made[0] if len(made) == 1 else v2.Compose(made)


def _each(change: Transform, shape: tuple[int, ...]) -> Sequence[Callable[..., Any]]:
    fields = {name: getattr(change, name) for name in type(change).model_fields}
    given = {"size": list(shape[1:]), "channels": shape[0]}
    fields |= {name: given[what] for name, what in change.from_input.items()}
    fields |= {name: WORDS[name](fields[name]) for name in WORDS.keys() & fields.keys()}
    if change.inner:
        fields["transforms"] = [_made((one,), shape) for one in change.inner]
    if "fill" in fields and change.family != "auto_augment":
        # What comes into a mask from outside is of no class.
        fields["fill"] = {tv_tensors.Image: fields["fill"], tv_tensors.Mask: IGNORED}
    fields = {n: list(one) if isinstance(one, tuple) else one for n, one in fields.items()}
    known = getattr(v2, change.target, None)
    if known is None:
        raise ValueError(f"this version has no {change.target}")
    made = known(**fields)
    if change.target in BYTES:
        return v2.ToDtype(torch.uint8, scale=True), made, v2.ToDtype(torch.float32, scale=True)
    return (made,)


def _plain(batch: Tensor, ground: Ground) -> list[Tensor]:
    """The samples of a batch on the CPU: masks, or images whose values go from 0 to 1."""
    kind: Any = tv_tensors.Mask
    if ground.unit is not None:
        black, unit = (one.to(batch.device) for one in _range(ground))
        batch, kind = (batch - black) / unit, tv_tensors.Image
    return [kind(one) for one in batch.float().cpu()]


def _restored(changed: Tensor, before: Tensor, ground: Ground) -> Tensor:
    """The batch as it was before, but for what was changed."""
    there = sent(changed.as_subclass(Tensor), before.device)
    if ground.unit is None:
        return there.round().to(before.dtype)
    black, unit = (sent(one, before.device) for one in _range(ground))
    return (there * unit + black).to(before.dtype)


def _range(ground: Ground) -> tuple[Tensor, Tensor]:
    """What 0 has become, and how far 1 is from it; of values without a brightest, themselves."""
    if ground.white is not None:
        return ground.levels
    unit = torch.ones(()) if ground.unit is None else ground.unit
    return torch.zeros(()) if ground.black is None else ground.black, unit
