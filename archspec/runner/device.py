"""On what a process computes."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import torch

from archspec.diagnostics import Fix, Problem
from archspec.recipe import Recipe, RecipeFailure


def find_device(recipe: Recipe) -> torch.device:
    """The recipe's device; of several on this machine, the one of this process.

    Raises:
        RecipeFailure: A632 if there is none such, or fewer of them than processes.
    """
    kind = _kind(recipe.device)
    if kind == "cpu":
        return torch.device("cpu")
    here, local = launched("LOCAL_WORLD_SIZE", 1), launched("LOCAL_RANK", 0)
    count = torch.get_device_module(kind).device_count()
    if max(here, local + 1) > count:
        raise _too_few(kind, count, here)
    torch.accelerator.set_device_index(local)
    return torch.device(kind, local)


def _kind(wish: str) -> str:
    if wish == "auto":
        found = torch.accelerator.current_accelerator(check_available=True)
        return found.type if found else "cpu"
    available = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if not available.get(wish, True):
        fact = f"this machine has no {wish} device that torch can use"
        raise RecipeFailure(
            [
                Problem(
                    "A632",
                    fact,
                    ("device",),
                    fixes=(Fix("write `device: auto`, or give `--device auto`"),),
                )
            ]
        )
    return wish


def launched(name: str, otherwise: int) -> int:
    """A number that the launcher has set."""
    text = os.environ.get(name, "")
    return int(text) if text.isdecimal() and text.isascii() else otherwise


@contextmanager
def cpu_threads(count: int | None) -> Iterator[None]:
    """Let torch use `count` CPU threads for a while."""
    before = torch.get_num_threads()
    torch.set_num_threads(count or before)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _too_few(kind: str, count: int, processes: int) -> RecipeFailure:
    devices = f"{count} {kind} device{'' if count == 1 else 's'}"
    fact = f"{processes} processes are to share the {devices} of this machine"
    helps = (
        Fix(f"start them by `--nproc-per-node {count}`"),
        Fix("or write `device: cpu`"),
    )
    return RecipeFailure([Problem("A632", fact, ("device",), fixes=helps)])
