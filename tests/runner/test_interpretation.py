"""What a report says of figures that are bad, or that say less than they seem to."""

import re
from pathlib import Path
from typing import ClassVar

import pytest
import torch

from archspec.runner import train
from archspec.runner.high_loss import high_loss
from archspec.runner.interpretation import interpretation
from archspec.runner.measure import Evaluation
from archspec.runner.progress import Epoch, Silent
from archspec.runner.result import RunResult
from archspec.runner.verdict import chance

from .conftest import recipe


def result(*confusion: tuple[int, ...]) -> RunResult:
    count = sum(map(sum, confusion))
    names = ("cat", "dog", "owl")[: len(confusion)]
    one = Evaluation("test", count, 0.5, confusion, names, None)
    history = tuple(Epoch(n, 0.5, 0.5, None, None, 0.1, 1.0) for n in (1, 2))
    evaluations = {"test": one, "train": one}
    return RunResult(Path("run"), history, 2, False, evaluations, evaluations)


def test_the_most_frequent_class_is_what_chance_is():
    assert chance(recipe(), result((10, 20), (21, 49))) == (
        "59.0 % of the test samples is no better than chance: always answering `dog` would be "
        "right in 70.0 % of them."
    )


@pytest.mark.parametrize("confusion", [((25, 25), (25, 25)), ((20, 30), (24, 26))])
def test_no_better_than_the_most_frequent_class(confusion):
    assert "no better than chance: always answering `cat`" in chance(recipe(), result(*confusion))


ALIKE = [
    {"sampler": {"balanced": "label"}},
    {"loss": {"cross_entropy": {"class_weights": "balanced"}}},
]


@pytest.mark.parametrize("fields", ALIKE)
def test_where_classes_count_alike_what_is_found_of_each_is_held_against_chance(fields):
    # 61 % of each class, of which one has 90 % of the samples.
    one = result((549, 176, 175), (10, 31, 9), (10, 9, 31))
    assert "no better than chance" in chance(recipe(), one)
    assert chance(recipe(**fields), one) == ""
    assert "next to nothing" not in " ".join(interpretation(recipe(**fields), one))
    assert chance(recipe(**fields), result((300, 300, 300), (17, 16, 17), (17, 17, 16))) == (
        "32.4 % of each class, on the mean, in the test samples is no better than chance: always "
        "answering `cat` would find 33.3 %."
    )


def test_what_is_hardly_better_is_nothing_however_many_samples_show_it():
    assert chance(recipe(), result((50_700, 49_300), (49_300, 50_700))).startswith(
        "50.7 % of the test samples is hardly better than chance: always answering `cat`"
    )


def test_balanced_accuracy_is_the_mean_of_what_is_found_of_classes_that_are_there():
    one = result((8, 2, 0), (5, 5, 0), (0, 0, 0)).evaluations["test"]
    assert one.mean_recall == pytest.approx(0.65)


def test_what_may_be_luck_is_not_certainly_better():
    assert chance(recipe(), result((28, 22), (22, 28))) == (
        "56.0 % of the test samples is not certainly better than chance: always answering `cat` "
        "would be right in 50.0 % of them; 100 samples leave ±9.8 percentage points."
    )


@pytest.mark.parametrize("confusion", [((40, 10), (10, 40)), ((9, 1, 0), (0, 10, 0), (1, 0, 9))])
def test_what_is_better_is_left_alone(confusion):
    assert chance(recipe(), result(*confusion)) == ""


def test_more_epochs_are_not_what_a_constant_answer_needs():
    advice = "The last epoch was the best: more epochs may help."
    assert advice not in [*interpretation(recipe(), result((0, 50), (0, 50)))]
    assert advice in [*interpretation(recipe(), result((45, 5), (5, 45)))]


def divided(**counts: tuple[int, int]) -> RunResult:
    """A run with so many samples right of so many in each part, two fifths of them cats."""
    evaluations = {}
    for part, (right, every) in counts.items():
        cats = every * 2 // 5
        found = min(cats, right)
        rest = right - found
        table = ((found, cats - found), (every - cats - rest, rest))
        evaluations[part] = Evaluation(part, every, 0.6, table, ("cat", "dog"), None)
    history = tuple(Epoch(n, 0.6, 0.5, None, None, 0.1, 1.0) for n in (1, 2))
    return RunResult(Path("run"), history, 1, False, evaluations, evaluations)


def said(result: RunResult, **fields: object) -> str:
    return " ".join(interpretation(recipe(**fields), result))


def test_a_network_that_has_learnt_nothing_does_not_overfit():
    text = said(divided(train=(120, 210), val=(15, 45), test=(21, 45)))
    assert "it has learnt next to nothing" in text
    assert "overfits" not in text
    assert "46.7 % of the test samples is no better than chance" in text


def test_a_gap_within_the_uncertainty_is_no_overfitting():
    # 90 % and 80 % of 20 samples: ±17.5 percentage points.
    assert "overfits" not in said(divided(train=(180, 200), test=(16, 20)))


def test_a_gap_beyond_the_uncertainty_is():
    # 90 % and 80 % of 1,000 samples: ±2.5 percentage points.
    text = said(divided(train=(1800, 2000), test=(800, 1000)))
    assert "It does 10.0 percentage points better on the samples it was trained on" in text


def of_classes(**tables: tuple[tuple[int, ...], ...]) -> RunResult:
    names = ("coat", "shoe", "shirt")
    parts = {
        part: Evaluation(part, sum(map(sum, table)), 0.3, table, names, None)
        for part, table in tables.items()
    }
    history = tuple(Epoch(n, 0.3, 0.5, 0.3, 0.9, 0.1, 1.0) for n in (1, 2))
    return RunResult(Path("run"), history, 1, False, parts, parts)


RARE = {
    "train": ((475, 0, 0), (0, 475, 0), (40, 10, 0)),
    "val": ((95, 0, 0), (0, 95, 0), (8, 2, 0)),
    "test": ((60, 0, 0), (0, 60, 0), (50, 10, 0)),
}
"""Shirts are a twentieth of what is trained on, and a third of the test samples."""


def test_test_samples_of_other_classes_are_no_overfitting():
    text = said(of_classes(**RARE))
    assert "overfits" not in text
    assert (
        "95.0 % of the validation samples are right, but 66.7 % of the test samples: these are "
        "not alike. Classes have other shares: `shirt` is 33.3 % of the test samples and 5.0 % of "
        "the training samples; `coat` is 33.3 % of the test samples and 47.5 % of"
    ) in text


def test_without_validation_samples_other_classes_leave_overfitting_open():
    text = said(of_classes(train=RARE["train"], test=RARE["test"]))
    assert "better on the samples it was trained on, and classes have other shares there" in text
    assert "it overfits. A penalty" not in text


def test_a_class_that_is_never_found_is_named():
    assert "No sample of `shirt` is found among the test samples." in said(of_classes(**RARE))
    found = ((90, 5, 0), (5, 90, 0), (9, 0, 1))
    assert "is found among" not in said(of_classes(train=found))


def test_percentages_are_written_one_way():
    text = said(divided(train=(1800, 2000), test=(800, 1000)))
    assert "80.0 % is known to about ±2.5 percentage points" in text
    assert not re.search(r"\d%", text)


def rising(*losses: float, measured: float) -> RunResult:
    table = ((60, 0, 0), (0, 60, 0), (30, 30, 0))
    one = Evaluation("train", 180, measured, table, ("cat", "dog", "owl"), None)
    history = tuple(
        Epoch(number, loss, 0.5, None, None, 10.0, 1.0) for number, loss in enumerate(losses, 1)
    )
    return RunResult(Path("run"), history, 1, False, {"train": one}, {"train": one})


def test_a_loss_above_that_of_equal_probabilities_is_told():
    assert high_loss(recipe(), rising(9.0, 7.0, measured=6.0)) == (
        "the loss ends at 7, above that of 3 equal probabilities (ln 3 = 1.1): lower `lr`"
    )


@pytest.mark.parametrize(("losses", "measured"), [((1.32, 1.32), 1.319), ((1.4,), 1.396)])
def test_a_loss_that_stays_where_it_began_has_not_risen(losses, measured):
    told = high_loss(recipe(), rising(*losses, measured=measured))
    assert "above where it began" not in told
    assert told.endswith("as the weights have hardly moved: raise `lr`")


@pytest.mark.parametrize(("losses", "measured"), [((1.6, 1.4), 1.38), ((1.6,), 1.3)])
def test_a_loss_that_comes_down_too_slowly_is_told(losses, measured):
    told = high_loss(recipe(), rising(*losses, measured=measured))
    assert told.endswith("raise `lr`, or train longer")


def test_a_loss_that_ends_above_its_first_epoch_is_told():
    told = high_loss(recipe(), rising(0.3, 0.9, measured=0.8))
    assert told.startswith("the loss ends at 0.9, above where it began (0.3 in the first epoch)")
    assert "overfits" not in said(rising(0.3, 0.9, measured=0.8))


@pytest.mark.parametrize(
    ("losses", "measured"), [((1.11, 1.12), 1.1), ((5.0,), 0.9), ((0.9, 0.3), 2.0)]
)
def test_a_loss_that_falls_or_stays_is_left_alone(losses, measured):
    assert high_loss(recipe(), rising(*losses, measured=measured)) == ""


def test_a_training_that_came_to_nothing_is_told_while_it_is_watched(tmp_path):
    class Heard(Silent):
        notes: ClassVar[list[str]] = []

        def on_note(self, text: str) -> None:
            self.notes.append(text)

    fields = {"epochs": 1, "optimizer": {"sgd": {"lr": 1e-9}}, "sampler": {"count": 64}}
    model = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(64, 10))
    torch.nn.init.zeros_(model[1].weight)
    train(model, recipe(**fields), tmp_path / "run", input_shape=(1, 8, 8), progress=Heard())
    [told] = [note for note in Heard.notes if note.startswith("careful: ")]
    page = (tmp_path / "run" / "report.html").read_text(encoding="utf-8")
    assert told.startswith("careful: it takes every sample for ")
    assert "Careful: it takes every sample for" in page
