"""What designs have of their own stays theirs."""

from pathlib import Path

import pytest

import archspec
from archspec.planning.designs import contenders
from archspec.planning.plan import Plan

NET = """
archspec: 1
input: [1, 8, 8]
layers: [flatten, linear: 10]
train: {data: {dataset: digits, val: 0.1}, epochs: 1}
"""


@pytest.fixture(autouse=True)
def net(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("net.yaml").write_text(NET)


def test_a_field_of_one_design_reaches_no_other():
    plan = Plan.model_validate(
        {
            "designs": (
                {"spec": "net.yaml", "name": "fast", "train": {"optimizer.sgd.momentum": 0.9}},
                {"spec": "net.yaml", "name": "plain"},
            ),
            "train": {"optimizer": {"sgd": {"lr": 0.01}}},
        }
    )
    before = plan.model_dump()
    fast, plain = contenders(plan, Path())
    assert (fast.recipe.optimizer.momentum, plain.recipe.optimizer.momentum) == (0.9, 0.0)
    assert plan.model_dump() == before


def test_one_figure_has_one_aim():
    Path("table.csv").write_text("x,y\n" + "1,0\n2,1\n" * 9)
    fields = "{x: {number: {of: x}}, y: {class: {of: y}}}"
    train = (
        f"train:\n  data: {{table: table.csv, val: 0.2, fields: {fields}, inputs: {{input: x}}}}"
    )
    Path("net.yaml").write_text(f"archspec: 1\ninput: [1]\nlayers: [linear: 2]\n{train}\n")
    over = "study:\n  spec: net.yaml\n  over: {train.optimizer.adam.lr: [0.1, 0.2]}\n"
    for aims, wrong in (("loss: min", []), ("loss: min, output.loss: max", ["A680"])):
        text = f"{over}  aim: {{{aims}}}\n"
        assert [one.code for one in archspec.check(text=text, name="s.yaml")] == wrong, aims


@pytest.mark.parametrize("turned", [False, True], ids=["as written", "the other way round"])
def test_a_field_within_another_is_set_in_it_in_whatever_order_they_stand(turned):
    fields = [("optimizer", {"adam": {}}), ("optimizer.adam.lr", 0.5)]
    train = dict(reversed(fields) if turned else fields)
    plan = Plan.model_validate({"designs": ({"spec": "net.yaml", "train": train},)})
    (only,) = contenders(plan, Path())
    assert only.recipe.optimizer.lr == 0.5


def test_what_a_design_says_goes_before_what_the_study_says_within_it():
    own = {"spec": "net.yaml", "train": {"optimizer": {"adam": {"lr": 0.25}}}}
    common = {"optimizer": {"adam": {"lr": 0.003}}, "optimizer.adam.lr": 0.1}
    (only,) = contenders(Plan.model_validate({"designs": (own,), "train": common}), Path())
    assert only.recipe.optimizer.lr == 0.25
