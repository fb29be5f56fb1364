"""The page of recipes has those that are trained by the tests, and no other."""

import re
from pathlib import Path

from ..benchmarks.recipes import anchor, section
from ..runner.recipes import TASKS

PAGE = (Path(__file__).parents[2] / "docs/recipes.md").read_text(encoding="utf-8")


def test_every_recipe_of_the_page_is_one_that_is_trained():
    assert all(section(task) in PAGE for task in TASKS)
    assert PAGE.count("```yaml") == len(TASKS)


def test_figures_of_the_page_are_as_good_as_those_that_are_asked_for():
    for task in TASKS:
        [line] = [one for one in PAGE.splitlines() if one.startswith(f"| {anchor(task)}")]
        found = {name: float(value) for name, value in re.findall(r"([\w.]+) ([\d.]+)[,| ]", line)}
        assert all(found[name] >= least for name, least in task.least.items())
