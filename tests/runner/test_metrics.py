"""Every figure is what its definition says, over any shares of the samples."""

from itertools import product
from math import sqrt
from pathlib import Path

import pytest
import torch

from archspec.recipe import metrics as recipe_metrics
from archspec.recipe.losses import CrossEntropy
from archspec.recipe.other_losses import BinaryCrossEntropyWithLogits
from archspec.runner.data.share import Share
from archspec.runner.objective import Objective
from archspec.runner.task import Tally, Target, metrics
from archspec.runner.task.metrics import METRICS, make_metric
from archspec.runner.task.statistics import Room
from archspec.runner.task.statistics import ranks as rank_statistic
from archspec.runner.task.target import Said

CPU = torch.device("cpu")
SAMPLES, SIZE = 47, 10
"""Five batches, the last of seven: shares of two and three processes are uneven."""


def random(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def whole(limit: int, *shape: int, seed: int = 1) -> torch.Tensor:
    return torch.randint(limit, shape, generator=torch.Generator().manual_seed(seed))


def target_of(metric, classes, *, independent=False):
    """What is compared by a loss, and measured by one figure."""
    loss = BinaryCrossEntropyWithLogits() if independent else CrossEntropy()
    return Target("it", Objective(loss, classes), metrics=(metric,))


def measured(metric, scores, labels, classes=0, *, world=1, independent=False):
    """The figure of samples that `world` processes count in batches."""
    target, found = target_of(metric, classes, independent=independent), []
    for rank in range(world):
        share = Share(rank, world)
        batches = -(-len(labels) // SIZE)
        room = Room(batches, SIZE, len(labels), tuple(labels.shape[1:]), classes, CPU, share)
        found.append(target.tally(room))
        for number in range(batches):
            batch = slice(number * SIZE, (number + 1) * SIZE)
            rows = torch.arange(len(labels))[batch][rank::world]
            if len(rows):
                target.count(
                    found[-1],
                    number,
                    Said(torch.zeros(()), scores[rows], labels[rows], len(scores[rows])),
                )
    return target.figures(summed(found))[metric.name]


def summed(tallies):
    """What all processes have counted."""
    first = tallies[0]
    others = {one: sum(tally.others[one] for tally in tallies) for one in first.others}
    confusion = sum(tally.square() for tally in tallies).flatten()
    return Tally(first.sums, confusion, others, first.room)


def of_each_class(scores, labels, classes):
    """Hits, false and missed of each class, counted one sample after another."""
    found = [[0, 0, 0] for _ in range(classes)]
    for answer, label in zip(scores.argmax(1).tolist(), labels.tolist(), strict=True):
        if answer == label:
            found[label][0] += 1
        else:
            found[answer][1] += 1
            found[label][2] += 1
    return [counts for counts in found if any(counts)]


def mean(values):
    values = list(values)
    return sum(values) / len(values)


def area(scores, truth):
    """The part of all pairs of one that is and one that is not whose order is right."""
    yes, no = scores[truth].tolist(), scores[~truth].tolist()
    return mean(1.0 if a > b else 0.5 if a == b else 0.0 for a, b in product(yes, no))


def precision_by_recall(scores, truth):
    """The sum over thresholds of the precision there, times the recall that each adds."""
    total, before = 0.0, 0.0
    for threshold in sorted(set(scores.tolist()), reverse=True):
        said = scores >= threshold
        hits = int((said & truth).sum())
        recall = hits / int(truth.sum())
        total += (recall - before) * hits / int(said.sum())
        before = recall
    return total


def calibration(chances, labels, bins=15):
    total = 0.0
    sure, chosen = chances.max(1)
    for step in range(bins):
        inside = (sure > step / bins) & (sure <= (step + 1) / bins)
        if inside.any():
            right = (chosen == labels)[inside].double().mean()
            total += (
                int(inside.sum()) / len(labels) * abs(float(right - sure[inside].double().mean()))
            )
    return total


SCORES, LABELS = random(SAMPLES, 4), whole(4, SAMPLES)
TIED = (SCORES * 2).round() / 2
COUNTS = of_each_class(SCORES, LABELS, 4)
CHANCES = SCORES.softmax(1)

OF_CLASSES = {
    "accuracy": ({}, mean((SCORES.argmax(1) == LABELS).tolist())),
    "top_k": (
        {"k": 2},
        mean(
            int(y) in x.argsort(descending=True)[:2].tolist()
            for x, y in zip(SCORES, LABELS, strict=True)
        ),
    ),
    "f1": ({}, mean(2 * h / (2 * h + f + m) for h, f, m in COUNTS)),
    "dice": ({}, mean(2 * h / (2 * h + f + m) for h, f, m in COUNTS)),
    "precision": ({}, mean(h / max(1, h + f) for h, f, _ in COUNTS)),
    "recall": ({}, mean(h / max(1, h + m) for h, _, m in COUNTS)),
    "iou": ({}, mean(h / (h + f + m) for h, f, m in COUNTS)),
    "auroc": ({}, mean(area(CHANCES[:, k], k == LABELS) for k in range(4))),
    "average_precision": (
        {},
        mean(precision_by_recall(CHANCES[:, k], k == LABELS) for k in range(4)),
    ),
    "calibration_error": ({}, calibration(CHANCES, LABELS)),
}


@pytest.mark.parametrize("word", OF_CLASSES)
@pytest.mark.parametrize("world", [1, 2, 3])
def test_a_figure_of_classes_is_its_definition_in_any_shares(word, world):
    given, wanted = OF_CLASSES[word]
    found = measured(make_metric(word, **given), SCORES, LABELS, 4, world=world)
    assert found == pytest.approx(wanted, rel=1e-6)


def explained(errors, right):
    spread = (right - right.mean(0)).square().sum(0)
    return (1 - errors.square().sum(0) / spread).mean()


OF_NUMBERS = {
    "mae": lambda errors, right: errors.abs().mean(),
    "rmse": lambda errors, right: sqrt(errors.square().mean()),
    "r2": explained,
}
"""Of what is said minus what is right, and of that: a column for each number of a label."""

YES = whole(2, SAMPLES, 3).float()
ANSWERS = random(SAMPLES, 3, seed=5)


def of_labels():
    said, truth = ANSWERS > 0, YES > 0.5
    hits, false, missed = (
        (one.sum(0).tolist()) for one in (said & truth, said & ~truth, ~said & truth)
    )
    counts = list(zip(hits, false, missed, strict=True))
    return {
        "accuracy": (said == truth).double().mean().item(),
        "f1": mean(2 * h / (2 * h + f + m) for h, f, m in counts),
        "precision": mean(h / (h + f) for h, f, _ in counts),
        "recall": mean(h / (h + m) for h, _, m in counts),
        "auroc": mean(area(ANSWERS[:, k], truth[:, k]) for k in range(3)),
        "average_precision": mean(
            precision_by_recall(ANSWERS[:, k], truth[:, k]) for k in range(3)
        ),
    }


@pytest.mark.parametrize("word", of_labels())
@pytest.mark.parametrize("world", [1, 2, 3])
def test_a_figure_of_several_labels_is_its_definition_in_any_shares(word, world):
    metric = make_metric(word, independent=True)
    found = measured(metric, ANSWERS, YES, world=world, independent=True)
    assert found == pytest.approx(of_labels()[word], rel=1e-6)


@pytest.mark.parametrize("world", [1, 2, 3])
@pytest.mark.parametrize("shape", [(), (1,), (3,), (5, 6)])
def test_a_figure_of_numbers_is_its_definition_in_any_shares(shape, world):
    right = random(SAMPLES, *shape, seed=2) * 3 + 100
    said = right + random(SAMPLES, *shape, seed=3)
    apart = (said - right).double()
    columns = right.double().reshape(SAMPLES, -1) if len(shape) == 1 else right.double().view(-1, 1)
    errors = apart.reshape(columns.shape)
    for word, definition in OF_NUMBERS.items():
        found = measured(make_metric(word), said, right, world=world)
        assert found == pytest.approx(float(definition(errors, columns)), rel=1e-5), word


@pytest.mark.parametrize("world", [1, 3])
def test_masks_are_judged_by_the_pixels_that_count(world):
    scores, masks = random(12, 3, 4, 5), whole(3, 12, 4, 5)
    masks[:, 0] = -100
    flat = scores.movedim(1, -1)[masks >= 0], masks[masks >= 0]
    counts = of_each_class(*flat, 3)
    wanted = {
        "iou": mean(h / (h + f + m) for h, f, m in counts),
        "auroc": mean(area(flat[0].softmax(1)[:, k], flat[1] == k) for k in range(3)),
        "calibration_error": calibration(flat[0].softmax(1), flat[1]),
    }
    for word, value in wanted.items():
        assert measured(make_metric(word), scores, masks, 3, world=world) == pytest.approx(value)


@pytest.mark.parametrize("word", ["auroc", "average_precision"])
def test_equal_scores_are_in_no_order(word):
    wanted = {"auroc": area, "average_precision": precision_by_recall}[word]
    truth = LABELS == 1
    two = torch.stack([torch.zeros(SAMPLES), TIED[:, 0]], 1)
    value = wanted(two.softmax(1)[:, 1], truth)
    found = make_metric(word, independent=False)
    both = measured(found, two, truth.long(), 2)
    other = wanted(two.softmax(1)[:, 0], ~truth)
    assert both == pytest.approx((value + other) / 2)


def test_areas_of_more_scores_than_are_kept_are_near_the_exact_ones(monkeypatch):
    labels = whole(2, 5000)
    scores = random(5000, 2)
    scores[:, 1] += labels
    exact = measured(make_metric("auroc"), scores, labels, 2)
    monkeypatch.setattr(rank_statistic, "EXACT", 100)
    assert measured(make_metric("auroc"), scores, labels, 2, world=2) == pytest.approx(
        exact, abs=2e-4
    )


FILES = {path.stem for path in Path(metrics.__file__).parent.glob("*.py")}
ELSEWHERE = {"retrieval"}
"""Held against its definition in tests/runner/test_views.py."""


def test_every_figure_that_a_recipe_can_ask_for_is_there_and_held_against_its_definition():
    words, files = set(recipe_metrics.METRICS.by_name), FILES - {"__init__", "metric", "counts"}
    assert not files - words, f"archspec/recipe/metrics.py has no word for {files - words}"
    assert not words - files, f"archspec/runner/task/metrics/ has no file for {words - files}"
    tried = {*OF_CLASSES, *OF_NUMBERS} | ELSEWHERE
    assert not words - tried, f"OF_CLASSES or OF_NUMBERS above gets a line for {words - tried}"


@pytest.mark.parametrize("word", METRICS)
def test_a_figure_of_no_samples_has_no_value(word):
    metric = make_metric(word)
    classes = 0 if metric.compares in (("numbers",), ("views",)) else 3
    target = target_of(metric, classes)
    assert target.figures(target.tally(Room(0, 4, 0, (), classes, CPU))) == {metric.name: None}


def test_what_never_changes_is_not_explained():
    same = torch.full((SAMPLES,), 1e6)
    assert measured(make_metric("r2"), same + 1, same) is None
