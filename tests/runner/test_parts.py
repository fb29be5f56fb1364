"""Classes, held-back parts, normalisation and augmentation."""

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

from archspec.diagnostics import Failure
from archspec.recipe import Data
from archspec.recipe.augmentations import Crop, Erase, Flip
from archspec.recipe.data import Values
from archspec.runner import Silent
from archspec.runner.data import (
    Draws,
    Loader,
    Normalization,
    Share,
    divide,
    epoch_order,
    normalization,
    read,
)
from archspec.runner.data.account import left_text
from archspec.runner.data.augmentation import augment
from archspec.runner.data.batches import slices
from archspec.runner.data.samples import DataSet, InMemory, Split
from archspec.runner.layout import LAST, PLAIN, choose_layout

from .conftest import failed

NAMES = ("ant", "bee", "cat")


def data_set(count: int = 30, parts: tuple[str, ...] = ("train", "test")) -> DataSet:
    """Samples that carry their own number; labels 0, 1, 2, 0, …"""
    samples = InMemory(torch.arange(count, dtype=torch.float32)[:, None])
    return DataSet({part: Split(samples, torch.arange(count) % 3) for part in parts}, NAMES)


def npz(**fields: object) -> Data:
    return Data(dataset="npz", root="a.npz", **fields)


def numbers(split: Split) -> list[int]:
    return split.samples.take(torch.arange(len(split)))[:, 0].int().tolist()


def test_classes_are_picked_and_relabelled_in_the_order_written():
    found = divide(data_set(), npz(classes=("cat", "ant")))
    assert found.classes == ("cat", "ant")
    train = found.parts["train"]
    assert numbers(train)[:4] == [0, 2, 3, 5]
    assert train.labels[:4].tolist() == [1, 0, 1, 0]


def test_an_unknown_class_of_ones_own_data_names_the_nearest():
    with pytest.raises(Failure) as caught:
        divide(data_set(), npz(classes=("cat", "aunt")))
    (found,) = caught.value.diagnostics
    assert (found.code, found.message) == ("A601", "npz has no class `aunt`")
    assert found.helps[0].text == "did you mean `ant`?"


def test_what_is_held_back_is_stratified_and_always_the_same():
    first, second = (divide(data_set(), npz(val=0.2)) for _ in range(2))
    assert numbers(first.parts["val"]) == numbers(second.parts["val"])
    assert first.parts["val"].labels.bincount().tolist() == [2, 2, 2]
    both = numbers(first.parts["val"]) + numbers(first.parts["train"])
    assert sorted(both) == list(range(30))
    assert numbers(first.parts["val"]) != sorted(both)[:6]


def test_test_and_validation_samples_are_held_back_apart():
    found = divide(data_set(parts=("train",)), npz(val=0.5, test=0.2))
    every = [number for split in found.parts.values() for number in numbers(split)]
    assert sorted(every) == list(range(30))
    assert {part: len(split) for part, split in found.parts.items()} == {
        "train": 12,
        "test": 6,
        "val": 12,
    }


def test_val_test_needs_test_samples():
    with pytest.raises(Failure) as caught:
        divide(data_set(parts=("train",)), npz(val="test"))
    assert failed(caught)[:2] == (
        "A627",
        "`val: test` asks for test samples, but `a.npz` has none",
    )


def test_a_fraction_that_leaves_nothing():
    with pytest.raises(Failure) as caught:
        divide(data_set(3), npz(val=0.1))
    assert failed(caught)[:2] == ("A627", "a fraction of 0.1 of 3 samples leaves a part empty")


@pytest.mark.parametrize(("fraction", "works", "word"), [(0.1, 0.167, "smallest")])
def test_the_help_has_the_fraction_next_to_it_that_works(fraction, works, word):
    with pytest.raises(Failure) as caught:
        divide(data_set(9), npz(val=fraction))
    (help_,) = caught.value.diagnostics[0].helps
    assert help_.text == f"write `val: {works}`, the {word} that works: it holds 3 back"
    assert len(divide(data_set(9), npz(val=works)).parts["val"]) == 3
    with pytest.raises(Failure):
        divide(data_set(9), npz(val=works - 0.001))


@pytest.mark.parametrize("val", [0.2, "test"])
def test_a_validation_part_that_is_left_out_is_said(val):
    found = divide(data_set(parts=("train", "val", "test")), npz(val=val))
    left = [left_text(one) for one in found.left_out]
    assert left == [f"30 samples of `val`, because of `val: {val}`"]
    assert divide(data_set(parts=("train", "val")), npz()).left_out == ()


def test_a_fraction_to_test_beside_a_test_part_is_refused():
    with pytest.raises(Failure) as caught:
        divide(data_set(parts=("train", "test")), npz(test=0.2))
    assert failed(caught)[:2] == ("A603", "the data has 30 test samples of its own")


def test_mean_and_deviation_are_numpys():
    images = np.random.default_rng(0).integers(0, 256, (3000, 3, 4, 5), np.uint8)
    found = normalization(Data(dataset="cifar10").normalize, InMemory(torch.from_numpy(images)))
    values = images / 255
    np.testing.assert_allclose(found.mean, values.mean((0, 2, 3)), rtol=1e-6)
    np.testing.assert_allclose(found.std, values.std((0, 2, 3)), rtol=1e-6)
    batch = found(torch.from_numpy(images[:2]))
    expected = (values[:2] - values.mean((0, 2, 3))[:, None, None]) / (
        values.std((0, 2, 3))[:, None, None]
    )
    np.testing.assert_allclose(batch, expected, rtol=1e-4, atol=1e-5)


def test_the_published_figures_of_a_data_set_may_be_written():
    mean, std = (0.4914, 0.4822, 0.4465), (0.2023, 0.1994, 0.2010)
    found = normalization(Values(mean=mean, std=std), InMemory(torch.zeros(1, 3, 2, 2)))
    assert (found.mean, found.std) == (mean, std)


def test_a_constant_channel_is_not_divided_by_zero():
    found = normalization(npz().normalize, InMemory(torch.full((4, 2), 3.0)))
    assert found == Normalization((3.0, 3.0), (1.0, 1.0))


def draws(total: int) -> Draws:
    return Draws(torch.Generator().manual_seed(0), total)


def test_flips_mirror_about_half_of_the_images():
    images = torch.randn(400, 3, 4, 5)
    found = augment(images, (Flip(),), draws(len(images)))
    mirrored = [torch.equal(one, image.flip(2)) for one, image in zip(found, images, strict=True)]
    kept = [torch.equal(one, image) for one, image in zip(found, images, strict=True)]
    assert all(a != b for a, b in zip(mirrored, kept, strict=True))
    assert 160 < sum(mirrored) < 240
    assert torch.equal(
        augment(images, (Flip(p=1.0, axis="vertical"),), draws(len(images))), images.flip(2)
    )


def test_crops_shift_and_fill_with_the_mean():
    images = torch.rand(300, 2, 6, 7) + 1
    found = augment(images, (Crop(padding=2),), draws(len(images)))
    padded = torch.nn.functional.pad(images, (2, 2, 2, 2))
    seen = set()
    for one, image in zip(found, padded, strict=True):
        places = [
            (top, left)
            for top in range(5)
            for left in range(5)
            if torch.equal(one, image[:, top : top + 6, left : left + 7])
        ]
        assert len(places) == 1
        seen.add(places[0])
    assert len(seen) == 25


def test_erasing_covers_one_square():
    images = torch.ones(200, 2, 9, 9)
    found = augment(images, (Erase(size=3, p=0.5),), draws(len(images)))
    covered = (found[:, 0] == 0).sum((1, 2))
    assert torch.equal(found[:, 0], found[:, 1])
    assert covered.max() == 9
    assert 60 < (covered == 0).sum() < 140
    assert set(covered.tolist()) <= {0, 4, 6, 9}


def test_the_order_of_an_epoch_is_the_documented_one():
    order = epoch_order(10, seed=3, epoch=2)
    by_hand = torch.randperm(10, generator=torch.Generator().manual_seed(3 * 1_000_003 + 2))
    assert torch.equal(order, by_hand)
    assert not torch.equal(order, epoch_order(10, seed=3, epoch=3))


@pytest.mark.parametrize("count", range(1, 30))
@pytest.mark.parametrize("size", [1, 2, 7, 64])
def test_every_sample_is_in_one_batch_and_none_is_alone(count, size):
    found = slices(torch.arange(count), size)
    assert torch.cat(found).tolist() == list(range(count))
    assert all(len(one) <= size + 1 for one in found)
    if size > 1 and count > 1:
        assert min(map(len, found)) > 1


@pytest.mark.parametrize("world", [1, 2, 3])
def test_processes_share_each_batch(world):
    split = data_set(31).parts["train"]
    plain = Normalization((0.0,), (1.0,))
    ranks = [
        list(Loader(plain, 5, torch.device("cpu"), Share(rank, world)).shuffled(split, (), 1, 1))
        for rank in range(world)
    ]
    seen = []
    for together in zip(*ranks, strict=True):
        assert sum(batch.share for batch in together) == together[0].total
        seen += [int(x) for batch in together for x in batch.inputs[: batch.share, 0]]
    assert sorted(seen) == list(range(31))


@pytest.mark.parametrize(("stride", "layout"), [(1, LAST), (2, PLAIN)])
def test_a_strided_pointwise_convolution_keeps_the_plain_layout(stride, layout):
    """Torch 2.14.1 writes beyond its memory in the backward pass of one, channels last."""
    model = nn.Sequential(nn.Conv2d(3, 4, 3), nn.Conv2d(4, 6, 1, stride=stride, bias=False))
    assert choose_layout(model, (3, 8, 8)) is layout


def test_kernels_of_volumes_keep_the_plain_layout_beside_those_of_images():
    model = nn.Sequential(nn.Conv2d(3, 4, 3), nn.Unflatten(1, (2, 2)), nn.Conv3d(2, 3, 1))
    assert choose_layout(model, (3, 8, 8)) is PLAIN
    assert all(one.is_contiguous() for one in model.parameters())


@pytest.mark.parametrize("part", ["val", "test"])
def test_a_part_without_samples_is_no_part_and_that_is_said(tmp_path, part):
    for name, count in (("train", 4), (part, 0)):
        for place, kind in enumerate(("cat", "dog")):
            (tmp_path / name / kind).mkdir(parents=True)
            for i in range(count):
                image = Image.new("RGB", (8, 8), (60 * place, 50 * i, 9))
                image.save(tmp_path / name / kind / f"{i}.png")
    data = Data.model_validate({"dataset": "image_folder", "root": str(tmp_path)})
    found = divide(read(data, (3, 8, 8), 1, Silent()), data)
    assert set(found.parts) == {"train"}
    assert f"the part `{part}`" in [one.what for one in found.left_out]
