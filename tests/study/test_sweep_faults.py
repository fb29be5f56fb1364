"""A sweep chooses fairly or not at all, and no trial of it keeps the others from being trained."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from archspec.cli import main
from archspec.study.store import opened_store
from archspec.study.sweep import opened_sweep
from archspec.study.trial import KILLED
from archspec.study.trials import MOST_KILLED, PLACE, SAVED
from archspec.study.tried import tried

from .sweeps import HEAD, design, resume, run, states


@pytest.fixture
def place(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    design()
    return tmp_path


@pytest.mark.parametrize(
    ("data", "over"),
    [
        ("{dataset: digits, val: test}", "train.batch_size: [32]"),
        ("{dataset: digits}", "train.batch_size: [32]"),
        ("{dataset: digits, val: 0.1}", "train.data.val: [0.1, 0.3]"),
        ("{dataset: digits, val: $hold}", "hold: [0.1, 0.3]"),
        ("{dataset: digits, val: 0.1}", "train.seed: {int: [0, 5]}"),
        ("{dataset: digits, val: 0.1}", "train.data.normalize: [auto, none]"),
    ],
)
def test_trials_are_judged_by_the_same_samples_and_never_by_those_of_the_test(place, data, over):
    design(data)
    said = run(f"  over: {{{over}}}\n  search: {{random: 2}}")
    assert "error[A680]" in said.output, said.output
    assert not (place / "out").exists()


def test_samples_held_back_by_the_study_serve(place):
    design("{dataset: digits}")
    said = run("  over: {width: [4]}\n  train: {data.val: 0.1}\n  search: grid")
    assert said.exit_code == 0, said.output


def test_what_only_the_files_know_is_said_before_anything_is_trained(place):
    (place / "t.csv").write_text("a,b,y,p\n" + "1,2,0,train\n2,1,1,train\n" * 9 + "1,1,0,test\n")
    Path("net.yaml").write_text(
        "archspec: 1\nname: net\nparams: {w: 2}\ninputs: {x: [2]}\n"
        "layers: [linear: $w, linear: 2]\n"
        "train:\n  data: {table: t.csv, part: p, fields: {x: {numbers: [a, b]}, y: {class: y}}}\n"
        "  targets: {output: {loss: cross_entropy, to: y}}\n  epochs: 1\n"
    )
    said = run("  over: {w: [2, 3]}\n  search: grid")
    assert "error[A680]" in said.output, said.output
    assert not [*(place / "out/runs").glob("*/recipe.json")]


@pytest.mark.parametrize(
    ("aim", "text"),
    [
        ("acuracy: max", "did you mean `accuracy`?"),
        ("f1: max", "`f1` is no figure of `net`"),
        ("accuracy: max, parms: min", "did you mean `params`?"),
    ],
)
def test_an_aim_that_no_run_has_is_found_before_anything_is_trained(place, aim, text):
    said = run(f"  over: {{width: [4]}}\n  aim: {{{aim}}}\n  search: grid")
    assert "error[A680]" in said.output
    assert text in said.output
    assert not (place / "out").exists()


def test_an_aim_may_be_a_metric_of_an_output(place):
    design(more="  targets: {output: {loss: cross_entropy, to: label, metrics: [f1]}}\n")
    said = run("  over: {width: [4]}\n  aim: {output.f1: max}\n  search: grid")
    assert said.exit_code == 0, said.output
    figures = json.loads((place / "out/runs/0000/result.json").read_text())["best"]["parts"]["val"]
    sweep = opened_sweep(place / "out")
    [one] = tried(sweep)
    assert one.values == (figures["figures"]["f1"],)
    assert sweep.contender({"width": 4}).graph.name == "net"


def test_each_of_two_aims_has_its_own_figure(place):
    said = run("  over: {width: [4]}\n  aim: {accuracy: max, loss: min}\n  search: grid")
    assert said.exit_code == 0, said.output
    figures = json.loads((place / "out/runs/0000/result.json").read_text())["best"]["parts"]["val"]
    [one] = tried(opened_sweep(place / "out"))
    assert one.values == (figures["accuracy"], figures["loss"])


def test_parameters_that_the_recipe_is_made_of_reach_it(place):
    run("  over: {rate: [0.02, 0.03]}\n  search: grid")
    recipes = [json.loads(one.read_text()) for one in (place / "out/runs").glob("*/recipe.json")]
    assert {one["optimizer"]["adam"]["lr"] for one in recipes} == {0.02, 0.03}
    best, _ = tried(opened_sweep(place / "out"))
    words = ["compare", "out/confirm.yaml", "--seeds", "1", "-o", "c"]
    assert CliRunner().invoke(main, words).exit_code == 0
    recipe = json.loads((place / "c/runs/best/seed-0/recipe.json").read_text())
    assert recipe["optimizer"]["adam"]["lr"] == best.chosen["rate"]


def test_a_design_that_cannot_be_trained_is_refused_and_the_others_go_on(place):
    said = run("  over: {train.batch_size: [1, 64]}\n  search: grid")
    assert said.exit_code == 0, said.output
    assert states() == {0: "refused", 1: "done"}
    assert "batch of one" in said.output
    assert resume().exit_code == 0


def test_a_fault_of_all_trials_ends_the_sweep_which_goes_on_when_it_is_mended(place):
    run("  over: {width: [4, 5]}\n  train: {epochs: 1}\n  search: grid", "--device", "cpu")
    Path("out").rename("before")
    said = run("  over: {width: [4, 5]}\n  search: grid", "--device", "mps")
    assert "error[A632]" in said.output
    assert set(states().values()) == {"training", "waiting"}
    kept = json.loads(Path("out/study.json").read_text())
    kept["plan"]["train"]["device"] = "cpu"
    Path("out/study.json").write_text(json.dumps(kept))
    assert resume().exit_code == 0
    assert set(states().values()) == {"done"}


def test_a_trial_that_was_begun_is_gone_on_with_unless_it_was_killed_too_often(place, monkeypatch):
    monkeypatch.setattr("archspec.cli.sweep.train_together", lambda *_, **__: None)
    run("  over: {width: [4, 5]}\n  search: grid")
    monkeypatch.undo()
    monkeypatch.chdir(place)
    study = opened_store(opened_sweep(Path("out")))
    for killed in (2, 3):
        trial = study.ask()
        trial.set_user_attr(PLACE, "/where/the/folder/was")
        trial.set_user_attr(KILLED, killed)
    assert resume().exit_code == 0
    assert states() == {0: "done", 1: "refused"}


KILLS: dict[str, str] = {
    "where the network is large": (
        "from archspec.network import Network\n"
        "real = Network.train\n"
        "def train(self, *a, **k):\n"
        "    if self.params > 1000: os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return real(self, *a, **k)\n"
        "Network.train = train\n"
    ),
    "after four steps": (
        "from archspec.runner.session.session import Session\n"
        "real, seen = Session._after_step, []\n"
        "def after(self, number, within):\n"
        "    real(self, number, within)\n"
        "    seen.append(number)\n"
        "    if len(seen) == 4:\n"
        "        self.writer.join()\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "Session._after_step = after\n"
    ),
}
"""Code of a process that the system ends, as it does where memory runs out."""


def kills_until_it_ends(when: str, text: str) -> int:
    """How often the process of a sweep is killed, until one comes to its end."""
    script = f"import os, signal\n{KILLS[when]}from archspec.cli import main\nmain()\n"
    around = {**os.environ, "OMP_NUM_THREADS": "1"}
    Path("s.yaml").write_text(HEAD + text)
    words = ["s.yaml", "-o", "out"]
    for count in range(10):
        command = [sys.executable, "-c", script, "sweep", *words]
        end = subprocess.run(command, env=around, capture_output=True).returncode
        if end == 0:
            return count
        assert end == -signal.SIGKILL
        words = ["--resume", "out"]
    raise AssertionError("it comes to no end")


@pytest.mark.slow
def test_a_trial_whose_process_is_killed_again_and_again_is_given_up(place):
    text = "  over: {width: [40, 4]}\n  search: grid"
    assert kills_until_it_ends("where the network is large", text) == MOST_KILLED
    assert states() == {0: "refused", 1: "done"}


@pytest.mark.slow
def test_a_trial_that_is_killed_within_its_epoch_again_and_again_comes_to_its_end(place):
    more = "\n  train: {batch_size: 64, save: {every: 2 steps}}"
    text = "  over: {width: [4]}\n  search: grid" + more
    assert kills_until_it_ends("after four steps", text) > MOST_KILLED
    assert states() == {0: "done"}


def test_where_no_trial_can_be_trained_the_page_says_so(place):
    over = "{train.optimizer: [{sgd: {lr: 1.0e+30}}, {sgd: {lr: 1.0e+29}}]}"
    said = run(f"  over: {over}\n  search: grid")
    assert said.exit_code == 1
    assert "no trial of this sweep came to a figure" in said.output
    text = (place / "out/sweep.html").read_text()
    assert "refused" in text
    assert "report.html" not in text
    assert len(json.loads((place / "out/sweep.json").read_text())["trials"]) == 2


def test_json_is_all_that_stands_where_machines_read(place):
    said = run("  over: {width: [4]}\n  search: grid", "--json")
    assert json.loads(said.stdout) == json.loads((place / "out/sweep.json").read_text())
    assert "data: " in said.stderr


def test_values_are_shown_as_a_file_has_them(place):
    over = "{train.mix: [[], [{mixup: 0.2}]], train.schedule: [null, cosine]}"
    said = run(f"  over: {over}\n  search: grid")
    rows = [line.split("  ") for line in said.stdout.splitlines() if line.startswith("000")]
    shown = {tuple(cell.strip() for cell in row if cell.strip())[1:3] for row in rows}
    assert shown == {(m, s) for m in ("[]", "[{mixup: 0.2}]") for s in ("null", "cosine")}


def test_of_a_list_single_values_are_refused_and_of_a_range_none(place):
    Path("net.yaml").write_text(
        Path("net.yaml")
        .read_text()
        .replace("flatten,", "conv: {width: 2, kernel: $width}, flatten,")
    )
    said = run("  over: {width: [4, 20]}\n  search: grid")
    assert said.exit_code == 0, said.output
    assert states() == {0: "done", 1: "refused"}
    Path("out").rename("before")
    for over in ("{width: {int: [4, 20]}}", "{width: [19, 20]}"):
        assert "error[A401]" in run(f"  over: {over}\n  search: {{random: 2}}").output
        assert not Path("out").exists()


def test_the_database_of_a_sweep_is_given_again(place):
    text, store = "  over: {width: [4]}\n  search: grid", "sqlite:///trials.db"
    assert run(text, "--store", store).exit_code == 0
    assert "sqlite" not in Path("out/study.json").read_text()
    assert "give it again" in resume().output
    assert "error[A681]" in resume("--store", "sqlite:///another.db").output
    assert resume("--store", store).exit_code == 0
    Path("out").rename("before")
    run(text)
    assert "leave `--store` out" in resume("--store", store).output


def test_runs_of_a_study_are_listed_and_the_study_is_none(place):
    run(
        "  over: {train.optimizer.adam.lr: [0.05, 1.0e-9]}\n  train: {epochs: 2}\n"
        "  search: grid\n  prune: {asha: {first: 1, factor: 2}}"
    )
    # As sweeps were written once.
    Path("out/sweep_recipe.json").rename("out/recipe.json")
    CliRunner().invoke(main, ["compare", "net.yaml", "--seeds", "1", "-o", "all/c"])
    Path("out").rename("all/out")
    found = json.loads(CliRunner().invoke(main, ["runs", "all", "--json"]).stdout)
    assert {one["path"]: one["state"] for one in found} == {
        "all/c/runs/net/seed-0": "done",
        "all/out/runs/0000": "done",
        "all/out/runs/0001": "given up",
    }
    said = CliRunner().invoke(main, ["runs", "all/out"]).output
    assert "given up: not among the best at its age (all/out/runs/0001)" in said


def begun(text: str = "  over: {width: [4, 5]}\n  search: grid") -> Path:
    """The journal of a sweep of which nothing has been trained."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("archspec.cli.sweep.train_together", lambda *_, **__: None)
        run(text)
    return Path("out/trials.jsonl")


def test_a_lock_that_a_killed_process_has_left_keeps_nobody_out(place):
    journal = begun()
    Path(f"{journal}.lock").symlink_to("out/trials.jsonl")
    script = (
        "import os\nfrom pathlib import Path\nfrom archspec.study.journal import JournalLock\n"
        f"lock = JournalLock(Path({str(journal)!r}))\nlock.acquire()\nos.kill(os.getpid(), 9)\n"
    )
    subprocess.run([sys.executable, "-c", script], check=False)
    assert "process" in (place / "out/trials.lock").read_text()
    assert set(states().values()) == {"waiting"}


@pytest.mark.parametrize("name", ["trials.jsonl", "trials.lock"])
def test_a_pipe_in_place_of_the_journal_or_its_lock_is_not_waited_for(place, name):
    journal = begun()
    journal.with_name(name).unlink()
    os.mkfifo(journal.with_name(name))
    said = resume()
    assert "error[A681]" in said.output, said.output


def test_a_line_of_the_journal_that_was_half_written_is_cut_off(place):
    journal = begun()
    whole = journal.read_text()
    journal.write_text(whole + whole.splitlines()[-1][:40])
    assert resume().exit_code == 0
    assert journal.read_text().startswith(whole)
    assert set(states().values()) == {"done"}


def test_a_journal_that_is_damaged_is_told_of(place):
    journal = begun()
    whole = journal.read_text()
    for more in ("{\n", "[]\n", "{}\n", "\n"):
        journal.write_text(whole + more + whole.splitlines()[-1] + "\n")
        said = resume()
        assert "error[A681]" in said.output, more


def test_who_is_killed_often_but_has_saved_more_since_goes_on(place, monkeypatch):
    begun()
    study = opened_store(opened_sweep(Path("out")))
    for saved in ((0, 4), (0, 8)):
        trial = study.ask()
        trial.set_user_attr(PLACE, "/where/the/folder/was")
        trial.set_user_attr(KILLED, 3)
        trial.set_user_attr(SAVED, saved)
    monkeypatch.setattr("archspec.study.trials.progress_saved", lambda _: (0, 8))
    assert resume().exit_code == 0
    assert states() == {0: "done", 1: "refused"}


@pytest.mark.parametrize(
    "fields",
    [
        {"values": [None]},
        {"values": {"a": 1}},
        {"values": ["a"]},
        {"values": [0.5, 0.5]},
        {"values": [True]},
        {"values": [float("nan")]},
        {"params": {}, "distributions": {}},
        {"params": {"width": 7.0}},
        {"params": {"width": float("nan")}},
        {"params": {"width": True}},
        {"params": {"width": None}},
        {"number": "a", "params": 5},
    ],
)
def test_trials_of_a_stranger_are_checked(place, fields):
    journal = begun("  over: {width: {int: [4, 6]}}\n  search: {random: 2}")
    numbers = {"step": 1, "low": 4, "high": 6, "log": False}
    kind = json.dumps({"name": "IntDistribution", "attributes": numbers})
    trial = {
        "op_code": 4,
        "worker_id": "a",
        "study_id": 0,
        "state": 1,
        "value": None,
        "values": [0.5],
        "datetime_start": "2026-01-01",
        "datetime_complete": "2026-01-01",
        "params": {"width": 5},
        "distributions": {"width": kind},
        "intermediate_values": {},
        "user_attrs": {"refused": ""},
        "system_attrs": {},
    }
    first, *_ = journal.read_text().splitlines()
    journal.write_text(f"{first}\n{json.dumps(trial)}\n")
    assert states() == {0: "done"}
    journal.write_text(f"{first}\n{json.dumps(trial | fields)}\n")
    said = resume()
    assert "error[A681]" in said.output, said.output


def test_a_figure_without_measure_refuses_its_trial_alone(place):
    begun()
    study = opened_store(opened_sweep(Path("out")))
    for value in (float("inf"), 0.5):
        trial = study.ask()
        trial.suggest_categorical("width", [0, 1])
        study.tell(trial, value)
    assert states() == {0: "refused", 1: "done"}
    assert resume().exit_code == 0


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"aim": {"params": "min"}}, "A680"),
        ({"aim": {"f1": "max"}}, "A680"),
        ({"search": "\ud800"}, "A645"),
        ({"over": {"\ud800": [1, 2]}}, "A645"),
        ({"over": {"lr": [1, 2]}}, "A211"),
        ({"over": {"width": [[]]}}, "A681"),
        ({"over": {"width": [1, 10**400]}}, "A645"),
        ({"over": {"width": [1e308, 1]}}, "A645"),
        ({"over": {"width": [float("nan"), 1]}}, "A645"),
        ({"over": {"width": {"float": [1, 1e308]}}, "search": "random"}, "A645"),
        ({"over": {"width": {"log": [5e-324, 1]}}, "search": "random"}, "A645"),
    ],
)
def test_the_plan_of_a_stranger_is_checked(place, fields, code):
    assert run("  over: {width: [4, 5]}\n  search: grid").exit_code == 0
    kept = json.loads((place / "out/study.json").read_text())
    kept["plan"] |= fields
    (place / "out/study.json").write_text(json.dumps(kept))
    said = resume()
    assert f"error[{code}]" in said.output, said.output


@pytest.mark.parametrize("values", ["[1.0e-20, 1.0e+25]", f"[{2**80}, {2**80 + 1}, {10**25}]"])
def test_numbers_far_apart_are_drawn(place, values):
    said = run(f"  over: {{train.optimizer.adam.eps: {values}}}\n  search: grid")
    assert said.exit_code == 0, said.output


def test_parameters_with_long_names_have_pictures_of_their_own(place):
    names = ["w" * 250 + end for end in "ab"]
    head, more = "params: {width: 4", "".join(f", {name}: 1" for name in names)
    Path("net.yaml").write_text(Path("net.yaml").read_text().replace(head, head + more))
    said = run("  over: {" + ", ".join(f"{name}: [1]" for name in names) + "}\n  search: grid")
    assert said.exit_code == 0, said.output
    assert len([*(place / "out").glob("over-*.svg")]) == 2


def test_a_journal_without_trials_is_told_of(place):
    journal = begun()
    journal.write_text(journal.read_text().splitlines()[0] + "\n")
    said = resume()
    assert "error[A681]" in said.output, said.output
