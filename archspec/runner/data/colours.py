"""Random changes of the colours of pictures whose values are from 0, black, to 1, white."""

from collections.abc import Sequence
from typing import Final

import torch
from torch import Tensor

from archspec.diagnostics import Fix, Problem
from archspec.recipe import RecipeFailure
from archspec.recipe.augmentation import Augmentation
from archspec.recipe.augmentations import ColorJitter
from archspec.recipe.transform_check import OF_COLOURS, each_transform
from archspec.runner.transfer import constant

GREY: Final = (0.2989, 0.587, 0.114)
"""How bright red, green and blue are (ITU-R BT.601), as torchvision has it."""

CORNERS: Final = (5.0, 3.0, 1.0)
"""Where red, green and blue stand on the hexagon of hues, in sixths of a turn from its end."""


def check_changes(
    changes: Sequence[Augmentation],
    divisor: int | None,
    shape: Sequence[int],
    place: tuple[str | int, ...],
) -> None:
    """Nothing, where samples can be changed so; torchvision is asked about its own transforms.

    Args:
        changes: in their order.
        divisor: what bytes are divided by to be values from 0 to 1; None where these are others.
        shape: of a sample.
        place: where the changes are written, relative to `train`.

    Raises:
        RecipeFailure: A608 where they are changed in colours that are none, or where torchvision
            refuses a transform.
    """
    jitters = [(one, (*place, n)) for n, one in enumerate(changes) if isinstance(one, ColorJitter)]
    theirs = [*each_transform(changes, place)]
    of_colours = [pair for pair in theirs if pair[0].family in OF_COLOURS]
    for change, where in (*jitters, *of_colours) if divisor is None else ():
        fact = f"`{change.kind}` changes colours, and samples are neither bytes nor from 0 to 1"
        fix = Fix("store them as bytes of 0 to 255, or leave it out")
        raise RecipeFailure([Problem("A608", fact, where, fixes=(fix,))])
    if theirs:
        from archspec.runner.data.transforms import check_transforms

        check_transforms(changes, shape, place)


def jitter(batch: Tensor, change: ColorJitter, drawn: Tensor) -> Tensor:
    """Brightness, contrast, saturation and hue, changed in this order and each kept within 0 to 1.

    As torchvision's `ColorJitter`, but that it makes the four in an order that is drawn too. Shades
    of grey have neither saturation nor hue, and keep them.

    Args:
        batch: (N, 1 or 3, H, W).
        change: by how much at most.
        drawn: of each picture four numbers from 0 to 1, (N, 4).
    """
    bright, contrast, saturation, hue = (one[:, None, None, None] for one in drawn.unbind(1))
    batch = _blended(batch, torch.zeros_like(batch), _factor(change.brightness, bright))
    middle = _grey(batch).mean((2, 3), keepdim=True)
    batch = _blended(batch, middle, _factor(change.contrast, contrast))
    if batch.shape[1] == 1:
        return batch
    batch = _blended(batch, _grey(batch), _factor(change.saturation, saturation))
    return turned(batch, change.hue * (2 * hue - 1)) if change.hue else batch


def _factor(most: float, drawn: Tensor) -> Tensor:
    """Numbers around 1, at most so far from it, and none below 0."""
    least = max(0.0, 1 - most)
    return least + (1 + most - least) * drawn


def _blended(batch: Tensor, other: Tensor, share: Tensor) -> Tensor:
    """So much of a batch, and the rest of another; more than all of it goes away from the other."""
    return (other + share * (batch - other)).clamp(0, 1)


def _grey(batch: Tensor) -> Tensor:
    """How bright each pixel is, (N, 1, H, W)."""
    if batch.shape[1] == 1:
        return batch
    return (batch * constant(GREY, batch.device).view(1, 3, 1, 1)).sum(1, keepdim=True)


def turned(batch: Tensor, turn: Tensor) -> Tensor:
    """Pictures (N, 3, H, W) with the hue of each turned by a part of a whole turn, (N, 1, 1, 1).

    The hexagon of hues (Smith 1978): a pixel is white less its chroma times how far each colour is.

    >>> red = torch.tensor([1.0, 0.0, 0.0]).view(1, 3, 1, 1)
    >>> turned(red, torch.full((1, 1, 1, 1), 1 / 3)).flatten().tolist()
    [0.0, 1.0, 0.0]
    """
    most, least = batch.amax(1, keepdim=True), batch.amin(1, keepdim=True)
    chroma = most - least
    hue = _hue(batch, most, chroma) + turn * 6
    corners = constant(CORNERS, batch.device).view(1, 3, 1, 1)
    place = torch.remainder(corners + hue, 6)
    return most - chroma * torch.minimum(place, 4 - place).clamp(0, 1)


def _hue(batch: Tensor, most: Tensor, chroma: Tensor) -> Tensor:
    """The hue of each pixel in sixths of a turn, (N, 1, H, W); 0, which is red, of a grey one."""
    red, green, blue = batch.split(1, 1)  # type: ignore[no-untyped-call]
    over = torch.where(chroma > 0, chroma, torch.ones_like(chroma))
    by_blue = torch.where(most == green, 2 + (blue - red) / over, 4 + (red - green) / over)
    return torch.where(most == red, (green - blue) / over, by_blue)
