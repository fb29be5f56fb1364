"""Torchvision's transforms in training: theirs to the bit, by draws of each sample's own."""

import pytest
import torch
from torchvision import tv_tensors
from torchvision.transforms import v2

from archspec.recipe import RecipeFailure
from archspec.recipe.augmentations import AUGMENTATIONS
from archspec.recipe.transforms import INNER, table
from archspec.runner.chance import generator
from archspec.runner.data.augmentation import Ground, ground_of
from archspec.runner.data.normalization import Normalization
from archspec.runner.data.share import ALL, Draws, Share
from archspec.runner.data.transforms import check_transforms, transformed
from archspec.runner.named import IGNORED

NEEDED = {
    "elastic_transform": {"sigma": 1.0},
    "gaussian_blur": {"kernel_size": 3},
    "jpeg": {"quality": (30, 60)},
    "pad": {"padding": 2},
    "random_adjust_sharpness": {"sharpness_factor": 2.0},
    "random_affine": {"degrees": 20, "translate": (0.1, 0.2)},
    "random_posterize": {"bits": 3},
    "random_resize": {"min_size": 12, "max_size": 20},
    "random_rotation": {"degrees": 30},
    "random_shortest_size": {"min_size": (14, 20)},
    "random_solarize": {"threshold": 0.5},
}
PLAIN = [name for name, known in table().items() if known["family"] != "container"]
NORMAL = Normalization((0.4, 0.5, 0.6), (0.2, 0.25, 0.3))


def images(count: int = 3) -> torch.Tensor:
    return torch.rand(count, 3, 16, 18, generator=torch.Generator().manual_seed(0))


def draws(count: int = 3, share: Share = ALL) -> Draws:
    return Draws(generator(0, "augment", 1, 0), count, share)


@pytest.mark.parametrize("name", PLAIN)
def test_it_is_torchvisions_own_by_the_same_seed(name):
    known, fields = table()[name], NEEDED.get(name, {})
    one = INNER.read({name: fields})
    after = (AUGMENTATIONS.read("resize"),) if known["any_size"] else ()
    given = {"size": [16, 18], "target_size": [16, 18], "num_output_channels": 3}
    given = {word: given[word] for word in known["from_input"]}
    plain = {word: list(v) if isinstance(v, tuple) else v for word, v in fields.items()}
    theirs = [getattr(v2, known["class"])(**plain, **given)]
    if name == "jpeg":
        theirs = [v2.ToDtype(torch.uint8, scale=True), *theirs, v2.ToDtype(torch.float, scale=True)]
    chain = v2.Compose([*theirs, *([v2.Resize([16, 18])] if after else [])])
    normal = NORMAL(images())
    (found,) = transformed([(normal, ground_of(NORMAL))], (one, *after), draws())
    seeds = draws().below(2**62)[:, 0].tolist()
    for sample, plain_one, seed in zip(found, images(), seeds, strict=True):
        torch.manual_seed(seed)
        wanted = NORMAL(chain(tv_tensors.Image(plain_one))[None].as_subclass(torch.Tensor))[0]
        torch.testing.assert_close(sample, wanted, atol=0.06 if name == "jpeg" else 1e-4, rtol=0)


def test_containers_hold_torchvisions_under_all_of_their_names():
    one = AUGMENTATIONS.read(
        {
            "random_apply": {
                "transforms": ({"color_jitter": {"hue": 0.2}}, "random_invert"),
                "p": 0.5,
            }
        }
    )
    (found,) = transformed([(images(40), Ground(unit=torch.ones(())))], (one,), draws(40))
    changed = (found != images(40)).flatten(1).any(1)
    assert 8 < changed.sum() < 32


def test_masks_move_with_their_images_and_are_never_blended():
    """An image that shows its own mask goes on to show it, and what comes in is of no class."""
    masks = (torch.arange(16)[:, None] * 2 + torch.arange(18)).floor_divide(9)
    masks = masks.expand(20, 1, 16, 18).contiguous()
    pictures = (masks.float() / 10).expand(-1, 3, -1, -1)
    changes = [
        AUGMENTATIONS.read(one)
        for one in (
            {"random_rotation": {"degrees": 40, "fill": 0.9}},
            "random_horizontal_flip",
            {"random_crop": {"padding": 3, "fill": 0.9}},
            "random_invert",
        )
    ]
    plain = Ground(unit=torch.ones(()), black=torch.zeros(()), white=1.0)
    both = [(pictures, plain), (masks, Ground(IGNORED))]
    picture, mask = transformed(both, changes, draws(20))
    assert mask.dtype == torch.int64
    assert {*mask.unique().tolist()} == {IGNORED, 0, 1, 2, 3, 4, 5} & {
        IGNORED,
        *masks.unique().tolist(),
    }
    shown = torch.where(mask == IGNORED, 0.9, mask / 10)
    close = torch.minimum((picture[:, :1] - shown).abs(), (1 - picture[:, :1] - shown).abs()) < 1e-5
    assert close.float().mean() > 0.999


def test_shares_have_the_draws_of_the_whole():
    one = (AUGMENTATIONS.read({"random_rotation": 30}),)
    ground = Ground(unit=torch.ones(()))
    (whole,) = transformed([(images(7), ground)], one, draws(7))
    for rank in range(3):
        share = Share(rank, 3)
        (part,) = transformed([(share.of(images(7)), ground)], one, draws(7, share))
        assert torch.equal(part, whole[rank::3])


def test_torchs_own_generator_is_left_as_it_was():
    torch.manual_seed(3)
    before = torch.get_rng_state()
    transformed(
        [(images(), Ground(unit=torch.ones(())))], (AUGMENTATIONS.read("rand_augment"),), draws()
    )
    assert torch.equal(before, torch.get_rng_state())


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"gaussian_blur": {"kernel_size": 2}}, ()),
        (
            {"random_apply": {"transforms": ({"gaussian_blur": {"kernel_size": 2}},)}},
            ("random_apply", "transforms", 0),
        ),
        ({"random_choice": {"transforms": ("random_invert",), "p": (0.5, 0.5)}}, ()),
        ({"random_rotation": -3}, ()),
    ],
)
def test_what_torchvision_refuses_is_found_before_training(change, place):
    with pytest.raises(RecipeFailure) as caught:
        check_transforms([AUGMENTATIONS.read(change)], (3, 16, 16), ("data", "augment"))
    (one,) = caught.value.problems
    assert (one.code, one.field) == ("A608", ("data", "augment", 0, *place))
