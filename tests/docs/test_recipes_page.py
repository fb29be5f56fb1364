"""The page of recipes has those that are trained by the tests, and no other."""

import re

from tests.benchmarks.recipes import PAGE, anchor, section
from tests.runner.recipes import TASKS


def test_every_recipe_of_the_page_is_one_that_is_trained():
    page = PAGE.read_text(encoding="utf-8")
    assert all(section(task) in page for task in TASKS)
    assert page.count("```yaml") == len(TASKS)


def test_figures_of_the_page_are_as_good_as_those_that_are_asked_for():
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    for task in TASKS:
        [line] = [one for one in lines if one.startswith(f"| {anchor(task)}")]
        found = {name: float(value) for name, value in re.findall(r"([\w.]+) ([\d.]+)[,| ]", line)}
        assert all(found[name] >= least for name, least in task.least.items())
