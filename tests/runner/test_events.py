"""Functions of the caller's are told of steps and of what is saved."""

from pathlib import Path

import pytest
import torch
from torch.utils.data import TensorDataset

import archspec
from archspec.files.run_files import BEST, LAST, STATE
from archspec.runner.own import EpochEnd, RunEnd, RunStart, Saved, StepEnd, Stop

from .processes import together

SIDES = archspec.loads("archspec: 1\ninput: [3]\nlayers: [linear: 16, relu, linear: 2]")
POINTS = torch.randn(80, 3, generator=torch.Generator().manual_seed(0))
DATA = TensorDataset(POINTS, (POINTS.sum(1) > 0).long())
RECIPE = {
    "tensorboard": False,
    "device": "cpu",
    "batch_size": 16,
    "epochs": 2,
    "optimizer": {"sgd": {"lr": 0.1}},
    "schedule": {"cosine": {}},
}


def trained(folder: Path, *callbacks, **changes):
    recipe = {**RECIPE, **changes}
    return SIDES.train(folder, recipe, data=DATA, fields=("input", "output"), callbacks=callbacks)


@pytest.mark.parametrize(("accumulate", "steps"), [(1, 5), (2, 3)])
def test_each_step_is_told_with_its_loss_and_rate(accumulate, steps, tmp_path):
    seen: list[StepEnd] = []

    def listen(event: StepEnd) -> None:
        seen.append(event)

    result = trained(tmp_path / "run", listen, accumulate=accumulate)
    assert [(one.epoch, one.step, one.steps) for one in seen] == [
        (epoch, step, steps) for epoch in (1, 2) for step in range(1, steps + 1)
    ]
    # Batches are of 16 samples: the mean over an epoch is that of its steps by their batches.
    sizes = [1] * 5 if accumulate == 1 else [2, 2, 1]
    for epoch in result.history:
        own = [float(one.loss) for one in seen if one.epoch == epoch.number]
        mean = sum(n * loss for n, loss in zip(sizes, own, strict=True)) / 5
        assert mean == pytest.approx(epoch.train_loss, rel=1e-5)
        assert {one.rate for one in seen if one.epoch == epoch.number} == {epoch.rate}
    assert all(not one.loss.requires_grad for one in seen)


def test_a_function_that_says_nothing_of_what_it_takes_is_told_of_no_steps(tmp_path):
    seen: list[type] = []
    trained(tmp_path / "run", lambda event: seen.append(type(event)))
    assert seen == [RunStart, Saved, EpochEnd, Saved, EpochEnd, RunEnd]


def test_what_is_told_to_be_saved_is_in_the_folder(tmp_path):
    seen: list[tuple[int, int | None]] = []

    def listen(event: Saved) -> None:
        assert all(one.is_file() for one in event.files)
        names = {one.name for one in event.files}
        whole = {STATE, LAST, BEST} if event.step is None else {STATE}
        assert names in (whole, whole - {BEST})
        seen.append((event.epoch, event.step))

    trained(tmp_path / "run", listen, save={"every": "2 steps"})
    assert seen == [(1, 2), (1, 4), (1, None), (2, 1), (2, 3), (2, None)]


def test_a_run_that_is_cut_off_after_a_save_goes_on_from_there(tmp_path):
    def cut(event: Saved) -> None:
        if event.epoch == 2 and event.step:
            raise KeyboardInterrupt

    whole = trained(tmp_path / "whole", save={"every": "1 steps"})
    with pytest.raises(KeyboardInterrupt):
        trained(tmp_path / "cut", cut, save={"every": "1 steps"})
    run = archspec.open_run(tmp_path / "cut")
    result = run.resume(data=DATA, fields=("input", "output"))
    figures = [(one.number, one.train_loss) for one in result.history]
    assert figures == [(one.number, one.train_loss) for one in whole.history]


def test_a_wish_within_an_epoch_ends_the_run_after_it(tmp_path):
    def stop(event: StepEnd) -> Stop | None:
        return Stop("enough") if event.step == 2 else None

    result = trained(tmp_path / "run", stop, epochs=5)
    assert len(result.history) == 1


@pytest.mark.forks
def test_a_wish_of_the_first_process_ends_all_of_them(tmp_path):
    def work():
        told: list[int] = []

        def stop(event: StepEnd) -> Stop | None:
            told.append(event.step)
            return Stop("enough") if event.step == 2 else None

        result = trained(tmp_path / "run", stop, epochs=4, threads=1)
        return len(result.history), len(told)

    assert together(2, work, tmp_path / "several") == [(1, 5), (1, 0)]
