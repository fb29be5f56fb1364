"""What is wrong with all designs of a study is told once, and with the line to write."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import archspec
from archspec.cli import main

NET = """
archspec: 1
params: {width: 4}
input: [1, 8, 8]
layers: [conv: {width: $width, kernel: 3}, flatten, linear: 10]
train: {data: {dataset: digits, val: 0.1}, epochs: 1, optimizer: {adamw: {lr: 0.01}}}
"""


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in "abc":
        Path(f"{name}.yaml").write_text(NET.replace("archspec: 1", f"archspec: 1\nname: {name}"))


def test_a_slip_in_the_recipe_of_all_designs_is_one_finding():
    study = "study:\n  designs: [a.yaml, b.yaml, {}]\n  train: {{epoch: 3}}\n"
    [found] = archspec.check(text=study.format("c.yaml"))
    assert found.message == "unknown field `epoch` in `train`"
    assert found.notes[-1] == "it is the same in 2 other designs"
    own, other = archspec.check(text=study.format("{spec: c.yaml, train: {epoch: 4}}"))
    assert (other.notes[-1], own.span.line) == ("it is the same in 1 other design", 2)


@pytest.mark.parametrize("word", ["train.lr", "train.optimizer.lr", "train.optimizer.sgd.lr", "lr"])
def test_a_field_of_the_optimiser_is_named_by_its_whole_way(word):
    study = "study: {{spec: a.yaml, over: {{{}: [0.1, 0.2]}}}}"
    [found] = archspec.check(text=study.format(word))
    [help_] = found.helps
    meant = re.fullmatch("write `(.*)`", help_.text)[1]
    assert archspec.check(text=study.format(meant)) == ()


def test_an_optimiser_that_varies_too_may_have_fields():
    over = "{train.optimizer: [{sgd: {lr: 0.1}}], train.optimizer.sgd.lr: [0.1, 0.2]}"
    assert archspec.check(text=f"study: {{spec: a.yaml, over: {over}}}") == ()


def test_seeds_and_a_spec_with_its_parameters_are_written_as_they_are_meant():
    [found] = archspec.check(text="study: {designs: [a.yaml, b.yaml], seeds: [0, 1, 2]}")
    assert found.helps[0].text.endswith("`seeds: 3`")
    [found] = archspec.check(text="study:\n  designs:\n    - a.yaml: {width: 8}\n    - b.yaml\n")
    assert found.helps[0].text == "write `{spec: a.yaml, set: {width: 8}}`"
    assert archspec.check(text="study: {designs: [{spec: a.yaml, set: {width: 8}}, b.yaml]}") == ()


def test_a_parameter_that_one_design_lacks_is_told_of_that_design():
    Path("b.yaml").write_text(NET.replace("params: {width: 4}\n", "").replace("$width", "4"))
    said = CliRunner().invoke(main, ["compare", "a.yaml", "b.yaml", "--set", "width=8"]).output
    assert "`--set width=8` names no parameter" in said
    assert "= note: it is that of the design `b.yaml`" in said
