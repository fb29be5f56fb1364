"""A process that is killed at any moment costs no more than the time since the last saving.

Children are forked, train, and are killed with SIGKILL: at a step, between any two writes to the
disk, in the thread that writes, or after some milliseconds. The run is taken up until it ends, and
is then that of a process that nobody killed, to the bit.
"""

import os
import random
import signal
import sys
import time
from functools import partial
from itertools import count
from pathlib import Path
from threading import Lock

import pytest
import torch
from safetensors.torch import load_file
from torch import nn

from archspec.runner import Silent, resume, train

from .conftest import recipe, small
from .processes import ended, forked
from .test_processes import few
from .test_resume import assert_same_run

pytestmark = [
    pytest.mark.forks,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="a system without fork"),
]

EVENTS = 130
"""More than there are steps and writes in a run: some children are not killed, and finish it."""


def net() -> nn.Module:
    """A network with dropout and batch norm, whose own weights matter only to a new run."""
    return small()


def fields(data: Path, every: str) -> dict[str, object]:
    return {
        "data": {
            "dataset": "npz",
            "root": str(data),
            "val": 0.2,
            "augment": ({"crop": 1}, {"flip": 0.5}),
        },
        "epochs": 3,
        "batch_size": 8,
        "accumulate": 2,
        "optimizer": {"adam": {"lr": 0.01}},
        "schedule": {"onecycle": {"max_lr": 0.02}},
        "save": {"every": every},
        "threads": 1,
    }


class Fuse(Silent):
    """Kills the process at the event of a number: a step, or anything done to a file."""

    def __init__(self, number: int):
        self.left, self.lock = number, Lock()

    def burn(self) -> None:
        with self.lock:
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    def on_step(self, step):
        self.burn()

    def on_epoch(self, epoch, best):
        self.burn()

    def light(self) -> None:
        """From here on, before and after each write and each renaming."""
        for owner, name in ((os, "fsync"), (Path, "replace")):
            setattr(owner, name, self._burning(getattr(owner, name)))

    def _burning(self, function):
        def burning(*arguments):
            self.burn()
            result = function(*arguments)
            self.burn()
            return result

        return burning


def go(folder: Path, options: dict[str, object], number: int = 0) -> None:
    """Begin a run, or take it up, until the event of that number."""
    fuse = Fuse(number)
    fuse.light()
    if (folder / "recipe.json").exists():
        resume(net(), folder, progress=fuse)
    else:
        train(net(), recipe(**options), folder, input_shape=(1, 8, 8), progress=fuse)


def life(folder: Path, options: dict[str, object], number: int, seconds: float) -> bool:
    """Whether a process that trains into the folder was killed before it came to its end."""
    child = forked(partial(go, folder, options, number), folder.with_suffix(".result"))
    if seconds:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    status = ended(child)
    assert status in (0, -signal.SIGKILL)
    return status != 0


@pytest.fixture(autouse=True)
def no_pictures(monkeypatch):
    """They are drawn when a run is over, and take longer than all of it."""
    # By its name the package has the function, not the module.
    module = sys.modules["archspec.runner.train"]
    monkeypatch.setattr(module, "write_report", lambda *_: None)


@pytest.mark.parametrize("timed", [False, True], ids=["at an event", "after some time"])
@pytest.mark.parametrize("every", ["1 step", "2 steps"])
def test_a_run_that_is_killed_time_and_again_ends_as_if_it_had_not_been(
    tmp_path, every, timed, request
):
    options = fields(few(tmp_path, 90), every)
    whole, start = tmp_path / "whole", time.monotonic()
    assert not life(whole, options, 0, 0)
    longest = 1.2 * (time.monotonic() - start)
    chance = random.Random(f"{every} {timed}")  # noqa: S311  no secret
    left = 75 if request.config.getoption("--slow") else 15
    for run in count():
        folder = tmp_path / f"run{run}"
        while life(
            folder,
            options,
            chance.randrange(1, EVENTS) if left and not timed else 0,
            chance.uniform(0.01, longest) if left and timed else 0,
        ):
            left -= 1
        assert_same_run(whole, folder)
        mine, its = (load_file(one / "state.safetensors") for one in (whole, folder))
        assert mine.keys() == its.keys()
        assert all(torch.equal(mine[name], its[name]) for name in mine)
        assert not [*folder.glob(".*")]
        if not left:
            print(f"{every}, {'after some time' if timed else 'at an event'}: {run + 1} runs")
            return
