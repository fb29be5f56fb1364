"""Random parts of pictures and of their masks."""

import pytest
import torch

from archspec.recipe.augmentations import Crop, Flip, GaussianNoise, RandomResizedCrop
from archspec.runner.chance import generator
from archspec.runner.data.augmentation import Ground, augment
from archspec.runner.data.share import Draws, Share

UNIT = torch.ones(1, 1, 1, 1)


def draws(seed: int = 0, count: int = 64, share: Share = Share()) -> Draws:  # noqa: B008
    return Draws(generator(seed, "augment"), count, share)


def ramp(count: int, height: int, width: int) -> torch.Tensor:
    """Pictures whose two channels say at which row and column a pixel is, in parts of the whole."""
    rows = ((torch.arange(height) + 0.5) / height)[:, None].expand(height, width)
    columns = ((torch.arange(width) + 0.5) / width)[None].expand(height, width)
    return torch.stack([rows, columns]).expand(count, 2, height, width).contiguous()


def test_the_whole_picture_stays_as_it_is():
    pictures = torch.rand(5, 3, 8, 6)
    change = RandomResizedCrop(scale=(1.0, 1.0), ratio=(6 / 8, 6 / 8))
    found = augment(pictures, [change], draws(count=5), Ground(unit=UNIT))
    torch.testing.assert_close(found, pictures)


@pytest.mark.parametrize("size", [(64, 64), (48, 96)])
def test_parts_have_the_areas_and_the_forms_that_are_asked_for(size):
    change = RandomResizedCrop(scale=(0.1, 0.4), ratio=(0.5, 2.0))
    pictures = ramp(400, *size)
    found = augment(pictures, [change], draws(count=400), Ground(unit=UNIT))
    # Between the first and the last pixel there is one step less than pixels.
    tall = (found[:, 0, -1, 0] - found[:, 0, 0, 0]) * size[0] / (size[0] - 1)
    wide = (found[:, 1, 0, -1] - found[:, 1, 0, 0]) * size[1] / (size[1] - 1)
    area, ratio = tall * wide, wide * size[1] / (tall * size[0])
    assert 0.1 < area.min() < 0.13
    assert 0.37 < area.max() < 0.4 + 1e-3
    whole = (tall < 0.97) & (wide < 0.97)
    assert ratio[whole].min() > 0.49
    assert ratio[whole].max() < 2.05
    assert found[:, 0].min() < 0.05
    assert found[:, 0].max() > 0.95


def test_masks_are_cut_as_their_pictures_and_never_blended():
    pictures = ramp(64, 16, 16)
    masks = (pictures[:, 0] * 16).long() * 16 + (pictures[:, 1] * 16).long()
    masks[:, 3] = -100
    changes = [
        GaussianNoise(sigma=0.0),
        RandomResizedCrop(scale=(0.2, 0.9)),
        Flip(),
        Crop(padding=2),
    ]
    cut = augment(pictures, changes, draws(), Ground(unit=UNIT))
    masked = augment(masks[:, None], changes, draws(), Ground(-100.0))[:, 0]
    assert set(masked.unique().tolist()) <= set(masks.unique().tolist())
    there = masked >= 0
    rows, columns = masked.div(16, rounding_mode="floor"), masked % 16
    off = (cut[:, 0] * 16 - 0.5 - rows)[there].abs()
    assert off.max() <= 0.51
    assert (cut[:, 1] * 16 - 0.5 - columns)[there].abs().max() <= 0.51


@pytest.mark.parametrize("world", [2, 3])
def test_a_part_is_the_same_whichever_process_has_the_picture(world):
    pictures = torch.rand(7, 3, 8, 8)
    change = [RandomResizedCrop(), GaussianNoise(sigma=0.2)]
    whole = augment(pictures, change, draws(count=7), Ground(unit=UNIT))
    for rank in range(world):
        share = Share(rank, world)
        mine = augment(share.of(pictures), change, draws(1 - 1, 7, share), Ground(unit=UNIT))
        torch.testing.assert_close(mine, share.of(whole))


def test_noise_has_the_deviation_that_is_asked_for_in_values_of_0_to_1():
    grey = torch.zeros(50, 1, 32, 32)
    noisy = augment(grey, [GaussianNoise(sigma=0.1)], draws(count=50), Ground(unit=4 * UNIT))
    assert noisy.std().item() == pytest.approx(0.4, rel=0.02)
    assert abs(noisy.mean().item()) < 0.01
