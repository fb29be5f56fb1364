"""Samples made of two: torchvision's own, and a loop written by hand."""

import copy

import numpy as np
import pytest
import torch
from torch.nn import functional
from torchvision.transforms import v2

from archspec.recipe.mix import CutMix, MixUp
from archspec.runner import train
from archspec.runner.chance import number
from archspec.runner.data import Batch
from archspec.runner.data.mixing import blended, draw_box, mixed, put_in

from .conftest import recipe
from .test_loop import digits


def batch(count: int = 6) -> tuple[Batch, Batch]:
    random = torch.Generator().manual_seed(0)
    images, labels = torch.rand(count, 3, 8, 6, generator=random), torch.arange(count) % 4
    one = Batch(0, images, labels, count, count)
    return one, Batch(0, images.roll(1, 0), labels.roll(1), count, count)


def soft(found: Batch) -> torch.Tensor:
    """What is right, as probabilities (n, 4)."""
    first, second = (functional.one_hot(one, 4) for one in (found.labels, found.mixed.labels))
    return found.mixed.part * first + (1 - found.mixed.part) * second


@pytest.mark.parametrize("part", [0.8, 0.3])
def test_blending_is_torchvisions_mixup(part):
    one, others = batch()
    found, theirs = blended(one, others, part), v2.MixUp(num_classes=4)
    params = {"labels": one.labels, "batch_size": 6, "lam": part}
    torch.testing.assert_close(found.inputs, theirs.transform(one.inputs, params))
    torch.testing.assert_close(soft(found), theirs.transform(one.labels, params))


@pytest.mark.parametrize("box", [(slice(2, 5), slice(0, 4)), (slice(0, 8), slice(1, 6))])
def test_a_box_is_put_in_as_by_torchvisions_cutmix(box):
    one, others = batch()
    found, theirs = put_in(one, others, box, ()), v2.CutMix(num_classes=4)
    rows, columns = box
    outside = 1 - (rows.stop - rows.start) * (columns.stop - columns.start) / 48
    params = {"labels": one.labels, "batch_size": 6, "lam_adjusted": outside}
    params["box"] = (columns.start, rows.start, columns.stop, rows.stop)
    torch.testing.assert_close(found.inputs, theirs.transform(one.inputs, params))
    torch.testing.assert_close(soft(found), theirs.transform(one.labels, params))


def test_boxes_have_the_area_that_is_drawn_and_stay_within_the_image():
    random = np.random.default_rng(0)
    boxes = [draw_box(0.75, 40, 20, random) for _ in range(300)]
    assert all(r.start >= 0 and r.stop <= 40 and c.start >= 0 and c.stop <= 20 for r, c in boxes)
    sizes = [(r.stop - r.start) * (c.stop - c.start) for r, c in boxes]
    assert max(sizes) == 200
    assert len({r.start for r, _ in boxes}) > 20


def test_each_batch_has_one_way_and_one_part_by_its_number():
    one, others = batch()
    ways = (MixUp(alpha=0.2), CutMix())
    found = [mixed(one, others, ways, (0, "mix", 1, n), ()) for n in range(40)]
    again = mixed(one, others, ways, (0, "mix", 1, 3), ())
    assert torch.equal(found[3].inputs, again.inputs)
    assert len({each.mixed.part for each in found}) > 30
    # A box leaves most values as they were, and blending none.
    boxed = [bool((each.inputs == one.inputs).any()) for each in found]
    assert 8 < sum(boxed) < 32


def test_masks_have_the_box_of_their_images_and_one_label_for_each_pixel():
    one, others = batch()
    masks = torch.arange(6)[:, None, None].expand(6, 8, 6)
    one = Batch(0, one.inputs, {"mask": masks, "kind": one.labels}, 6, 6)
    others = Batch(
        0, others.inputs, {"mask": masks.roll(1, 0), "kind": one.labels["kind"].roll(1)}, 6, 6
    )
    found = put_in(one, others, (slice(0, 8), slice(1, 6)), ("mask",))
    assert torch.equal(found.labels["mask"][:, :, 1:], masks.roll(1, 0)[:, :, 1:])
    assert torch.equal(found.labels["mask"][:, :, 0], masks[:, :, 0])
    assert {*found.mixed.labels} == {"kind"}
    alone = put_in(
        Batch(0, one.inputs, masks, 6, 6),
        Batch(0, others.inputs, masks, 6, 6),
        (slice(0, 2), slice(0, 2)),
        ("",),
    )
    assert alone.mixed is None


WEIGHTS = tuple(0.5 + n / 4 for n in range(10))
FIELDS = {
    "mix": ({"mixup": 0.4}, {"cutmix": 1.0}),
    "loss": {"cross_entropy": {"class_weights": WEIGHTS, "label_smoothing": 0.1}},
    "epochs": 2,
    "batch_size": 256,
    "optimizer": {"sgd": {"lr": 0.1}},
    "seed": 5,
}


def test_a_loop_by_hand_has_the_same_losses(tmp_path):
    """With class weights and smoothing: both are torch's, for probabilities that are right."""
    model = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(64, 10))
    twin = copy.deepcopy(model)
    result = train(
        model, recipe(**FIELDS, data={"val": "test"}), tmp_path / "run", input_shape=(1, 8, 8)
    )
    images, labels = digits("train")
    mean, std = images.mean(), images.std(unbiased=False)
    weights, optimizer = torch.tensor(WEIGHTS), torch.optim.SGD(twin.parameters(), lr=0.1)
    for epoch in (1, 2):
        order = torch.randperm(
            len(images), generator=torch.Generator().manual_seed(5 * 1_000_003 + epoch)
        )
        sums = torch.zeros(2)
        for place, index in enumerate(order.split(256)):
            random = np.random.default_rng(number(5, "mix", epoch, place))
            cut = random.integers(2) == 1
            part = random.beta(1.0, 1.0) if cut else random.beta(0.4, 0.4)
            x, params = (
                (images[index] - mean) / std,
                {"labels": labels[index], "batch_size": len(index)},
            )
            if cut:
                half = int(0.5 * (1 - part) ** 0.5 * 8)
                down, across = random.integers(8), random.integers(8)
                box = [max(across - half, 0), max(down - half, 0)]
                box += [min(across + half, 8), min(down + half, 8)]
                area = (box[2] - box[0]) * (box[3] - box[1])
                params |= {"box": box, "lam_adjusted": 1 - area / 64}
            else:
                params |= {"lam": part}
            theirs = (v2.CutMix if cut else v2.MixUp)(num_classes=10)
            x, right = theirs.transform(x, params), theirs.transform(params["labels"], params)
            losses = functional.cross_entropy(
                twin(x), right, weight=weights, label_smoothing=0.1, reduction="sum"
            )
            # Torch would divide by the number of samples, where labels are probabilities.
            weight = (right @ weights).sum()
            optimizer.zero_grad()
            (losses / weight).backward()
            optimizer.step()
            sums += torch.stack([losses.detach(), weight])
        assert result.history[epoch - 1].train_loss == pytest.approx(
            (sums[0] / sums[1]).item(), rel=1e-5
        )
    unseen, answers = digits("test")
    with torch.no_grad():
        wanted = functional.cross_entropy(twin((unseen - mean) / std), answers, weight=weights)
    # What is measured has no smoothing.
    assert result.history[1].val_loss == pytest.approx(wanted.item(), rel=1e-4)
