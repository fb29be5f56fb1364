"""Processes of one training, forked: none of them has to import torch anew."""

import os
import pickle
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib.figure  # noqa: F401  what each process would else import for itself
import torch._dynamo  # noqa: F401

LIMIT = 60
"""Seconds after which processes are taken to wait for each other for ever."""


def together(world: int, work: Callable[[], Any], folder: Path) -> list[Any]:
    """What `work` gives in each of `world` processes, which find each other as torchrun's do."""
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    children = [forked(work, folder / f"{rank}.pickle", rank, world, port) for rank in range(world)]
    codes = [ended(pid) for pid in children]
    assert codes == [0] * world, codes
    return [pickle.loads((folder / f"{rank}.pickle").read_bytes()) for rank in range(world)]  # noqa: S301  of our own


def forked(
    work: Callable[[], Any], result: Path, rank: int = 0, world: int = 1, port: int = 0
) -> int:
    """The id of a process that does the work and keeps what it gives; it ends with 0, or 1."""
    sys.stdout.flush()
    sys.stderr.flush()
    if child := os.fork():
        return child
    code = 1
    try:
        names = ("RANK", "LOCAL_RANK", "WORLD_SIZE", "LOCAL_WORLD_SIZE", "MASTER_PORT")
        values = (rank, rank, world, world, port)
        os.environ |= {name: str(n) for name, n in zip(names, values, strict=True)}
        os.environ["MASTER_ADDR"] = "localhost"
        result.write_bytes(pickle.dumps(work()))
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def ended(child: int, limit: float = LIMIT) -> int:
    """The exit status of a process: of one that does not end, minus the signal that ended it."""
    end = time.monotonic() + limit
    while time.monotonic() < end:
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.002)
    os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def free_port() -> int:
    """A port that nothing listens at."""
    with socket.socket() as one:
        one.bind(("localhost", 0))
        return int(one.getsockname()[1])
