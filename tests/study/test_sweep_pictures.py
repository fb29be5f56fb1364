"""What two things that vary do together is drawn, and they are those that tell most."""

import math
import re
from pathlib import Path

import numpy as np
import pytest

from archspec.planning.sweep_plan import SweepPlan
from archspec.recipe import Recipe
from archspec.study.chart import draw_bars, draw_costs
from archspec.study.comparison import Comparison, Row
from archspec.study.outcome import Outcome
from archspec.study.sweep import Sweep
from archspec.study.sweep_pictures import pictures, together, value_text
from archspec.study.tried import Tried

pytestmark = pytest.mark.usefixtures("rendered")

OVER = {
    "noise": {"float": (0.0, 1.0)},
    "width": {"int": (4, 64)},
    "train.optimizer.adam.lr": {"log": (1e-4, 1.0)},
    "train.schedule": (None, "cosine", {"step": {"every": 3}}),
}


def sweep(over: dict, aim: dict | None = None) -> Sweep:
    plan = SweepPlan.model_validate({"spec": "digits", "over": over})
    recipe = Recipe(data={"dataset": "digits"})
    aim = aim or {"accuracy": "max"}
    known = {"plan": plan, "recipe": recipe, "aim": aim, "text": "", "network": "digits"}
    return Sweep(**known, folder=Path("s"), name="s")


def trials(one: Sweep, count: int, figure) -> list[Tried]:
    """Trials at random, of which each has a figure by its values."""
    chance, found = np.random.default_rng(3), []
    for number in range(count):
        chosen = {}
        for name, values in one.plan.over.items():
            low, high = values.corners[0], values.corners[-1]
            drawn = {
                "values": lambda all_=values.corners: all_[chance.integers(len(all_))],
                "int": lambda a=low, b=high: int(chance.integers(a, b + 1)),
                "float": lambda a=low, b=high: float(chance.uniform(a, b)),
                "log": lambda a=low, b=high: float(a * (b / a) ** chance.random()),
            }
            chosen[name] = drawn[type(values).kind]()
        found.append(Tried(number, chosen, (figure(chosen),), "done"))
    sign = -1 if one.aim[one.figure] == "max" else 1
    return sorted(found, key=lambda trial: sign * trial.values[0])


def labels(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


def test_the_two_that_tell_most_are_drawn_together_with_log_axes_and_the_best_marked():
    one = sweep(OVER)

    def figure(chosen) -> float:
        """Best in the middle of the rates, which no correlation would show."""
        off = math.log10(chosen["train.optimizer.adam.lr"]) + 2
        return 1 / (1 + off**2) + 0.05 * (chosen["train.schedule"] == "cosine")

    svg = together(one, trials(one, 60, figure))
    said = labels(svg)
    assert {"train.optimizer.adam.lr", "train.schedule", "best", "accuracy, %"} <= {*said}
    assert {"null", "cosine"} <= {*said}
    assert "noise" not in said
    assert "-1" in svg.replace("−", "-")  # a power of ten


def test_a_small_loss_is_best_and_one_that_grew_beyond_bounds_hides_no_other():
    one = sweep(OVER, {"loss": "min"})
    found = trials(one, 30, lambda chosen: 1e30 if chosen["noise"] > 0.97 else chosen["noise"])
    said = labels(together(one, found))
    assert "noise" in said
    assert "0.2" in said


def test_few_trials_or_one_thing_that_varies_have_no_such_picture():
    one = sweep(OVER)
    found = trials(one, 8, lambda chosen: chosen["noise"])
    assert together(one, found)
    assert not together(one, found[1:])
    alike = [Tried(one.number, {**one.chosen, "width": 4}, one.values, "done") for one in found]
    two = sweep({"width": (4, 8), "noise": OVER["noise"]})
    assert not together(two, alike)


def test_trials_at_one_place_do_not_hide_one_another():
    one = sweep({"a": ("x", "y"), "b": (True, False), "c": {"int": (1, 99)}})
    found = trials(one, 40, lambda chosen: 0.3 * (chosen["a"] == "x") + 0.2 * chosen["b"])
    svg = together(one, found)
    dots = re.findall(r'<use xlink:href="#\w+" x="([\d.]+)" y="([\d.]+)" style="fill', svg)
    assert len({*dots}) >= 40


FORMULA = r"$\frac$"
"""No formula that could be drawn, and a name or value of a file like any other."""


def test_a_dollar_sign_is_one_and_begins_no_formula():
    one = sweep({"note": (FORMULA, "b"), "train.$a$": {"float": (0.0, 1.0)}})
    found = trials(one, 10, lambda chosen: chosen["train.$a$"])
    said = labels("".join(pictures(one, found).values()))
    assert said.count(value_text(FORMULA)) == 2
    assert said.count("train.$a$") == 2


def test_nor_does_one_in_the_name_of_a_design():
    runs = (Outcome(Path("r"), 0, {"train": {"loss": 1.0}, "test": {"loss": 2.0}}, 1.0),)
    rows = tuple(Row(name, 10 * size, size, runs) for size, name in enumerate((FORMULA, "b"), 1))
    compared = Comparison("loss", "test", rows, (), 1)
    for svg in (draw_bars(compared), draw_costs(compared, "params")):
        assert FORMULA in labels(svg)
