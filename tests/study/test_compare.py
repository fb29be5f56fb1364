"""Designs are trained as `train` trains them, from each seed, and compared as they came out."""

import base64
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from archspec.cli import main
from archspec.study import Plan, compared, opened, planned
from archspec.study.differing import differences

from .designs import figures_of, run


def test_each_run_is_one_as_train_makes_it(place):
    said = run("small.yaml", "wide.yaml", "--seeds", "3", "-o", "s")
    assert said.exit_code == 0, said.output
    assert "wide is better than small by " in said.output
    CliRunner().invoke(main, ["train", "wide.yaml", "--seed", "2", "-o", "alone"])
    assert figures_of(place / "s/runs/wide/seed-2") == figures_of(place / "alone")
    found = compared(opened(place / "s"))
    assert found.order == ["wide", "small"]
    assert [len(row.outcomes) for row in found.rows] == [3, 3]


def test_pictures_tables_and_page_lie_beside_the_runs(place, rendered):
    run("small.yaml", "wide.yaml", "--seeds", "2", "-o", "s")
    names = {one.name for one in (place / "s").iterdir()}
    pictures = {"bars.svg", "macs.svg", "params.svg"}
    assert {"comparison.csv", "comparison.html", "comparison.json", "comparison.md"} <= names
    assert pictures <= names
    lines = (place / "s/comparison.csv").read_text().splitlines()
    assert len(lines) == 5
    assert lines[0] == "design,params,macs,seed,seconds,train_accuracy,test_accuracy"
    assert "no verdict" in (place / "s/comparison.md").read_text()


def test_the_page_has_curves_and_a_network_for_each_design(place):
    run("small.yaml", "wide.yaml", "--seeds", "2", "--epochs", "2", "-o", "s")
    page = (place / "s/comparison.html").read_text()
    curves = page.split("<h2>Curves")[1].split("</section>")[0]
    charts = curves.split("</svg>")[:-1]
    assert [re.findall(r'class="title">(\w+)<', one) for one in charts] == [["small"], ["wide"]]
    for chart in charts:
        assert [chart.count(f'class="line {role}"') for role in "ab"] == [2, 2]
    networks = page.split("<h2>Networks")[1].split("</section>")[0]
    shown = re.findall(r"data:image/svg\+xml;base64,([^\"]+)", networks)
    assert ["linear" in base64.b64decode(one).decode() for one in shown] == [True, True]


def test_the_page_says_in_what_designs_differ_and_draws_each_network_once(place):
    decayed = "{spec: small.yaml, name: <decayed>, train: {optimizer.adam.weight_decay: 0.002}}"
    Path("study.yaml").write_text(f"study: {{designs: [small.yaml, {decayed}], seeds: 1}}")
    run("study.yaml", "-o", "s")
    page = (place / "s/comparison.html").read_text()
    section = {part.split("<")[0]: part.split("</section>")[0] for part in page.split("<h2>")[1:]}
    cells = re.findall(r"<t[hd]>(.*?)</t[hd]>", section["In what they differ"])
    said = ["", "optimizer.adam.weight_decay", "small", "0.0", "&lt;decayed&gt;", "0.002"]
    assert cells == said
    assert "dataset: digits" in section["Data and recipe"]
    assert "weight_decay" not in section["Data and recipe"]
    assert section["Networks"].count("<img") == 1
    assert "<b>small, &lt;decayed&gt;</b>" in section["Networks"]
    assert "What it costs" not in section


@pytest.mark.parametrize(
    ("designs", "cells"),
    [
        ([{"spec": "small.yaml"}, {"spec": "wide.yaml"}], "network small wide params.width 4 64"),
        ([{"spec": "small.yaml"}, {"spec": "small.yaml", "name": "b", "set": {"width": 8}}],
         "params.width small 4 b 8"),
        ([{"spec": "small.yaml"}, {"spec": "other.yaml", "name": "b"}], "network small small b b"),
        ([{"spec": "small.yaml"}], ""),
    ],
)  # fmt: skip
def test_networks_are_told_apart_by_names_and_parameters(place, designs, cells):
    Path("other.yaml").write_text(Path("small.yaml").read_text().replace("relu", "tanh"))
    told = differences(planned(Plan.model_validate({"designs": tuple(designs)}), place).contenders)
    body = re.findall(r"<t[hd]>(.*?)</t[hd]>", told)
    assert " ".join(filter(None, body)).removeprefix("small wide ") == cells


def test_a_design_above_the_budget_is_not_trained(place):
    said = run("small.yaml", "wide.yaml", "--seeds", "1", "--budget", "params=1000", "-o", "s")
    assert said.exit_code == 0, said.output
    assert "not trained: wide has 4,810 parameters, of at most 1,000" in said.output
    assert not (place / "s/runs/wide").exists()
    assert "over budget" in said.output
    said = run("wide.yaml", "--budget", "macs=10", "-o", "t")
    assert "A680" in said.output
    assert not (place / "t").exists()


def test_a_file_says_what_its_designs_have_in_common_and_apart(place):
    Path("study.yaml").write_text(
        "study:\n"
        "  designs: [small.yaml, {spec: small.yaml, name: penalised, set: {width: 8},"
        " train: {regularize: {l2: 0.001}}}]\n"
        "  train: {epochs: 2, data.val: 0.2}\n"
        "  seeds: 1\n"
    )
    said = run("study.yaml")
    assert said.exit_code == 0, said.output
    recipe = json.loads((place / "studies/study/runs/penalised/seed-0/recipe.json").read_text())
    assert (recipe["epochs"], recipe["data"]["val"]) == (2, 0.2)
    assert recipe["regularize"]["l2"] == 0.001
    assert compared(opened(place / "studies/study")).rows[1].params == 64 * 8 + 8 + 90


@pytest.mark.parametrize(
    ("text", "code", "at"),
    [
        ("study: {desings: [net]}", "A201", "desings"),
        ("study: {designs: [net], seeds: 0}", "A203", "seeds"),
        ("study: [net]", "A203", "study"),
        ("study: {designs: [nett]}", "A101", "nett"),
        ("study: {designs: [digits], train: {epoch: 1}}", "A201", "epoch"),
        ("study: {designs: [digits], train: {optimizer.sgdd.lr: 1}}", "A201", "sgdd"),
        ("study: {designs: [digits, digits]}", "A680", "digits"),
        ("study: {designs: [digits], train: {seed: 7}}", "A680", "`seeds: 5`"),
        ("study: {designs: [digits], recipe: none.yaml}", "A101", "none.yaml"),
        ("study: {designs: [digits]}\nlayers: []", "A201", "layers"),
    ],
)
def test_a_mistake_in_a_study_is_named_and_nothing_is_made(place, text, code, at):
    Path("study.yaml").write_text(text)
    said = run("study.yaml")
    assert said.exit_code == 1
    assert f"error[{code}]" in said.output
    assert at in said.output
    assert not (place / "studies").exists()


def test_designs_on_other_data_are_not_compared(place):
    Path("wide.yaml").write_text(Path("wide.yaml").read_text().replace("val: 0.1", "val: 0.3"))
    said = run("small.yaml", "wide.yaml")
    assert "error[A680]" in said.output
    assert "`data.val` is 0.1 and 0.3" in said.output


@pytest.mark.parametrize(
    "change",
    [
        {"seeds": 10**9},
        {"seeds": "3"},
        {"by": 3},
        {"designs": []},
        {"designs": [{"name": "a", "spec": "archspec: 1", "recipe": {}, "refused": ""}]},
        {"more": 1},
    ],
)
def test_a_study_of_a_stranger_is_refused_where_it_is_none(place, change):
    run("small.yaml", "--seeds", "1", "-o", "s")
    kept = json.loads((place / "s/study.json").read_text())
    (place / "s/study.json").write_text(json.dumps({**kept, **change}))
    said = run("--resume", "s")
    assert said.exit_code == 1
    assert "error[A" in said.output


def test_the_name_of_a_design_chooses_no_folder(place):
    run("small.yaml", "--seeds", "1", "-o", "s")
    kept = json.loads((place / "s/study.json").read_text())
    kept["designs"][0]["name"] = "../../out\x1b[2J"
    (place / "s/study.json").write_text(json.dumps(kept))
    said = run("--resume", "s")
    assert said.exit_code == 0, said.output
    assert "\x1b" not in said.output
    assert sorted(one.name for one in (place / "s/runs").iterdir()) == ["out_2J", "small"]
    assert not (place.parent / "out").exists()


def test_a_study_is_told_from_a_network(place):
    Path("study.yaml").write_text("study: {designs: [net]}")
    said = CliRunner().invoke(main, ["show", "study.yaml"])
    assert "this is a study" in said.output
    assert said.output.count("error[") == 1
    assert "archspec compare" in said.output


def test_a_figure_that_no_run_will_have_is_refused_before_any_is_trained(place):
    said = run("small.yaml", "--by", "acuracy", "-o", "s")
    assert said.exit_code == 1
    assert "error[A680]: `acuracy` is no figure of `small`" in said.stderr
    assert "the figures are `loss`, `accuracy`" in said.stderr
    assert "did you mean `accuracy`?" in said.stderr
    assert not (place / "s").exists()


HOUSES = """
archspec: 1
inputs: {x: [1]}
layers: [linear: 1]
train:
  data: {table: h.csv, val: 0.5, fields: {x: {numbers: [x]}, y: {number: y}}}
  targets: {output: {to: y, loss: mse, metrics: [mae]}}
  epochs: 1
  tensorboard: false
"""


@pytest.mark.parametrize(
    ("by", "fact"),
    [
        ("mae", ""),
        ("output.mae", ""),
        ("output.mea", "did you mean `mae`?"),
        ("cost.mae", "`cost.mae` is no figure of `h`"),
        ("rmse", "`rmse` is no figure of `h`"),
    ],
)
def test_a_figure_of_an_output_is_compared_by_where_it_is_measured(place, by, fact):
    Path("h.csv").write_text("x,y\n" + "".join(f"{n},{n * 2}\n" for n in range(20)))
    Path("h.yaml").write_text(HOUSES)
    said = run("h.yaml", "--by", by, "--seeds", "2", "-o", "s")
    assert (said.exit_code, fact in said.stderr) == (bool(fact), True), said.output
    assert ("A680" in said.stderr) == bool(fact)
    assert len([*place.glob("s/runs/*/*/result.json")]) == (0 if fact else 2)


def test_the_document_stands_alone_in_what_is_printed(place):
    said = run("small.yaml", "wide.yaml", "--seeds", "1", "--budget", "params=1000", "--json")
    assert [len(one["runs"]) for one in json.loads(said.stdout)["designs"]] == [1, 0]
    assert "1 of 1" in said.stderr


def test_a_finding_on_a_recipe_that_a_study_changes_names_the_design_and_the_change(place):
    changed = "{spec: small.yaml, name: quick, train: {optimizer: {sgd: {lrr: 1}}}}"
    Path("study.yaml").write_text(f"study: {{designs: [small.yaml, {changed}]}}")
    said = run("study.yaml")
    assert (
        "error[A201]: unknown field `lrr` in `optimizer.sgd`\n --> study.yaml:1:71" in said.stderr
    )
    assert 'in the recipe of `quick`, with `optimizer`: {"sgd": {"lrr": 1}}' in said.stderr
    assert "did you mean `lr`?" in said.stderr
