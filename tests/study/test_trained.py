"""Runs that were trained before are compared by what they are."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from archspec.cli import main
from archspec.diagnostics import Failure
from archspec.run import open_run
from archspec.study.outcome import read_outcome

from .designs import SPEC, on_file, run, spec_on


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
    for number, more in enumerate(([], [], ["--workers", "1"])):
        CliRunner().invoke(main, ["train", "small.yaml", "-o", f"small-{number}", *more])
    said = run("small-0", "small-1", "small-2")
    assert said.exit_code == 0, said.output
    for again in ("small-1", "small-2"):
        assert f"`{again}` began as `small-0` did, and counts once with it" in said.output
    [row] = [line.split() for line in said.output.splitlines() if line.startswith("small")]
    assert row[-1] == "1"


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


def test_single_runs_are_no_duel_on_samples_that_chose_their_weights(place):
    for name in ("one", "two"):
        chosen_apart(name, "test")
    said = run("one", "two", "--json")
    assert json.loads(said.output)["single_runs"] == []


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


def test_a_figure_that_no_run_has_is_no_empty_column(place):
    CliRunner().invoke(main, ["train", "small.yaml", "-o", "small"])
    said = run("small", "--by", "los")
    assert said.exit_code == 1
    assert "error[A680]: no run has a figure `los` to be compared by" in said.stderr
    assert "did you mean `loss`?" in said.stderr


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
