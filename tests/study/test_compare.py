"""Designs are trained as `train` trains them, from each seed, and compared as they came out."""

import base64
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from archspec.cli import main
from archspec.diagnostics import Failure
from archspec.network import load
from archspec.run import open_run
from archspec.runner.data.files import DIGITS
from archspec.study import compared, opened
from archspec.study.outcome import read_outcome

SPEC = """
archspec: 1
name: {name}
params: {{width: {width}}}
input: [1, 8, 8]
layers: [flatten, linear: $width, relu, linear: 10]
train:
  data: {{dataset: digits, val: 0.1}}
  epochs: {epochs}
  threads: 1
  device: cpu
  tensorboard: false
"""


@pytest.fixture
def place(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    design("small", 4)
    design("wide", 64)
    return tmp_path


def design(name: str, width: int, epochs: int = 1) -> str:
    Path(f"{name}.yaml").write_text(SPEC.format(name=name, width=width, epochs=epochs))
    return f"{name}.yaml"


def run(*words: str):
    return CliRunner().invoke(main, ["compare", *words])


def figures_of(folder: Path) -> dict[str, object]:
    found = json.loads((folder / "result.json").read_text())
    return found["best"]["parts"]


def test_each_run_is_one_as_train_makes_it(place):
    said = run("small.yaml", "wide.yaml", "--seeds", "3", "-o", "s")
    assert said.exit_code == 0, said.output
    assert "wide is better than small by " in said.output
    CliRunner().invoke(main, ["train", "wide.yaml", "--seed", "2", "-o", "alone"])
    assert figures_of(place / "s/runs/wide/seed-2") == figures_of(place / "alone")
    found = compared(opened(place / "s"))
    assert found.order == ["wide", "small"]
    assert [len(row.outcomes) for row in found.rows] == [3, 3]


def chosen_apart(name: str, val: str) -> Path:
    """A run whose best epoch is the first, and whose weights after the last are worse."""
    text = SPEC.format(name=name, width=64, epochs=3).replace("val: 0.1", f"val: {val}")
    text += "  optimizer: {sgd: {lr: 0.05}}\n  schedule: {step: {step_size: 1, gamma: 40}}\n"
    Path(f"{name}.yaml").write_text(text)
    said = CliRunner().invoke(main, ["train", f"{name}.yaml", "-o", name])
    assert said.exit_code == 0, said.output
    best, last = (open_run(name, weights).evaluate("test") for weights in ("best", "last"))
    assert best.accuracy > last.accuracy
    return Path(name)


@pytest.mark.parametrize(("val", "weights"), [("test", "last"), ("0.1", "best")])
def test_samples_that_chose_the_epoch_are_not_what_it_is_judged_by(place, val, weights):
    folder = chosen_apart("one", val)
    outcome = read_outcome(folder, 0)
    right = open_run(folder, weights).evaluate("test").accuracy
    assert outcome.figure("test", "accuracy") == pytest.approx(right)
    assert (outcome.answered is None) == (val == "test")


def test_single_runs_are_no_duel_on_samples_that_chose_their_weights(place):
    for name in ("one", "two"):
        chosen_apart(name, "test")
    said = run("one", "two", "--json")
    assert json.loads(said.output)["single_runs"] == []


def test_pictures_tables_and_page_lie_beside_the_runs(place):
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


def test_what_was_stopped_goes_on_to_the_same_numbers(place):
    run("small.yaml", "--seeds", "2", "-o", "whole")
    run("small.yaml", "--seeds", "2", "-o", "s")
    (place / "s/runs/small/seed-1/result.json").unlink()
    for one in (place / "s/runs/small/seed-0").iterdir():
        one.unlink()
    said = run("--resume", "s")
    assert said.exit_code == 0, said.output
    for seed in ("seed-0", "seed-1"):
        ours, theirs = (place / one / "runs/small" / seed for one in ("s", "whole"))
        assert figures_of(ours) == figures_of(theirs)


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


def test_a_design_whose_numbers_grow_beyond_all_bounds_does_not_end_the_others(place):
    Path("study.yaml").write_text(
        "study:\n  designs: [small.yaml, {spec: small.yaml, name: wild,"
        " train: {optimizer: {sgd: {lr: 1.0e+30}}}}]\n  seeds: 1\n"
    )
    said = run("study.yaml")
    assert said.exit_code == 0, said.output
    assert "1 diverged" in said.output
    assert run("--resume", "studies/study").exit_code == 0


def test_runs_that_were_trained_before_are_compared_by_what_they_are(place):
    for name, seed in (("small", 0), ("small", 1), ("wide", 0)):
        words = ["train", f"{name}.yaml", "--seed", str(seed), "-o", f"{name}-{seed}"]
        CliRunner().invoke(main, words)
    said = run("small-0", "small-1", "wide-0", "--json")
    found = json.loads(said.output)
    assert [(one["name"], len(one["runs"])) for one in found["designs"]] == [
        ("small", 2),
        ("wide", 1),
    ]
    (place / "wide-0/result.json").unlink()
    assert "error[A641]" in run("small-0", "wide-0").output


def test_a_run_that_was_trained_again_is_no_other_seed(place):
    for name in ("small", "wide"):
        for place_, more in enumerate(([], [], ["--workers", "1"])):
            words = ["train", f"{name}.yaml", "-o", f"{name}-{place_}", *more]
            CliRunner().invoke(main, words)
    said = run(*(f"{name}-{number}" for name in ("small", "wide") for number in range(3)))
    assert said.exit_code == 0, said.output
    assert "`small-1` began as `small-0` did, and counts once with it" in said.output
    assert "`wide-2` began as `wide-0` did, and counts once with it" in said.output
    assert "no verdict: it takes 3 seeds" in said.output
    rows = [line.split() for line in said.output.splitlines()]
    assert [(row[0], row[-1]) for row in rows if row[0] in ("small", "wide")] == [
        ("wide", "1"),
        ("small", "1"),
    ]


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


@pytest.mark.forks
def test_three_processes_share_a_study_and_nothing_is_lost_when_one_is_killed(place):
    text = SPEC.format(name="slow", width=256, epochs=12)
    Path("slow.yaml").write_text(text)
    whole = load("slow.yaml").train(place / "alone", None)
    words = [sys.executable, "-m", "archspec", "compare"]
    around = {**os.environ, "OMP_NUM_THREADS": "1"}
    first = [*words, "slow.yaml", "--seeds", "4", "-o", "s", "--processes", "2"]
    main_process = subprocess.Popen(first, env=around, stdout=subprocess.PIPE, text=True)
    while not [*place.glob("s/runs/*/*/state.safetensors")]:
        time.sleep(0.05)
    other = subprocess.Popen([*words, "--resume", "s"], env=around, stdout=subprocess.DEVNULL)
    while len([*place.glob("s/runs/*/*/state.safetensors")]) < 3:
        time.sleep(0.05)
    other.send_signal(signal.SIGKILL)
    other.wait()
    said, _ = main_process.communicate(timeout=300)
    assert main_process.returncode == 0
    assert "4 of 4" in said
    found = compared(opened(place / "s"))
    assert [one.seed for one in found.rows[0].outcomes] == [0, 1, 2, 3]
    assert figures_of(place / "s/runs/slow/seed-0") == figures_of(whole.folder)


def test_a_study_is_not_begun_over_another(place):
    run("small.yaml", "--seeds", "1", "-o", "s")
    said = run("wide.yaml", "--seeds", "1", "-o", "s")
    assert "error[A640]" in said.output
    assert "archspec compare --resume s" in said.output


def test_going_on_takes_no_other_plan(place):
    run("small.yaml", "--seeds", "1", "-o", "s")
    assert run("--resume", "s", "--seeds", "3").exit_code == 2
    assert run("--resume", "none").exit_code == 1
    assert run().exit_code == 2


def test_a_study_is_told_from_a_network(place):
    Path("study.yaml").write_text("study: {designs: [net]}")
    said = CliRunner().invoke(main, ["check", "study.yaml"])
    assert "this is a study" in said.output
    assert "archspec compare" in said.output


def test_single_runs_are_compared_on_the_samples_that_both_were_asked_about(place):
    for name in ("small", "wide"):
        CliRunner().invoke(main, ["train", f"{name}.yaml", "-o", name, "--epochs", "2"])
    said = run("small", "wide", "--json")
    [found] = json.loads(said.output)["single_runs"]
    right = {}
    for name in ("small", "wide"):
        opened = open_run(place / name)
        table = opened.evaluate("test").confusion
        known = read_outcome(place / name, 0).answered
        right[name] = known.bits
        assert known.bits.sum() == sum(row[i] for i, row in enumerate(table))
        assert known.samples == found["samples"] == sum(map(sum, table))
    alone = (
        int((right["wide"] & ~right["small"]).sum()),
        int((right["small"] & ~right["wide"]).sum()),
    )
    assert (found["first"], found["only_first"], found["only_second"]) == ("wide", *alone)
    assert (
        "this run of wide is better than that of small (p < 0.001, McNemar"
        in run("small", "wide").output
    )


def test_single_runs_on_other_data_are_not_compared(place):
    Path("other.yaml").write_text(
        SPEC.format(name="other", width=8, epochs=1).replace("val: 0.1", "val: 0.2")
    )
    for name in ("small", "other"):
        done = CliRunner().invoke(main, ["train", f"{name}.yaml", "-o", name])
        assert done.exit_code == 0, done.output
    said = run("small", "other")
    assert said.exit_code == 1
    assert "error[A680]: `small` and `other` are not trained on the same data" in said.output
    assert "`data.val` is 0.1 and 0.2" in said.output


def on_file(path: str, start: int = 0) -> str:
    """A recipe's data in a file, of which the samples begin at one of those of `digits`."""
    with np.load(DIGITS) as known:
        arrays = {name: known[f"{name}_train"][start : start + 200] for name in "xy"}
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    np.savez(path, **arrays)
    return f"data: {{dataset: npz, root: {path}, val: 0.2}}"


def spec_on(name: str, data: str) -> str:
    text = SPEC.format(name=name, width=8, epochs=1)
    Path(f"{name}.yaml").write_text(text.replace("data: {dataset: digits, val: 0.1}", data))
    return f"{name}.yaml"


def test_runs_on_files_with_other_samples_are_not_compared(place):
    spec_on("one", on_file("a/d.npz"))
    spec_on("two", on_file("b/d.npz", 300))
    spec_on("same", on_file("c/e.npz"))
    for name in ("one", "two", "same"):
        done = CliRunner().invoke(main, ["train", f"{name}.yaml", "-o", f"runs/{name}"])
        assert done.exit_code == 0, done.output
    said = run("runs/one", "runs/two")
    assert said.exit_code == 1
    assert "A680]: `runs/one` and `runs/two` are not trained on the same data" in said.output
    assert "in `runs/two`, `d.npz` has other contents: `x`, `y` changed" in said.output
    assert run("runs/one", "runs/same").exit_code == 0
    Path("runs/one/fingerprint.json").unlink()
    said = run("runs/one", "runs/same")
    assert "whether `runs/same` and `runs/one` had the same data was not kept" in said.output


def test_a_study_goes_on_with_its_own_data_from_any_folder(place, monkeypatch):
    spec_on("one", on_file("d.npz"))
    on_file("other/d.npz", 300)
    whole = run("one.yaml", "--seeds", "2", "-o", "whole")
    assert whole.exit_code == 0, whole.output
    run("one.yaml", "--seeds", "2", "-o", "s")
    shutil.rmtree("s/runs/one/seed-1")
    monkeypatch.chdir(place / "other")
    said = run("--resume", "../s")
    assert said.exit_code == 0, said.output
    ours, theirs = (place / one / "runs/one/seed-1" for one in ("s", "whole"))
    assert figures_of(ours) == figures_of(theirs)


def test_a_study_is_of_one_data_set(place):
    spec_on("one", on_file("d.npz"))
    run("one.yaml", "--seeds", "2", "-o", "s")
    shutil.move("s/runs/one/seed-1", "first")
    on_file("d.npz", 300)
    said = run("--resume", "s")
    assert said.exit_code == 1
    assert "error[A628]: the data is not what `s/runs/one/seed-0` was trained on" in said.output
    assert "`d.npz` has other contents: `x`, `y` changed" in said.output
    assert not Path("s/runs/one/seed-1").exists()
    # A version that did not look trained on both.
    assert run("one.yaml", "--seeds", "2", "-o", "t").exit_code == 0
    shutil.move("t/runs/one/seed-1", "s/runs/one/seed-1")
    said = run("--resume", "s")
    assert said.exit_code == 1
    assert "error[A680]: `s/runs/one/seed-0` and `s/runs/one/seed-1` are not tr" in said.output


BAD = "{spec: small.yaml, name: bad, train: {start: {weights: nowhere.safetensors}}}"


def test_a_design_that_cannot_be_trained_is_told_and_the_others_are(place):
    Path("study.yaml").write_text(f"study: {{designs: [{BAD}, small.yaml], seeds: 2}}")
    said = run("study.yaml", "-o", "s")
    assert said.exit_code == 1
    assert "error[A520]: there is no file `" in said.stderr
    assert "not trained for that: `bad`" in said.stderr
    assert said.stdout.count("not trained: bad: ") == 1
    assert [len(one.outcomes) for one in compared(opened(place / "s")).rows] == [0, 2]
    assert (place / "s/comparison.html").is_file()


def test_a_study_of_which_nothing_can_be_trained_leaves_nothing(place):
    Path("study.yaml").write_text(f"study: {{designs: [{BAD}], seeds: 2}}")
    said = run("study.yaml", "-o", "s")
    assert said.exit_code == 1
    assert "error[A520]" in said.stderr
    assert not (place / "s").exists()


def test_what_is_in_the_way_of_a_run_is_named_and_the_others_are_trained(place):
    run("small.yaml", "--seeds", "4", "-o", "s")
    runs = place / "s/runs/small"
    (runs / "seed-0/state.safetensors").unlink()
    for seed, kept in ((0, ""), (1, "spec.yaml"), (2, "")):
        for one in (runs / f"seed-{seed}").iterdir():
            if (seed, one.name) == (0, "result.json") or (seed and one.name != kept):
                one.unlink()
    said = run("--resume", "s")
    assert said.exit_code == 1
    assert "error[A641]: `s/runs/small/seed-0` holds no complete run" in said.stderr
    assert "error[A640]: `s/runs/small/seed-1` has `spec.yaml`" in said.stderr
    assert "archspec train" not in said.stderr
    assert [one.seed for one in compared(opened(place / "s")).rows[0].outcomes] == [2, 3]
    for seed in (0, 1):
        [way] = re.findall(rf"help: move `(\S+seed-{seed})` away", said.stderr)
        shutil.move(way, place / f"away-{seed}")
    assert run("--resume", "s").exit_code == 0
    assert len(compared(opened(place / "s")).rows[0].outcomes) == 4


def test_a_figure_that_no_run_will_have_is_refused_before_any_is_trained(place):
    said = run("small.yaml", "--by", "acuracy", "-o", "s")
    assert said.exit_code == 1
    assert "error[A680]: `acuracy` is no figure of `small`" in said.stderr
    assert "the figures are loss, accuracy" in said.stderr
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
        ("output.mea", "there is no figure `mea`"),
        ("cost.mae", "no output `cost` is trained"),
        ("rmse", "no run has a figure `rmse`"),
    ],
)
def test_a_figure_of_an_output_is_compared_by_where_it_is_measured(place, by, fact):
    Path("h.csv").write_text("x,y\n" + "".join(f"{n},{n * 2}\n" for n in range(20)))
    Path("h.yaml").write_text(HOUSES)
    said = run("h.yaml", "--by", by, "--seeds", "2", "-o", "s")
    assert (said.exit_code, fact in said.stderr) == (bool(fact), True), said.output
    assert ("A680" in said.stderr) == bool(fact)
    done = [*place.glob("s/runs/*/*/result.json")]
    assert len(done) == {"": 2, "no run has a figure `rmse`": 1}.get(fact, 0)


def test_a_figure_that_no_run_has_is_no_empty_column(place):
    CliRunner().invoke(main, ["train", "small.yaml", "-o", "small"])
    said = run("small", "--by", "los")
    assert said.exit_code == 1
    assert "error[A680]: no run has a figure `los` to be compared by" in said.stderr
    assert "did you mean `loss`?" in said.stderr


def test_the_document_stands_alone_in_what_is_printed(place):
    said = run("small.yaml", "wide.yaml", "--seeds", "1", "--budget", "params=1000", "--json")
    assert [len(one["runs"]) for one in json.loads(said.stdout)["designs"]] == [1, 0]
    assert "1 of 1" in said.stderr


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["--seeds", "3", "--epochs", "5"], "`--seeds`, `--epochs`"),
        (["--set", "width=3"], "`--set`"),
        (["--processes", "2"], "`--processes`"),
        (["-o", "s"], "`-o`"),
    ],
)
def test_runs_that_are_there_are_not_trained_another_way(place, words, named):
    CliRunner().invoke(main, ["train", "small.yaml", "-o", "small"])
    said = run("small", *words)
    assert said.exit_code == 2
    assert f"leave out {named}." in " ".join(said.stderr.split())
    assert run("small", "--by", "loss").exit_code == 0


def test_a_finding_on_a_recipe_that_a_study_changes_names_the_design_and_the_change(place):
    changed = "{spec: small.yaml, name: quick, train: {optimizer: {sgd: {lrr: 1}}}}"
    Path("study.yaml").write_text(f"study: {{designs: [small.yaml, {changed}]}}")
    said = run("study.yaml")
    assert "error[A201]: unknown field `lrr` in `optimizer.sgd`\n  = note" in said.stderr
    assert 'in the recipe of `quick`, with `optimizer`: {"sgd": {"lrr": 1}}' in said.stderr
    assert "-->" not in said.stderr
    assert "did you mean `lr`?" in said.stderr


@pytest.mark.parametrize(
    "bad", [{"right": "!"}, {"samples": 10**9}, {"samples": "9"}, {"truth": 1}]
)
def test_answers_that_no_run_writes_are_refused(place, bad):
    CliRunner().invoke(main, ["train", "small.yaml", "-o", "small"])
    path = place / "small/result.json"
    content = json.loads(path.read_text())
    content["answered"] |= bad
    path.write_text(json.dumps(content))
    with pytest.raises(Failure, match="A645"):
        read_outcome(place / "small", 0)
