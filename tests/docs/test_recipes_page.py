"""The page of recipes promises no more than the tests ask for."""

import re

from docs.make.made import read
from docs.make.recipes import PAGE, anchor
from tests.runner.recipes import TASKS


def test_figures_of_the_page_are_as_good_as_those_that_are_asked_for():
    lines = read(PAGE).splitlines()
    for task in TASKS:
        [line] = [one for one in lines if one.startswith(f"| {anchor(task)}")]
        found = {name: float(value) for name, value in re.findall(r"([\w.]+) ([\d.]+)[,| ]", line)}
        assert all(found[name] >= least for name, least in task.least.items())
