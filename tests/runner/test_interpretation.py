"""What a report says of figures that are no better than chance."""

from pathlib import Path

import pytest

from archspec.runner.interpretation import chance, interpretation
from archspec.runner.measure import Evaluation
from archspec.runner.progress import Epoch
from archspec.runner.result import RunResult

from .conftest import recipe


def result(*confusion: tuple[int, ...]) -> RunResult:
    count = sum(map(sum, confusion))
    names = ("cat", "dog", "owl")[: len(confusion)]
    one = Evaluation("test", count, 1.0, confusion, names, None)
    history = tuple(Epoch(n, 1.0, 0.5, None, None, 0.1, 1.0) for n in (1, 2))
    evaluations = {"test": one, "train": one}
    return RunResult(Path("run"), history, 2, False, evaluations, evaluations)


def test_the_most_frequent_class_is_what_chance_is():
    assert chance(result((10, 20), (21, 49))) == (
        "That is no better than chance: always answering `dog` would be right in 70.0% of the test "
        "samples."
    )


@pytest.mark.parametrize(
    "confusion", [((25, 25), (25, 25)), ((20, 30), (24, 26)), ((28, 22), (22, 28))]
)
def test_no_better_than_the_most_frequent_class(confusion):
    assert chance(result(*confusion)).startswith("That is no better than chance: always answering")


@pytest.mark.parametrize("confusion", [((40, 10), (10, 40)), ((9, 1, 0), (0, 10, 0), (1, 0, 9))])
def test_what_is_better_is_left_alone(confusion):
    assert chance(result(*confusion)) == ""


def test_more_epochs_are_not_what_a_constant_answer_needs():
    advice = "The last epoch was the best: more epochs may help."
    assert advice not in [*interpretation(recipe(), result((0, 50), (0, 50)))]
    assert advice in [*interpretation(recipe(), result((45, 5), (5, 45)))]
