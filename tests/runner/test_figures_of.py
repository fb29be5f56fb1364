"""Figures of a run as its folder has them, which anybody may have written."""

import pytest

from archspec.runner.result import figures_of


@pytest.mark.parametrize("accuracy", [10**400, -0.1, 1.5, 9e18])
def test_an_accuracy_is_a_share(accuracy):
    with pytest.raises(ValueError, match="accuracy"):
        figures_of({"loss": 0.5, "accuracy": accuracy})


@pytest.mark.parametrize("loss", [10**400, 1e200, -1e308])
def test_no_figure_is_so_large_that_its_square_is_none(loss):
    with pytest.raises(ValueError, match="loss"):
        figures_of({"loss": loss, "accuracy": None})


def test_what_came_to_no_number_is_left_out():
    part = {"loss": float("inf"), "accuracy": 1, "figures": {"f1": None, "mae": True, "r2": -3.5}}
    assert figures_of(part) == {"accuracy": 1.0, "r2": -3.5}
