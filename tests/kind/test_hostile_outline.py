"""A class of torch is tried in a process with bounds, as a spec may ask it for any number."""

import time

import pytest

from archspec.kind import outline as asking
from archspec.kind.outline import outline

CLASSES = """
import sys
import time

import torch
from torch import nn


class Sleeps(nn.Module):
    def __init__(self, seconds):
        super().__init__()
        time.sleep(seconds)


class Fills(nn.Module):
    def __init__(self, count):
        super().__init__()
        self.numbers = [float(i) for i in range(count)]


class Ends(nn.Module):
    def __init__(self):
        sys.exit(3)


class Speaks(nn.Module):
    def forward(self, x):
        print("\\x1b[31m to one")
        print("\\x1b[31m to the other", file=sys.stderr)
        return x
"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory):
    """A package with such classes, and a process of little memory to try them in."""
    folder = tmp_path_factory.mktemp("classes")
    (folder / "hostile_classes.py").write_text(CLASSES, encoding="utf-8")
    asking._child.cache_clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        patch.setattr(asking, "MEMORY", 2**30)
        yield "hostile_classes"
    asking._child().kill()
    asking._child.cache_clear()


def gives(width: int) -> tuple[int, ...]:
    """What a class that is as it should be says afterwards."""
    return outline("torch.nn.Linear", {"in_features": 3, "out_features": width}, (3,)).output


def test_what_a_class_prints_reaches_no_terminal(hostile, capfd):
    assert outline(f"{hostile}.Speaks", {}, (3,)).output == (3,)
    assert capfd.readouterr() == ("", "")


def test_a_class_that_takes_too_much_memory_is_refused_and_the_next_is_tried(hostile):
    assert "MemoryError" in outline(f"{hostile}.Fills", {"count": 10**9}, (3,)).error
    assert gives(4) == (4,)


def test_a_class_that_takes_too_long_is_ended_and_the_next_is_tried(hostile, monkeypatch):
    monkeypatch.setattr(asking, "SECONDS", 0.5)
    began = time.monotonic()
    found = outline(f"{hostile}.Sleeps", {"seconds": 3600}, (3,))
    assert time.monotonic() - began < 60
    assert found.error == "it took longer than 0.5 seconds to make and to call"
    monkeypatch.undo()
    assert gives(5) == (5,)


def test_a_class_that_ends_the_process_is_refused_and_the_next_is_tried(hostile):
    assert outline(f"{hostile}.Ends", {}, (3,)).error == "the process that made it ended"
    assert gives(6) == (6,)
