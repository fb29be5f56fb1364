"""Changes of colours are those of torchvision, made in one order."""

import pytest
import torch
from torchvision.transforms.v2 import functional

from archspec.recipe import RecipeFailure
from archspec.recipe.augmentations import ColorJitter, Crop, Flip, RandomResizedCrop
from archspec.runner.chance import generator
from archspec.runner.data.augmentation import Ground, augment, ground_of
from archspec.runner.data.colours import check_changes, jitter
from archspec.runner.data.normalization import Normalization
from archspec.runner.data.share import Draws, Share

STRENGTHS = [
    {},
    {"hue": 0.5, "brightness": 0.9, "contrast": 2.0, "saturation": 1.5},
    {"hue": 0.0, "brightness": 0.0, "contrast": 0.0, "saturation": 0.7},
]


def pictures(channels: int, count: int = 6) -> torch.Tensor:
    some = torch.rand(count, channels, 9, 7, generator=torch.Generator().manual_seed(4))
    some[0] = 0.25  # without any hue
    some[1, :, :4] = torch.tensor([1.0, 0.0, 0.0][:channels]).view(-1, 1, 1)
    return some


def expected(picture, change, drawn):
    """One after the other, by torchvision."""

    def factor(most, one):
        low = max(0.0, 1 - most)
        return float(low + (1 + most - low) * one)

    found = functional.adjust_brightness(picture, factor(change.brightness, drawn[0]))
    found = functional.adjust_contrast(found, factor(change.contrast, drawn[1]))
    if len(picture) == 3:
        found = functional.adjust_saturation(found, factor(change.saturation, drawn[2]))
        found = functional.adjust_hue(found, float(change.hue * (2 * drawn[3] - 1)))
    return found


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("strength", STRENGTHS, ids=str)
def test_each_picture_is_changed_as_torchvision_does(channels, strength):
    change, some = ColorJitter(**strength), pictures(channels)
    drawn = torch.rand(len(some), 4, generator=torch.Generator().manual_seed(1))
    found = jitter(some, change, drawn)
    for one, picture, numbers in zip(found, some, drawn, strict=True):
        torch.testing.assert_close(one, expected(picture, change, numbers), atol=2e-5, rtol=0)


@pytest.mark.parametrize("divisor", [255, 1])
def test_normalised_values_are_changed_as_those_that_they_stand_for(divisor):
    change = Normalization((0.4, 0.5, 0.6), (0.2, 0.3, 0.1), divisor)
    if divisor == 1:
        change = Normalization((100.0, 120.0, 90.0), (50.0, 60.0, 40.0), 1)
    some = (pictures(3) * 255).round().to(torch.uint8)
    draws = lambda: Draws(generator(3), len(some))  # noqa: E731
    found = augment(change(some), [ColorJitter()], draws(), ground_of(change))
    plain = jitter(some / 255, ColorJitter(), draws().fractions(4))
    mean, std = (torch.tensor(one).view(1, 3, 1, 1) for one in (change.mean, change.std))
    torch.testing.assert_close((found * std + mean) * divisor / 255, plain, atol=1e-5, rtol=0)


def test_a_mask_keeps_its_classes_and_goes_on_with_the_draws_of_its_image():
    """What follows a change of colours is drawn alike for an image and its mask."""
    grid = torch.arange(64.0).view(1, 1, 8, 8).expand(5, 1, 8, 8) / 255
    changes = [ColorJitter(brightness=0, contrast=0), Flip(), Crop(padding=2), RandomResizedCrop()]
    whole = Normalization((0.0,), (1.0,))
    image = augment(grid, changes, Draws(generator(9), 5), ground_of(whole))
    mask = augment((grid * 255).long(), changes, Draws(generator(9), 5), Ground(-100.0))
    inner = (mask >= 0) & (mask < 64)
    assert inner.float().mean() > 0.5
    # The image is blended where the mask takes the nearest: half a row apart at most.
    assert ((image * 255 - mask).abs()[inner] <= 8).float().mean() > 0.8


@pytest.mark.parametrize("rank", [0, 1])
def test_shares_are_changed_as_the_whole_is(rank):
    some, share = pictures(3), Share(rank, 2)
    ground = ground_of(Normalization((0.5,) * 3, (0.5,) * 3))
    whole = augment(some, [ColorJitter()], Draws(generator(2), len(some)), ground)
    mine = augment(share.of(some), [ColorJitter()], Draws(generator(2), 6, share), ground)
    torch.testing.assert_close(share.of(whole), mine)


def test_numbers_of_no_known_range_have_no_colours():
    with pytest.raises(RecipeFailure) as caught:
        check_changes([Flip(), ColorJitter()], None, (3, 8, 8), ("data", "augment"))
    [problem] = caught.value.problems
    assert (problem.code, problem.field) == ("A608", ("data", "augment", 1))
