"""The page on comparing: its example in Python runs, and its files are studies."""

import doctest
import re

import pytest

from archspec.study import Plan, read_plan
from archspec.study.sweep_plan import SweepPlan
from docs.make.made import read

PAGE = read("docs/compare.md")
FORMS = {"study.yaml": Plan, "rates.yaml": SweepPlan}


def test_the_example_in_python_prints_what_it_says():
    [block] = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    example = doctest.DocTestParser().get_doctest(block, {}, "compare.md", None, 0)
    assert example.examples
    assert doctest.DocTestRunner().run(example).failed == 0


@pytest.mark.parametrize("name", FORMS)
def test_each_file_is_a_study(name, tmp_path):
    [text] = re.findall(rf"```yaml\n# {name}\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / name).write_text(text)
    plan = read_plan(tmp_path / name, FORMS[name])
    assert plan.budget.params
