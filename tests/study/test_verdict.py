"""Differences are called more than chance as often as they are, and no oftener."""

from itertools import product
from math import exp, lgamma, pi, sqrt

import numpy as np
import pytest

from archspec.study.student_t import half_width, quantile, two_sided
from archspec.study.verdict import Verdict, holm, in_words, mcnemar, ranked, verdicts

TABLE = {1: 12.706, 2: 4.303, 4: 2.776, 9: 2.262, 29: 2.045, 120: 1.980}
"""Values that 95 of 100 stay below, as any book of tables has them."""


@pytest.mark.parametrize("freedom", TABLE)
def test_quantiles_are_those_of_the_tables(freedom):
    assert quantile(freedom) == pytest.approx(TABLE[freedom], abs=5e-4)


@pytest.mark.parametrize(("t", "freedom"), [*product((0.02, 0.9, 3.0, 20.0), (1.5, 4, 57.3))])
def test_the_tails_are_what_is_left_beside_the_density(t, freedom):
    steps, width = 20_000, t / 20_000
    front = exp(lgamma((freedom + 1) / 2) - lgamma(freedom / 2)) / sqrt(freedom * pi)
    middles = ((step + 0.5) * width for step in range(steps))
    inside = sum((1 + x * x / freedom) ** (-(freedom + 1) / 2) for x in middles) * front * width
    assert two_sided(t, freedom) == pytest.approx(1 - 2 * inside, abs=1e-6)


def test_the_interval_holds_the_true_mean_as_often_as_it_says():
    chance = np.random.default_rng(0)
    samples = [[chance.normal(5, 2) for _ in range(4)] for _ in range(2_000)]
    held = sum(abs(sum(one) / 4 - 5) <= half_width(one) for one in samples)
    assert held == pytest.approx(1_900, abs=35)


def test_equal_designs_are_seldom_called_different():
    chance = np.random.default_rng(1)
    calls = 0
    for _ in range(1_000):
        figures = {name: [chance.normal(0.9, 0.01) for _ in range(5)] for name in "abc"}
        calls += any(one.shown for one in verdicts(figures, "max"))
    assert calls <= 60  # 50 of 1,000 are allowed, over all three pairs of each together


def test_designs_of_unlike_spread_are_no_more_often_called_different():
    chance = np.random.default_rng(2)
    spreads = {"a": 0.01, "b": 0.03}
    calls = 0
    for _ in range(1_000):
        figures = {n: [chance.normal(0.9, s) for _ in range(5)] for n, s in spreads.items()}
        calls += verdicts(figures, "max")[0].shown
    assert calls <= 75


MEANS = (("a", 3), ("b", 0))


def test_a_difference_of_three_deviations_is_found():
    chance = np.random.default_rng(3)
    found = 0
    for _ in range(300):
        figures = {
            n: [chance.normal(mean, 1) for _ in range(5)] for n, mean in (("a", 3), ("b", 0))
        }
        found += verdicts(figures, "max")[0].shown
    assert found >= 270


def test_a_margin_is_what_half_of_true_differences_of_its_size_are_missed_at():
    chance = np.random.default_rng(4)
    margin = 2.306 * sqrt(2 / 5)  # of two samples of five from equal spreads, known to be 1
    found = 0
    for _ in range(1_000):
        figures = {n: [chance.normal(m, 1) for _ in range(5)] for n, m in (("a", margin), ("b", 0))}
        found += verdicts(figures, "max")[0].shown
    assert 400 < found < 600


def test_fewer_than_three_runs_give_no_verdict():
    assert verdicts({"a": [0.9, 0.91], "b": [0.1, 0.2, 0.3]}, "max") == ()


def test_runs_that_all_came_to_the_same_tell_nothing_of_chance():
    same, other, spread = [0.5] * 3, [0.7] * 3, [0.1, 0.12, 0.11]
    assert verdicts({"a": same, "b": other}, "max") == ()
    assert [one.shown for one in verdicts({"a": same, "b": spread}, "max")] == [True]


def test_less_is_better_of_a_loss():
    [one] = verdicts({"a": [0.3, 0.31, 0.32], "b": [0.9, 0.91, 0.92]}, "min")
    assert (one.first, one.shown) == ("a", True)
    assert ranked({"a": [0.3], "b": [0.9]}, "loss") == ["a", "b"]


def test_corrected_values_are_in_order_and_never_above_one():
    # The example of Holm's procedure in R's documentation of p.adjust, by hand.
    assert holm([0.01, 0.02, 0.03, 0.04]) == [0.04, 0.06, 0.06, 0.06]
    assert holm([0.9, 0.8]) == [1.0, 1.0]
    assert holm([]) == []


def test_uneven_counts_are_as_rare_as_throws_of_a_coin():
    for both in range(1, 9):
        throws = [sum(one) for one in product((0, 1), repeat=both)]
        for first in range(both + 1):
            least = min(first, both - first)
            rare = sum(heads <= least or heads >= both - least for heads in throws) / 2**both
            assert mcnemar(first, both - first) == pytest.approx(min(1.0, rare))


def test_losses_are_told_as_they_are_and_accuracies_in_points():
    one = Verdict("a", "b", 0.0123, 0.004, 0.0002, 4)
    assert in_words(one, "head.accuracy").startswith("a is better than b by 1.2 ± 0.4 points (p <")
    assert in_words(one, "loss").startswith("a is better than b by 0.0123 ± 0.004 (p < 0.001")


def test_names_of_designs_are_told_as_text():
    name = "a\n# b\x1b[31m"
    said = in_words(Verdict(name, "c", 0.1, 0.01, 0.001, 5), "accuracy")
    assert "\n" not in said
    assert "\x1b" not in said
