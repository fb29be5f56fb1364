"""A space is searched trial by trial; each is an ordinary run, and none is lost or made twice."""

import json
import os
import signal
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from archspec.cli import main
from archspec.study.sweep import opened_sweep
from archspec.study.tried import tried
from tests.runner.processes import ended

from .designs import begun, design, figures_of, what_came_of

HEAD = "study:\n  spec: net.yaml\n  train: {epochs: 1}\n"


@pytest.fixture
def place(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    design("net", 8)
    return tmp_path


def run(text: str, *words: str):
    Path("s.yaml").write_text(HEAD + text)
    return CliRunner().invoke(main, ["sweep", "s.yaml", "-o", "out", *words])


def resume(*words: str):
    return CliRunner().invoke(main, ["sweep", "--resume", "out", *words])


def test_a_grid_is_every_combination_once(place):
    said = run("  over: {width: [4, 8], train.optimizer.adam.lr: [0.001, 0.01]}\n  search: grid")
    assert said.exit_code == 0, said.output
    chosen = [tuple(one.chosen.values()) for one in tried(opened_sweep(place / "out"))]
    assert sorted(chosen) == [(4, 0.001), (4, 0.01), (8, 0.001), (8, 0.01)]


def test_each_trial_is_a_run_as_train_makes_it(place):
    said = run("  over: {width: [6]}\n  search: {random: 1}")
    assert said.exit_code == 0, said.output
    words = ["train", "net.yaml", "--set", "width=6", "--epochs", "1", "-o", "alone"]
    CliRunner().invoke(main, words)
    ours, theirs = (figures_of(place / one)["val"] for one in ("out/runs/0000", "alone"))
    assert ours == theirs
    [one] = tried(opened_sweep(place / "out"))
    assert one.values == (theirs["accuracy"],)


def test_values_of_a_list_may_be_lists_and_fields_may_be_whole(place):
    over = "{train.optimizer: [{sgd: {lr: 0.1}}, {adam: {lr: 0.01}}], train.data.augment: [[], []]}"
    said = run(f"  over: {over}\n  search: grid")
    assert said.exit_code == 0, said.output
    kinds = {
        next(iter(json.loads(one.read_text())["optimizer"]))
        for one in (place / "out/runs").glob("*/recipe.json")
    }
    assert kinds == {"sgd", "adam"}


def test_numbers_stay_within_their_ranges(place):
    over = "{width: {int: [3, 5]}, train.optimizer.adam.lr: {log: [0.001, 0.1]}}"
    said = run(f"  over: {over}\n  search: {{random: 6}}")
    assert said.exit_code == 0, said.output
    found = [one.chosen for one in tried(opened_sweep(place / "out"))]
    assert len(found) == 6
    for one in found:
        assert 3 <= one["width"] <= 5
        assert 0.001 <= one["train.optimizer.adam.lr"] <= 0.1
    assert len({one["train.optimizer.adam.lr"] for one in found}) == 6


def test_the_same_search_tries_the_same_values(place):
    text = "  over: {width: {int: [2, 900]}}\n  search: {tpe: 4}\n  budget: {params: 2000}"
    run(text)
    first = {one.number: one.chosen for one in tried(opened_sweep(place / "out"))}
    Path("out").rename("before")
    run(text)
    assert {one.number: one.chosen for one in tried(opened_sweep(place / "out"))} == first


def test_what_costs_too_much_is_refused_and_not_trained(place):
    said = run("  over: {width: [4, 900]}\n  search: grid\n  budget: {params: 2000}")
    assert said.exit_code == 0, said.output
    states = {one.chosen["width"]: one.state for one in tried(opened_sweep(place / "out"))}
    assert states == {4: "done", 900: "refused"}
    assert len([*(place / "out/runs").glob("*/recipe.json")]) == 1
    assert "1 done, 1 refused" in said.output


def test_trials_that_do_badly_at_their_age_are_given_up(place):
    text = (
        "  over: {train.optimizer.adam.lr: [0.01, 0.01, 0.01, 0.0000001, 0.0000001, 0.0000001]}\n"
        "  search: grid\n  prune: {asha: {first: 1, factor: 2}}\n"
    )
    Path("s.yaml").write_text(HEAD.replace("epochs: 1", "epochs: 6") + text)
    said = CliRunner().invoke(main, ["sweep", "s.yaml", "-o", "out"])
    assert said.exit_code == 0, said.output
    found = tried(opened_sweep(place / "out"))
    bad = [one for one in found if one.chosen["train.optimizer.adam.lr"] < 0.001]
    assert {one.state for one in bad} == {"pruned"}
    assert found[0].chosen["train.optimizer.adam.lr"] == 0.01
    lines = (place / f"out/runs/{bad[0].number:04}/metrics.csv").read_text().splitlines()
    assert len(lines) < 7


def test_two_aims_have_a_front(place, rendered):
    said = run(
        "  over: {width: [2, 4, 16, 64]}\n  search: grid\n  aim: {accuracy: max, params: min}"
    )
    assert said.exit_code == 0, said.output
    found = tried(opened_sweep(place / "out"))
    assert [one.values[1] for one in found] == sorted(
        (one.values[1] for one in found), reverse=True
    )
    assert (place / "out/aims.svg").is_file()


def test_the_best_is_confirmed_by_a_study_that_is_there(place):
    run("  over: {width: [2, 32]}\n  search: grid")
    said = CliRunner().invoke(main, ["compare", "out/confirm.yaml", "--seeds", "1", "-o", "c"])
    assert said.exit_code == 0, said.output
    recipe = json.loads((place / "c/runs/best/seed-0/recipe.json").read_text())
    assert recipe == json.loads((place / "out/runs/0001/recipe.json").read_text())


@pytest.mark.parametrize(
    ("text", "code", "at"),
    [
        ("  over: {widht: [1]}", "A211", "widht"),
        ("  over: {train.epoch: [1]}", "A201", "epoch"),
        ("  over: {width: [4, many]}", "A2", "many"),
        ("  over: {width: 4}", "A203", "width"),
        ("  over: {}", "A203", "over"),
        ("  over: {width: {int: [5, 3]}}", "A203", "width"),
        ("  over: {width: {log: [0, 3]}}", "A203", "width"),
        ("  over: {width: {int: [1, 3]}}\n  search: grid", "A680", "grid"),
        ("  over: {width: [1]}\n  aim: {params: min}", "A680", "aim"),
        ("  over: {width: [1]}\n  search: {tpe: 0}", "A203", "search.tpe"),
        (
            "  over: {width: [1]}\n  aim: {accuracy: max, macs: min}\n  prune: asha",
            "A680",
            "two aims",
        ),
        ("  over: {width: [1]}\n  search: bayes", "A203", "bayes"),
    ],
)
def test_a_mistake_in_a_space_is_named_and_nothing_is_made(place, text, code, at):
    said = run(text)
    assert said.exit_code == 1, said.output
    assert f"error[{code}" in said.output
    assert at in said.output
    assert not (place / "out").exists()


def test_without_validation_samples_nothing_is_chosen(place):
    Path("net.yaml").write_text(Path("net.yaml").read_text().replace(", val: 0.1", ""))
    said = run("  over: {width: [4]}\n  search: grid")
    assert "error[A680]" in said.output
    assert "val: 0.1" in said.output


def test_a_database_keeps_the_trials_as_well(place):
    text = "  over: {width: [4, 8]}\n  search: grid"
    said = run(text, "--store", "sqlite:///trials.db")
    assert said.exit_code == 0, said.output
    assert not (place / "out/trials.jsonl").exists()
    assert resume("--store", "sqlite:///trials.db").exit_code == 0
    Path("out").rename("before")
    said = run(text, "--store", "sqlite:////nowhere/trials.db")
    assert "error[A681]" in said.output
    assert not (place / "out").exists()


def test_a_sweep_of_a_stranger_writes_nothing_elsewhere(place):
    run("  over: {width: [4]}\n  search: grid")
    (place / "victim").write_text("")
    for name, target in (("trials.jsonl", "victim"), ("runs", "elsewhere")):
        (place / "elsewhere").mkdir(exist_ok=True)
        kept = (place / "out" / name).rename(place / "out" / f"{name}.kept")
        (place / "out" / name).symlink_to(place / target)
        said = resume()
        if name == "trials.jsonl":
            assert "error[A644]" in said.output
        (place / "out" / name).unlink()
        kept.rename(place / "out" / name)
    assert (place / "victim").read_text() == ""
    assert not [*(place / "elsewhere").iterdir()]


@pytest.mark.forks
def test_three_processes_share_a_sweep_and_nothing_is_lost_when_one_is_killed(place):
    Path("s.yaml").write_text(
        HEAD.replace("epochs: 1", "epochs: 25")
        + "  over: {width: {int: [200, 300]}}\n  search: {random: 6}\n"
    )
    kept = place / "first.result"
    first = begun(kept, "sweep", "s.yaml", "-o", "out", "--processes", "2")
    while not (place / "out/study.json").exists():
        time.sleep(0.05)
    other = begun(place / "other.result", "sweep", "--resume", "out")

    def trained_by_other() -> bool:
        locks = (place / "out/runs").glob("*/run.lock")
        return any(str(other) in one.read_text() for one in locks)

    while not trained_by_other():
        time.sleep(0.02)
        assert not (place / "other.result").exists()
    os.kill(other, signal.SIGKILL)
    assert ended(other) == -signal.SIGKILL
    assert what_came_of(first, kept)[0] == 0
    found = tried(opened_sweep(place / "out"))
    assert sorted(one.number for one in found) == [0, 1, 2, 3, 4, 5]
    assert {one.state for one in found} == {"done"}


def test_no_combination_is_tried_twice_where_there_are_few(place):
    said = run("  over: {width: [4, 8], train.batch_size: [32, 64]}\n  search: {random: 30}")
    assert said.exit_code == 0, said.output
    found = [tuple(one.chosen.values()) for one in tried(opened_sweep(place / "out"))]
    assert sorted(found) == [(4, 32), (4, 64), (8, 32), (8, 64)]


def test_the_best_is_a_spec_that_trains_to_the_same_numbers(place):
    run("  over: {width: [2, 32], train.batch_size: [50]}\n  search: grid")
    said = CliRunner().invoke(main, ["train", "out/best.yaml", "-o", "again"])
    assert said.exit_code == 0, said.output
    [best, _] = tried(opened_sweep(place / "out"))
    assert best.chosen["width"] == 32
    assert figures_of(place / "again") == figures_of(place / f"out/runs/{best.number:04}")
    assert "null" not in (place / "out/best.yaml").read_text()
    page = (place / "out/sweep.html").read_text()
    assert "the recipe as it was written, 5 seeds of both tell:</p>" in page


@pytest.mark.parametrize(
    ("word", "field"), [("lr", "train.optimizer.adam.lr"), ("epochs", "train.epochs")]
)
def test_a_field_of_the_recipe_among_parameters_is_told_its_place(place, word, field):
    said = run(f"  over: {{{word}: [1, 2]}}\n  search: grid")
    assert f"write `{field}`" in said.output


def test_a_comparison_is_told_from_a_sweep(place):
    run("  over: {width: [4]}\n  search: grid")
    said = CliRunner().invoke(main, ["compare", "s.yaml"])
    assert "`archspec sweep s.yaml`" in said.output
    said = CliRunner().invoke(main, ["compare", "--resume", "out"])
    assert "archspec sweep --resume out" in said.output
    Path("c.yaml").write_text("study: {designs: [net.yaml]}")
    said = CliRunner().invoke(main, ["sweep", "c.yaml"])
    assert "`archspec compare c.yaml`" in said.output
