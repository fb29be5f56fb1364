"""The state within an epoch: when it is saved, by whom, and whether it is what was written."""

import json
import sys
import threading
import time
from contextlib import contextmanager

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from archspec.diagnostics import Failure
from archspec.recipe.saving import Save
from archspec.runner import Silent, resume, train
from archspec.runner.place import Place, find_place
from archspec.runner.session.saving import Saving
from archspec.runner.session.writer import Writer
from archspec.runner.storage import unwritable

from .conftest import failed, recipe, small
from .processes import together
from .test_processes import Double
from .test_resume import FIELDS, Interrupt, Stop, assert_same_run

pytestmark = pytest.mark.forks

CPU = torch.device("cpu")


class Clock:
    """Seconds that pass only when they are told to."""

    def __init__(self):
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Notes(Silent):
    """Keeps what it is told."""

    def __init__(self):
        self.texts, self.steps = [], []

    def on_note(self, text):
        self.texts.append(text)

    def on_step(self, step):
        self.steps.append(step)


def test_steps_are_counted_over_the_whole_run():
    saving = Saving(Save(every="30 steps"), Place(CPU))
    assert [step for step in range(1, 100) if saving.due(step)] == [30, 60, 90]


def test_time_is_counted_from_the_last_saving():
    clock = Clock()
    saving = Saving(Save(every="2 minutes"), Place(CPU), clock)
    saved = []
    for step in range(1, 100):
        clock.now += 7
        if saving.due(step):
            saving.saved()
            saved.append(step)
    assert saved == [18, 36, 54, 72, 90]


@pytest.mark.parametrize("done", [0, 100_000], ids=["from the beginning", "resumed"])
def test_processes_save_after_the_same_steps_and_about_when_it_is_time(tmp_path, done):
    """Steps of a run that is resumed were not taken by these processes, and took them no time."""

    def work():
        place, clock = find_place(recipe()), Clock()
        saving, saved = Saving(Save(every="1 minute"), place, clock), []
        for step in range(done + 1, done + 400):
            # The others' clocks do not matter, nor how fast they are.
            clock.now += 0.5 if place.main else 3.0
            if saving.due(step):
                saving.saved()
                saved.append(step)
        return saved

    first, second = together(2, work, tmp_path)
    assert first == second
    assert len(first) == 3
    assert all(120 <= later - before <= 150 for before, later in zip([done, *first], first))  # noqa: B905


@pytest.mark.parametrize("epochs", [0, 2])
def test_an_epoch_goes_on_where_it_was_saved(tmp_path, epochs):
    """All but the steps since then is not computed again."""
    options = recipe(**FIELDS, save={"every": "3 steps"}, accumulate=2)
    train(small(), options, tmp_path / "whole", input_shape=(1, 8, 8))
    with pytest.raises(Stop):
        train(
            small(),
            options,
            tmp_path / "run",
            input_shape=(1, 8, 8),
            progress=Interrupt(epochs, steps=8),
        )

    told = Notes()
    resume(small(seed=99), tmp_path / "run", progress=told)
    assert_same_run(tmp_path / "whole", tmp_path / "run")
    assert told.texts == [f"epoch {epochs + 1} goes on after 6 of 12 batches"]
    assert told.steps[0] == 8


class Cut(Silent):
    """Ends a process in the middle of the second epoch."""

    done = 0

    def on_epoch(self, epoch, best):
        self.done += 1

    def on_step(self, step):
        if self.done == 1 and step == 7:
            raise Stop


def test_two_processes_are_cut_off_and_one_goes_on(tmp_path):
    # Adam would make whole steps of what is nothing but rounding: a bias before a batch norm.
    optimizer = {"sgd": {"lr": 0.05, "momentum": 0.9}}
    options = recipe(**FIELDS | {"optimizer": optimizer}, save={"every": "4 steps"})

    def cut_off():
        try:
            train(Double(), options, tmp_path / "run", input_shape=(1, 8, 8), progress=Cut())
        except (Stop, Failure) as failure:
            codes = [one.code for one in getattr(failure, "diagnostics", ())]
            return type(failure).__name__, codes
        return None

    assert together(2, cut_off, tmp_path / "results") == [("Stop", []), ("Failure", ["A660"])]
    whole = train(Double(), options, tmp_path / "whole", input_shape=(1, 8, 8))
    notes = Notes()
    result = resume(Double(), tmp_path / "run", progress=notes)
    assert notes.texts[-1] == "epoch 2 goes on after 4 of 12 batches"
    for one, other in zip(result.history, whole.history, strict=True):
        assert one.train_loss == pytest.approx(other.train_loss, rel=1e-12)
        assert one.val_loss == pytest.approx(other.val_loss, rel=1e-12)


def test_what_the_writing_thread_meets_is_raised_in_the_training(tmp_path, monkeypatch):
    module = sys.modules["archspec.runner.session.session"]
    real, names = module.write, []

    def full(path, content, **more):
        names.append((path.name, threading.current_thread().name))
        if threading.current_thread() is not threading.main_thread():
            raise Failure([unwritable(path, OSError(28, "No space left")).diagnostics[0]])
        real(path, content, **more)

    monkeypatch.setattr(module, "write", full)
    options = recipe(**FIELDS, save={"every": "2 steps"})
    with pytest.raises(Failure) as caught:
        train(small(), options, tmp_path / "run", input_shape=(1, 8, 8))
    assert failed(caught)[0] == "A644"
    assert names[0][0] == "state.safetensors"
    assert names[0][1].startswith("writer")
    monkeypatch.setattr(module, "write", real)
    train(small(), options, tmp_path / "whole", input_shape=(1, 8, 8))
    resume(small(seed=99), tmp_path / "run")
    assert_same_run(tmp_path / "whole", tmp_path / "run")


def test_nothing_is_copied_while_the_copy_before_is_being_written(tmp_path, monkeypatch):
    module, begun, seen = sys.modules["archspec.runner.session.session"], [], []
    real, copy = module.write, module.snapshot_of

    def slow(path, content, **more):
        begun.append(path)
        time.sleep(0.05)
        real(path, content, **more)
        begun.remove(path)

    def watched(loop, standing):
        seen.append(len(begun))
        return copy(loop, standing)

    monkeypatch.setattr(module, "write", slow)
    monkeypatch.setattr(module, "snapshot_of", watched)
    options = recipe(epochs=1, batch_size=128, save={"every": "1 steps"})
    train(small(), options, tmp_path / "run", input_shape=(1, 8, 8))
    assert len(seen) > 5
    assert not any(seen)


def test_no_process_reads_a_run_before_the_first_one_holds_it(tmp_path, monkeypatch):
    module, folder = sys.modules["archspec.runner.resume"], tmp_path / "run"
    train(small(), recipe(epochs=1), folder, input_shape=(1, 8, 8))
    real, way = module.held, module._way

    @contextmanager
    def late(*arguments):
        time.sleep(0.5)
        with real(*arguments):
            (tmp_path / "held").touch()
            yield

    def reading(*arguments, **options):
        assert (tmp_path / "held").exists()
        return way(*arguments, **options)

    monkeypatch.setattr(module, "held", late)
    monkeypatch.setattr(module, "_way", reading)
    results = together(2, lambda: len(resume(small(), folder).history), tmp_path / "results")
    assert results == [1, 1]


def test_there_is_one_piece_of_work_at_most_and_none_is_left_behind():
    order = []

    def work(number):
        time.sleep(0.02)
        order.append(number)

    with Writer() as writer:
        for number in range(3):
            writer.put(lambda number=number: work(number))
            assert len(order) >= number
    assert order == [0, 1, 2]


def test_an_error_of_the_writing_does_not_hide_that_of_the_training():
    def fail():
        raise OSError(28, "No space left")

    def train_and_fail(writer):
        writer.put(fail)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), Writer() as writer:
        train_and_fail(writer)
    with pytest.raises(OSError, match="No space left"), Writer() as writer:
        writer.put(fail)


@pytest.mark.parametrize("name", ["state.safetensors", "best.safetensors"])
def test_a_bit_that_was_lost_is_found(tmp_path, name):
    folder = tmp_path / "run"
    train(small(), recipe(epochs=1), folder, input_shape=(1, 8, 8))
    content = bytearray((folder / name).read_bytes())
    content[-3] ^= 1
    (folder / name).write_bytes(content)
    with pytest.raises(Failure) as caught:
        resume(small(), folder)
    assert failed(caught) == (
        "A642",
        f"the checkpoint `{folder / name}` is damaged",
        ("its checksum does not fit its content",),
    )


@pytest.mark.parametrize(
    ("within", "tensors", "note"),
    [
        ({"batches": 3, "seconds": 1}, None, "ValueError: the epoch has no such part"),
        ({"batches": 12, "seconds": 1}, "right", "ValueError: the epoch has no such part"),
        ({"batches": -2, "seconds": 1}, "right", "ValueError: the epoch has no such part"),
        ({"batches": 2, "seconds": float("inf")}, "right", "ValueError: it took no such time"),
        ({"batches": "2x", "seconds": 1}, "right", "ValueError: invalid literal"),
        ([], "right", "TypeError: "),
        ({"batches": 2, "seconds": 1}, "large", "it holds other tensors: tally.confusion"),
    ],
)
def test_a_state_that_no_run_has_written(tmp_path, within, tensors, note):
    folder = tmp_path / "run"
    train(small(), recipe(epochs=1, batch_size=128), folder, input_shape=(1, 8, 8))
    path = folder / "state.safetensors"
    with safe_open(path, "pt") as file:
        rest = json.loads(file.metadata()["state"])
    rest |= {"within": within, "history": [], "best": 0}
    count = 12 if tensors == "right" else 5000
    more = {
        "tally.sums": torch.zeros(count, 2, dtype=torch.float64),
        "tally.confusion": torch.zeros(100, dtype=torch.int64),
    }
    every = load_file(path) | (more if tensors else {})
    save_file(every, path, {"state": json.dumps(rest)})
    with pytest.raises(Failure) as caught:
        resume(small(), folder)
    code, message, notes = failed(caught)
    assert (code, message) == ("A642", f"the checkpoint `{path}` is damaged")
    assert notes[0].startswith(note)
