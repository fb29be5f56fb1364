"""The page on comparing: its commands are there, its files are studies, its example runs."""

import doctest
import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from archspec.cli import main
from archspec.planning.sweep_plan import SweepPlan
from archspec.study import Plan, planned, read_plan
from docs.make.made import read

PAGE = read("docs/compare.md")
FORMS = {"study.yaml": Plan, "rates.yaml": SweepPlan}


def text_of(name: str) -> str:
    [text] = re.findall(rf"```yaml\n# {name}\n(.*?)```", PAGE, re.DOTALL)
    return text


def test_the_example_in_python_prints_what_it_says():
    [block] = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    example = doctest.DocTestParser().get_doctest(block, {}, "compare.md", None, 0)
    assert example.examples
    assert doctest.DocTestRunner().run(example).failed == 0


@pytest.mark.parametrize("name", FORMS)
def test_each_file_is_a_study(name, tmp_path):
    (tmp_path / name).write_text(text_of(name))
    plan = read_plan(tmp_path / name, FORMS[name])
    assert plan.budget.params


COMMANDS = re.findall(r"^\$ archspec (.+)$", PAGE, re.MULTILINE) + re.findall(
    r"`archspec (\w+ --resume \S+?)`", PAGE
)


@pytest.mark.parametrize("line", COMMANDS)
def test_each_command_is_one_that_there_is(line, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in FORMS:
        Path(name).write_text(text_of(name))
    Path("cifar.yaml").write_text("")
    word, *rest = line.split()
    command = main.get_command(click.Context(main), word)
    command.make_context(word, rest)


def test_the_study_can_be_planned_and_its_table_is_of_its_designs(tmp_path):
    (tmp_path / "study.yaml").write_text(text_of("study.yaml"))
    study = planned(read_plan(tmp_path / "study.yaml", Plan), tmp_path / "s", tmp_path)
    rows = re.findall(r"^(\w+) +([\d,]+) .*%.* 5$", PAGE.split("design  params")[1], re.MULTILINE)
    assert dict(rows) == {one.name: f"{one.params:,}" for one in study.contenders}
    assert {one.refused for one in study.contenders} == {""}


@pytest.mark.slow
def test_the_study_comes_to_what_the_page_says(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("study.yaml").write_text(text_of("study.yaml"))
    said = CliRunner().invoke(main, ["compare", "study.yaml"])
    assert said.exit_code == 0, said.output
    for words in ("digits and decay: 0.0 points apart", "digits is better than narrow by 10"):
        assert words in PAGE
        assert words in said.output
