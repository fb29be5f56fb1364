"""Losses are sums with weights: of any shares together, they are torch's means of the whole."""

import pytest
import torch
from torch import nn
from torch.nn import functional

from archspec.recipe import Recipe
from archspec.runner.data import Batch
from archspec.runner.measure import Tally
from archspec.runner.objective import IGNORED, Objective
from archspec.runner.place import Place

CPU = torch.device("cpu")


def objective(loss: object, classes: int = 4, **weights: float) -> Objective:
    recipe = Recipe.model_validate({"data": {"dataset": "digits"}, "loss": loss})
    return Objective(recipe.loss, classes, weights)


def scores(*shape: int) -> torch.Tensor:
    generator = torch.Generator().manual_seed(0)
    return torch.randn(*shape, generator=generator, dtype=torch.float64)


def labels(*shape: int, classes: int = 4) -> torch.Tensor:
    return torch.randint(classes, shape, generator=torch.Generator().manual_seed(1))


CASES = {
    "classes": ("cross_entropy", scores(10, 4), labels(10), functional.cross_entropy),
    "smoothed": (
        {"cross_entropy": {"label_smoothing": 0.2}},
        scores(10, 4),
        labels(10),
        lambda x, y: functional.cross_entropy(x, y, label_smoothing=0.2),
    ),
    "log-probabilities": (
        "nll",
        scores(10, 4).log_softmax(1),
        labels(10),
        functional.nll_loss,
    ),
    "a yes or no for each class": (
        "bce_with_logits",
        scores(10, 4),
        labels(10),
        lambda x, y: functional.binary_cross_entropy_with_logits(
            x, functional.one_hot(y, 4).double()
        ),
    ),
    "one yes or no": (
        "bce_with_logits",
        scores(10, 1),
        labels(10, classes=2),
        lambda x, y: functional.binary_cross_entropy_with_logits(x[:, 0], y.double()),
    ),
    "numbers": (
        "mse",
        scores(10, 3),
        scores(10, 3) + 1,
        functional.mse_loss,
    ),
    "pictures of numbers": (
        {"huber": {"delta": 0.5}},
        scores(10, 1, 5, 6),
        scores(10, 5, 6) ** 2,
        lambda x, y: functional.huber_loss(x[:, 0], y, delta=0.5),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
@pytest.mark.parametrize("world", [1, 3, 4])
def test_shares_together_have_the_mean_of_the_whole(case, world):
    loss, outputs, targets, torchs = case
    count = 2 if outputs.shape[1] == 1 and not targets.is_floating_point() else 4
    one = objective(loss, 0 if targets.is_floating_point() else count)
    shares = [(outputs[rank::world], targets[rank::world]) for rank in range(world)]
    total = sum(one.sum(*share) for share in shares)
    weight = sum(one.weight(share[1]) for share in shares)
    torch.testing.assert_close(total / weight, torchs(outputs, targets), rtol=1e-14, atol=0)


@pytest.mark.parametrize("world", [1, 2, 3])
def test_what_is_ignored_in_a_mask_weighs_nothing(world):
    outputs, masks = scores(6, 4, 5, 5), labels(6, 5, 5)
    masks[0], masks[1, :4], masks[4, 2] = IGNORED, IGNORED, IGNORED
    one = objective("cross_entropy")
    groups = [Batch(0, outputs, masks[rank::world], 6, 6 // world) for rank in range(world)]
    weight = sum(one.weight_of([group], Place(CPU)) for group in groups)
    total = sum(one.sum(outputs[rank::world], masks[rank::world]) for rank in range(world))
    wanted = functional.cross_entropy(outputs, masks)
    torch.testing.assert_close(total / weight, wanted, rtol=1e-14, atol=0)
    halves = [
        functional.cross_entropy(outputs[:3], masks[:3]),
        functional.cross_entropy(outputs[3:], masks[3:]),
    ]
    assert abs(sum(halves) / 2 - wanted) > 1e-3


def test_where_everything_is_ignored_nothing_is_learnt_and_nothing_is_infinite():
    outputs = nn.Parameter(scores(2, 4, 3, 3))
    masks = torch.full((2, 3, 3), IGNORED)
    one, tally = objective("cross_entropy"), Tally.empty(1, 4, CPU)
    loss = one.sum(outputs, masks)
    (loss / one.weight_of([Batch(0, outputs, masks, 2, 2)], Place(CPU))).backward()
    assert torch.equal(outputs.grad, torch.zeros_like(outputs))
    tally.add(0, loss, one.weight(masks), masks, one.chosen(outputs))
    assert (tally.mean(), tally.accuracy(), tally.unsound()) == (0.0, 0.0, None)


def test_the_accuracy_of_masks_is_that_of_the_pixels_that_count():
    outputs, masks = scores(2, 4, 5, 5), labels(2, 5, 5)
    masks[0, :2] = IGNORED
    tally = Tally.empty(3, 4, CPU)
    one = objective("cross_entropy")
    tally.add(1, one.sum(outputs, masks), one.weight(masks), masks, one.chosen(outputs))
    counted = masks != IGNORED
    right = (outputs.argmax(1) == masks)[counted].double().mean()
    assert tally.accuracy() == pytest.approx(right.item())
    assert tally.square().sum() == counted.sum()


def test_outputs_are_weighed_by_their_names():
    both = {"answer": scores(5, 4), "side": 2 * scores(5, 4)}
    targets = labels(5)
    one = objective("cross_entropy", side=0.25)
    wanted = functional.cross_entropy(both["answer"], targets, reduction="sum")
    wanted = wanted + 0.25 * functional.cross_entropy(both["side"], targets, reduction="sum")
    torch.testing.assert_close(one.total(both, targets), wanted)


def test_losses_of_narrow_numbers_are_summed_in_wide_ones():
    outputs, targets = scores(4000, 4).to(torch.bfloat16), labels(4000)
    found = objective("cross_entropy").sum(outputs, targets)
    assert found.dtype == torch.float32
    wanted = functional.cross_entropy(outputs.double(), targets, reduction="sum")
    assert found.item() == pytest.approx(wanted.item(), rel=1e-5)
