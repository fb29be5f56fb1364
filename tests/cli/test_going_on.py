"""How a training that ends, by whatever, goes on: from the command line."""

import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from archspec.cli import main
from archspec.cli.progress import Log

ROOT = str(Path(__file__).parents[2])
SPEC = """\
archspec: 1
name: t
input: [1, 8, 8]
layers: [flatten, linear: 10]
train:
  data: {dataset: npz, root: d.npz, val: 0.25}
  batch_size: 16
  epochs: 2
  device: cpu
  tensorboard: false
"""


def archspec(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments], catch_exceptions=False)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr("archspec.runner.session.session.draw_curves", lambda *_: "<svg/>")


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    random = np.random.default_rng(0)
    x = random.integers(0, 256, (80, 1, 8, 8), np.uint8)
    np.savez("d.npz", x=x, y=np.arange(80) % 10)
    Path("t.yaml").write_text(SPEC)
    return tmp_path


@pytest.fixture
def run(home):
    assert archspec("train", "t.yaml").exit_code == 0
    return Path("runs/t")


def interrupt(*_, **__):
    raise KeyboardInterrupt


def pasted(output: str) -> Result:
    """What comes of the line that says how to go on."""
    [line] = [one for one in output.splitlines() if one.startswith("go on with: ")]
    name, *arguments = shlex.split(line.removeprefix("go on with: "))
    assert name == "archspec"
    return archspec(*arguments)


@pytest.mark.parametrize("folder", ["run", "my run", "it's", "a;b $HOME", "-x", "ü"])
def test_a_line_to_paste_goes_on_after_ctrl_c(home, monkeypatch, folder):
    with monkeypatch.context() as patch:
        patch.setattr(Log, "on_epoch", interrupt)
        stopped = archspec("train", "t.yaml", "-o", f"./{folder}")
    assert stopped.exit_code == 130
    assert pasted(stopped.stderr).exit_code == 0
    assert Path(folder, "metrics.csv").read_text().count("\n") == 3


@pytest.mark.parametrize(
    ("callback", "said", "left"),
    [
        ("on_data", "stopped before training began", False),
        ("on_step", "stopped before the end of the first epoch", True),
        ("on_epoch", "stopped before the end of the first epoch", True),
    ],
)
def test_where_it_was_stopped(home, monkeypatch, callback, said, left):
    with monkeypatch.context() as patch:
        patch.setattr(Log, callback, interrupt)
        stopped = archspec("train", "t.yaml")
    assert said in stopped.stderr
    assert Path("runs").exists() == left
    assert ("go on with: archspec train --resume runs/t" in stopped.stderr) == left
    if left:
        assert pasted(stopped.stderr).exit_code == 0


def test_data_that_is_away_says_how_to_go_on_when_it_is_back(home, monkeypatch):
    real = Log.on_epoch

    def full(self, epoch, best):
        real(self, epoch, best)

        def refuse(*_):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("archspec.files.writing.os.fsync", refuse)

    monkeypatch.setattr(Log, "on_epoch", full)
    failed = archspec("train", "t.yaml", "-o", "my run")
    monkeypatch.undo()
    monkeypatch.chdir(home)
    assert failed.exit_code == 1
    assert "error[A644]: cannot write" in failed.stderr
    way = "epoch 1 is kept; when that is mended, go on with `archspec train --resume 'my run'`"
    assert f"= help: {way}" in failed.stderr
    assert archspec("train", "--resume", "my run").exit_code == 0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("t.yaml",), "leave SPEC out"),
        (("--set", "a=1"), "--set changes the network"),
        (("-o", "x"), "leave -o out"),
        (("--recipe", "t.yaml"), "leave --recipe out"),
    ],
)
def test_what_resume_does_not_go_with_says_what_to_do(run, options, said):
    result = archspec("train", "--resume", run, *options)
    assert result.exit_code == 2
    assert said in result.stderr


@pytest.mark.parametrize(
    ("option", "value", "field", "was"),
    [
        ("--seed", 9, "seed", 0),
        ("--batch-size", 4, "batch_size", 16),
        ("--lr", 0.5, "optimizer.adam.lr", 0.001),
    ],
)
def test_what_a_run_cannot_honour_is_refused_with_both_values(run, option, value, field, was):
    result = archspec("train", "--resume", run, option, value)
    assert result.exit_code == 1
    fact = f"`{field}` was {was} when `runs/t` began, and cannot become {value} on the way"
    assert f"error[A658]: {fact}" in result.stderr
    # What it has already is no change.
    assert archspec("train", "--resume", run, option, was).exit_code == 0


def test_the_help_about_a_changed_spec_is_right_when_obeyed(run):
    path = run / "spec.yaml"
    path.write_text(path.read_text().replace("linear: 10", "linear: {width: 10, bias: false}"))
    result = archspec("eval", run)
    assert "error[A658]" in result.stderr
    [line] = [one for one in result.stderr.splitlines() if "archspec train" in one]
    command = shlex.split(line.split("`")[1])
    assert archspec(*command[1:], "-o", "other").exit_code == 0


def test_a_run_is_extended(run):
    result = archspec("train", "--resume", run, "--epochs", 3, "--workers", 1)
    assert result.exit_code == 0
    assert "training into runs/t: epoch 3, 4 batches" in result.output
    assert "from epoch 3 on, `epochs`: 2, then 3" in result.output


def test_options_of_a_new_run_take_the_place_of_the_recipes(home):
    options = ("--epochs", 1, "--batch-size", 8, "--lr", 0.5, "--seed", 7, "--threads", 1)
    assert archspec("train", "t.yaml", *options, "-o", "run").exit_code == 0
    recipe = json.loads(Path("run/recipe.json").read_text())
    found = [recipe[name] for name in ("epochs", "batch_size", "seed", "threads")]
    assert found == [1, 8, 7, 1]
    assert recipe["optimizer"]["adam"]["lr"] == 0.5


def test_the_learning_rate_of_a_schedule_is_not_that_of_the_optimiser(home):
    text = SPEC + "  schedule: {onecycle: {max_lr: 0.1}}\n"
    Path("one.yaml").write_text(text)
    result = archspec("train", "one.yaml", "--lr", 0.5)
    assert result.exit_code == 2
    assert "write `onecycle: {max_lr: 0.5}`" in result.stderr


@pytest.mark.parametrize("rate", ["nan", "inf", "1e400", "-1"])
def test_a_learning_rate_is_a_finite_number(home, rate):
    result = archspec("train", "t.yaml", f"--lr={rate}")
    assert result.exit_code == 2
    assert "'--lr'" in result.stderr


def test_what_is_wrong_with_an_option_points_to_no_line_of_the_file(home):
    result = archspec("train", "t.yaml", "--root", "nowhere.npz")
    assert "error[A620]: there is no file `" in result.stderr
    assert "t.yaml" not in result.stderr


def test_what_goes_only_with_resume(home):
    for option in (("--accept", "data"), ("--schedule-from-here",)):
        result = archspec("train", "t.yaml", *option)
        assert result.exit_code == 2
        assert "go with --resume" in result.stderr


class TestEval:
    def test_measures_what_there_is_and_says_so(self, run):
        result = archspec("eval", run)
        assert result.exit_code == 0
        assert "this data has no test part: what follows is of `val`" in result.output
        assert "\nval: " in result.output
        assert archspec("eval", run, "--split", "test").exit_code == 1

    def test_takes_the_best_weights_or_the_last_and_says_which(self, run):
        for weights in ("best", "last"):
            result = archspec("eval", run, "--weights", weights, "--device", "cpu", "--json")
            found = json.loads(result.stdout)
            assert (found["weights"], found["split"]) == (weights, "val")
            assert "no test part" in result.stderr
        assert found["epoch"] == 2
        assert "(last weights: epoch 2)" in archspec("eval", run, "--weights", "last").output

    def test_finds_data_that_was_moved(self, run):
        shutil.move("d.npz", "elsewhere.npz")
        assert "error[A620]" in archspec("eval", run).stderr
        assert archspec("eval", run, "--root", "elsewhere.npz").exit_code == 0

    def test_measures_other_data_when_asked(self, run):
        random = np.random.default_rng(1)
        x = random.integers(0, 256, (60, 1, 8, 8), np.uint8)
        np.savez("new.npz", x=x, y=np.arange(60) % 10)
        result = archspec("eval", run, "--root", "new.npz")
        assert "error[A628]" in result.stderr
        assert "`--accept data`" in result.stderr
        result = archspec("eval", run, "--root", "new.npz", "--accept", "data")
        assert result.exit_code == 0

    def test_before_the_first_epoch(self, home, monkeypatch):
        with monkeypatch.context() as patch:
            patch.setattr(Log, "on_step", interrupt)
            archspec("train", "t.yaml", "-o", "my run")
        result = archspec("eval", "my run")
        assert "the run in `my run` has not finished its first epoch" in result.stderr
        assert "`archspec train --resume 'my run'`" in result.stderr


def started(*arguments: str, cwd: Path) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "archspec", *arguments],
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": ROOT, "OMP_NUM_THREADS": "1"},
    )


@pytest.mark.slow
def test_two_that_start_at_once_train_in_two_folders(home):
    both = [started("train", "t.yaml", cwd=home) for _ in range(2)]
    outputs = [process.communicate()[0] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert sorted(path.name for path in (home / "runs").iterdir()) == ["t", "t-2"]
    said = [next(one for one in text.splitlines() if one.startswith("report")) for text in outputs]
    assert sorted(said) == ["report  runs/t-2/report.html", "report  runs/t/report.html"]


@pytest.mark.slow
def test_ctrl_c_and_kill_in_earnest(home):
    victim = started("train", "t.yaml", "--epochs", "100000", "-o", "my run", cwd=home)
    while "epoch" not in victim.stdout.readline():
        pass
    second = started("train", "--resume", "my run", cwd=home)
    assert f"is being trained by process {victim.pid} on " in second.communicate()[1]
    victim.send_signal(signal.SIGINT)
    _, said = victim.communicate()
    assert victim.returncode == 130
    assert "go on with: archspec train --resume 'my run'" in said
    assert "Traceback" not in said
    third = started("train", "--resume", "my run", cwd=home)
    while not third.stdout.readline().startswith("epoch"):
        pass
    third.kill()
    third.communicate()
    done = Path("my run/metrics.csv").read_text().count("\n") - 1
    assert archspec("train", "--resume", "my run", "--epochs", done + 3).exit_code == 0
