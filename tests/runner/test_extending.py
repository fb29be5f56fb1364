"""A run that is extended is one that was to be longer from the beginning, as far as that can be."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from archspec.diagnostics import Failure
from archspec.runner import resume, train
from archspec.runner.progress import Silent

from .conftest import failed, recipe, small
from .test_resume import assert_same_run

SGD = {"sgd": {"lr": 0.1, "momentum": 0.9}}
SAME_BEGINNING = {
    "no schedule": None,
    "step": {"step": {"step_size": 2}},
    "multistep": {"multistep": {"milestones": (1, 3)}},
    "exponential": {"exponential": {"gamma": 0.5}},
    "warm restarts": {"warm_restarts": {"T_0": 2}},
    "linear": {"linear": {"total_iters": 4}},
    "a cosine of its own length": {"cosine": {"T_max": 3}},
    "plateau": {"plateau": {"patience": 0, "threshold": 0.5}},
}
OF_THE_LENGTH = {
    "cosine": {"cosine": {"eta_min": 0.01}},
    "polynomial": {"polynomial": {"power": 2.0}},
    "onecycle": {"onecycle": {"max_lr": 0.2}},
}


class Notes(Silent):
    def __init__(self, stop: int | None = None):
        self.said, self.stop = [], stop

    def on_note(self, text):
        self.said.append(text)

    def on_epoch(self, epoch, best):
        if epoch.number == self.stop:
            raise KeyboardInterrupt


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    path = tmp_path_factory.mktemp("data") / "d.npz"
    random = np.random.default_rng(0)
    x = random.integers(0, 256, (60, 1, 8, 8), np.uint8)
    np.savez(path, x_train=x, y_train=np.arange(60) % 10, x_val=x[:20], y_val=np.arange(20) % 10)
    return path


@pytest.fixture
def begin(data, tmp_path):
    def begin(name: str, schedule: dict | None, epochs: int, **fields) -> Path:
        torch.set_num_threads(1)
        wanted = recipe(
            data={"dataset": "npz", "root": str(data)},
            schedule=schedule,
            epochs=epochs,
            batch_size=20,
            optimizer=SGD,
            **fields,
        )
        train(small(), wanted, tmp_path / name, input_shape=(1, 8, 8))
        return tmp_path / name

    return begin


def rates(folder: Path) -> list[float]:
    return [one.rate for one in resume(small(), folder).history]


@pytest.mark.parametrize("schedule", SAME_BEGINNING.values(), ids=SAME_BEGINNING)
def test_to_the_same_numbers_where_the_schedule_does_not_depend_on_the_length(begin, schedule):
    whole, part = begin("whole", schedule, 5), begin("part", schedule, 2)
    heard = Notes()
    resume(small(seed=9), part, changes={"epochs": 5}, progress=heard)
    assert_same_run(whole, part)
    assert heard.said == ["from epoch 3 on, `epochs`: 2, then 5"]


@pytest.mark.parametrize("schedule", OF_THE_LENGTH.values(), ids=OF_THE_LENGTH)
class TestAScheduleOfTheLength:
    def test_goes_on_as_that_of_the_longer_run(self, begin, schedule):
        whole, part = begin("whole", schedule, 5), begin("part", schedule, 2)
        heard = Notes()
        result = resume(small(), part, changes={"epochs": 5}, progress=heard)
        assert [one.rate for one in result.history][2:] == rates(whole)[2:]
        kind = next(iter(schedule))
        told = heard.said[-1]
        assert told.startswith(
            f"the first 2 epochs ran on a {kind} of 2; from epoch 3 it is one of 5"
        )
        assert f"the learning rate jumps from {result.history[1].rate:.6g} to " in told
        assert told.endswith(
            "(`--schedule-from-here` begins it anew over the 3 epochs that are left)"
        )

    def test_or_begins_anew_over_what_is_left(self, begin, schedule):
        short, part = begin("short", schedule, 3), begin("part", schedule, 2)
        heard = Notes()
        result = resume(
            small(), part, changes={"epochs": 5}, schedule_from_here=True, progress=heard
        )
        assert [one.rate for one in result.history][2:] == rates(short)
        assert "begins anew over the 3 epochs that are left" in heard.said[-1]

    @pytest.mark.parametrize("anew", [False, True])
    def test_an_extended_run_that_is_interrupted_goes_on_to_the_same_numbers(
        self, begin, schedule, anew
    ):
        whole, part = begin("whole", schedule, 2), begin("part", schedule, 2)
        options = {"changes": {"epochs": 6}, "schedule_from_here": anew}
        resume(small(), whole, **options)
        with pytest.raises(KeyboardInterrupt):
            resume(small(), part, **options, progress=Notes(stop=4))
        resume(small(seed=9), part)
        assert_same_run(whole, part)


def segments(folder: Path) -> list[dict]:
    return json.loads((folder / "segments.json").read_text())["segments"]


def test_the_stretches_of_a_run_are_kept_and_shown(begin):
    run = begin("run", {"cosine": {}}, 2)
    resume(small(), run)
    resume(small(), run, changes={"epochs": 3, "workers": 2})
    resume(small(), run, changes={"epochs": 5}, schedule_from_here=True)
    found = segments(run)
    assert [(one["first"], one["epochs"], one["schedule_since"]) for one in found] == [
        (1, 2, 0),
        (3, 3, 0),
        (4, 5, 3),
    ]
    assert found[1]["changes"] == ["`epochs`: 2, then 3", "`workers`: 4, then 2"]
    assert json.loads((run / "recipe.json").read_text())["epochs"] == 5
    page = (run / "report.html").read_text()
    for text in ("1 to 2", "3 to 3", "4 to 5", "`workers`: 4, then 2", "anew after epoch 3"):
        assert text in page


def test_a_stretch_in_which_no_epoch_ended_is_part_of_the_next(begin):
    run = begin("run", None, 1)
    for _ in range(3):
        with pytest.raises(KeyboardInterrupt):
            resume(small(), run, changes={"epochs": 4}, progress=Stop())
    resume(small(), run)
    assert [one["first"] for one in segments(run)] == [1, 2]
    assert segments(run)[1]["changes"] == ["`epochs`: 1, then 4"]


class Stop(Silent):
    def on_step(self, step):
        raise KeyboardInterrupt


def refusal(run: Path, **options) -> tuple[str, str, tuple[str, ...]]:
    with pytest.raises(Failure) as caught:
        resume(small(), run, **options)
    return failed(caught)


def test_what_cannot_be_honoured_is_refused_and_changes_nothing(begin):
    run = begin("run", None, 2)
    before = {path: path.read_bytes() for path in run.iterdir() if path.is_file()}
    for changes, message in (
        ({"seed": 9}, f"`seed` was 0 when `{run}` began, and cannot become 9 on the way"),
        (
            {"batch_size": 3},
            f"`batch_size` was 20 when `{run}` began, and cannot become 3 on the way",
        ),
        ({"epochs": 1}, f"`{run}` has 2 epochs behind it, and cannot end after 1"),
    ):
        assert refusal(run, changes=changes)[:2] == ("A658", message)
    for options, message in (
        ({"changes": {"epochs": 4}}, "follows no schedule that could begin anew"),
        ({}, "follows no schedule that could begin anew"),
    ):
        code, said, _ = refusal(run, schedule_from_here=True, **options)
        assert (code, said) == ("A658", f"the learning rate of `{run}` {message}")
    assert {path: path.read_bytes() for path in run.iterdir() if path.is_file()} == before


def test_a_schedule_has_no_place_to_begin_anew_where_all_epochs_are_done(begin):
    run = begin("run", {"cosine": {}}, 2)
    code, message, _ = refusal(run, schedule_from_here=True)
    assert (code, message) == (
        "A658",
        f"`{run}` has no epochs left over which a schedule could begin anew",
    )


def test_a_run_that_stopped_early_goes_on_when_asked(begin):
    fields = {"early_stop": {"patience": 1, "min_delta": 100.0}}
    run, whole = begin("run", None, 4, **fields), begin("whole", None, 4)
    heard = Notes()
    assert len(resume(small(), run, progress=heard).history) == 2
    assert any("--no-early-stop" in one for one in heard.said)
    assert len(resume(small(), run, changes={"early_stop": None}).history) == 4
    assert_same_run(whole, run)


def test_a_finished_run_says_how_it_could_go_on(begin):
    run, heard = begin("run", None, 2), Notes()
    resume(small(), run, progress=heard)
    assert heard.said == ["all 2 epochs are done; `--epochs 4` would train as many again"]


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        "{}",
        '{"segments": 3}',
        '{"segments": [{"first": 0, "epochs": 1, "began": "", "device": ""}]}',
        '{"segments": [{"first": 1, "epochs": 1, "began": "", "device": "", "schedule_since": 9}]}',
        '{"segments": [{"first": 1, "epochs": 9, "began": 0, "device": "", "changes": "x"}]}',
    ],
)
def test_stretches_that_no_run_writes(begin, text):
    run = begin("run", None, 1)
    (run / "segments.json").write_text(text)
    assert refusal(run)[0] == "A645"
