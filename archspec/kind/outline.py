"""What a class of torch makes of a shape, asked of it in a process of its own.

The front half imports no torch: the process does, once for all that is asked.
"""

import atexit
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Event, Timer
from typing import Any, Final

from archspec.dataclass import dataclass, field
from archspec.extras import require

CHILD: Final = Path(__file__).parents[1] / "nn" / "outline.py"
SECONDS: Final = 30
"""How long a class may take to be made and called; without memory, the largest take a few."""

MEMORY: Final = 4 * 2**30
"""Bytes that the process may take, as arguments of a spec may ask a class for any number."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A module from outside.

    Args:
        output: the shape of one sample that it gives, without the batch axis.
        parameters: their shapes by their names.
        error: why it can be had for no such input; empty where it can.
    """

    output: tuple[int, ...] = ()
    parameters: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    error: str = ""


_known: dict[str, Outline] = {}


def outline(target: str, args: Mapping[str, Any], shape: tuple[int, ...]) -> Outline:
    """What a class makes of one sample.

    Args:
        target: its path; its package was let in.
        args: what it is made with, as a file has it.
        shape: of one sample, without the batch axis.

    Raises:
        Failure: A506 where torch is not installed.

    >>> found = outline("torch.nn.Linear", {"in_features": 3, "out_features": 2}, (5, 3))
    >>> found.output, found.parameters
    ((5, 2), {'weight': (2, 3), 'bias': (2,)})
    """
    question = json.dumps({"target": target, "args": args, "shape": shape}, default=str)
    if question not in _known:
        _known[question] = _asked(question)
    return _known[question]


def _asked(question: str) -> Outline:
    child = _child()
    assert child.stdin is not None and child.stdout is not None  # noqa: S101, PT018  they are pipes
    with _ended_after(SECONDS, child) as too_late:
        try:
            child.stdin.write(question + "\n")
            child.stdin.flush()
            answer = child.stdout.readline()
        except BrokenPipeError:
            answer = ""
    if not answer:
        child.wait()
        _child.cache_clear()
        late = f"it took longer than {SECONDS} seconds to make and to call"
        return Outline(error=late if too_late.is_set() else "the process that made it ended")
    found = json.loads(answer)
    shapes = {name: tuple(shape) for name, shape in found["parameters"].items()}
    return Outline(tuple(found["output"]), shapes, found["error"])


@contextmanager
def _ended_after(seconds: float, child: subprocess.Popen[str]) -> Iterator[Event]:
    """Ends the process, and says so, where what is done meanwhile takes longer."""
    too_late = Event()

    def end() -> None:
        too_late.set()
        child.kill()

    timer = Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield too_late
    finally:
        timer.cancel()


@cache
def _child() -> subprocess.Popen[str]:
    """The process, once it has imported torch, which takes as long as the disk does."""
    require("torch", "a `torch` layer")
    command = [sys.executable, "-P", str(CHILD), str(MEMORY)]
    child = subprocess.Popen(  # noqa: S603  the program is ours, what is asked goes to its input
        [*command, *sys.path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # warnings may repeat what a spec says, as a terminal obeys it
        text=True,
    )
    atexit.register(_end, child)
    assert child.stdout is not None  # noqa: S101  it is a pipe
    child.stdout.readline()
    return child


def _end(child: subprocess.Popen[str]) -> None:
    """Ends the process with this one."""
    with child:
        child.kill()
