"""A study goes on from wherever it stopped, with all that can be trained, to the same numbers."""

import os
import re
import shutil
import signal
import time
from pathlib import Path

import pytest

from archspec.network import load
from archspec.study import compared, opened
from tests.runner.processes import ended

from .designs import SPEC, begun, figures_of, on_file, run, spec_on, what_came_of


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


def test_a_design_whose_numbers_grow_beyond_all_bounds_does_not_end_the_others(place):
    Path("study.yaml").write_text(
        "study:\n  designs: [small.yaml, {spec: small.yaml, name: wild,"
        " train: {optimizer: {sgd: {lr: 1.0e+30}}}}]\n  seeds: 1\n"
    )
    said = run("study.yaml")
    assert said.exit_code == 0, said.output
    assert "1 diverged" in said.output
    assert run("--resume", "studies/study").exit_code == 0


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


@pytest.mark.forks
def test_three_processes_share_a_study_and_nothing_is_lost_when_one_is_killed(place, capfd):
    text = SPEC.format(name="slow", width=256, epochs=12)
    Path("slow.yaml").write_text(text)
    whole = load("slow.yaml").train(place / "alone", None)
    kept = place / "first.result"
    first = begun(kept, "compare", "slow.yaml", "--seeds", "4", "-o", "s", "--processes", "2")
    while not [*place.glob("s/runs/*/*/state.safetensors")]:
        time.sleep(0.05)
    other = begun(place / "other.result", "compare", "--resume", "s")
    while len([*place.glob("s/runs/*/*/state.safetensors")]) < 3:
        time.sleep(0.05)
    os.kill(other, signal.SIGKILL)
    assert ended(other) in (0, -signal.SIGKILL)
    status, said = what_came_of(first, kept)
    assert status == 0, said
    assert "4 of 4" in said + capfd.readouterr().out  # which its helper shares
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
