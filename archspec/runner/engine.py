"""Device, number format and processes, by accelerate."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import torch
from accelerate import Accelerator
from accelerate.state import AcceleratorState
from accelerate.utils import broadcast_object_list, set_seed

from archspec.diagnostics import Fix, Problem
from archspec.recipe import Recipe, RecipeFailure

PRECISION = {"fp32": "no", "fp16": "fp16", "bf16": "bf16"}


def make_accelerator(recipe: Recipe) -> Accelerator:
    """The engine for the recipe's device and number format.

    Raises:
        RecipeFailure: A632 if this machine has no such device or it has no such format.
    """
    device = recipe.device
    available = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if not available.get(device, True):
        advice = (Fix("write `device: auto`, or give `--device auto`"),)
        fact = f"this machine has no {device} device that torch can use"
        raise RecipeFailure([Problem("A632", fact, ("device",), fixes=advice)])
    if "WORLD_SIZE" not in os.environ:
        # accelerate keeps one state per process and would refuse a second run that differs.
        AcceleratorState._reset_state(reset_partial_state=True)
    try:
        return Accelerator(cpu=device == "cpu", mixed_precision=PRECISION[recipe.precision])
    except ValueError as error:
        fact = f"`precision: {recipe.precision}` does not work on this device"
        raise RecipeFailure(
            [Problem("A632", fact, ("precision",), notes=(str(error).split(". ")[0],))]
        ) from None


def device_name(accelerator: Accelerator) -> str:
    """On what it computes, in words."""
    device = accelerator.device
    card = torch.cuda.get_device_name(device) if device.type == "cuda" else ""
    several = accelerator.num_processes > 1
    parts = (device.type, card, f"{accelerator.num_processes} processes" if several else "")
    return ", ".join(filter(None, parts))


def agreed(accelerator: Accelerator, path: object) -> Path:
    """The path of the first process, in all of them."""
    said = [str(path)]
    if accelerator.num_processes > 1:
        broadcast_object_list(said)
    return Path(said[0])


def seed_everything(seed: int) -> None:
    """Seed torch on every device, numpy and random, for dropout and for layers of one's own."""
    # numpy takes 32 bits only.
    set_seed(seed % 2**32)


@contextmanager
def cpu_threads(count: int | None) -> Iterator[None]:
    """Let torch use `count` CPU threads for a while."""
    before = torch.get_num_threads()
    torch.set_num_threads(count or before)
    try:
        yield
    finally:
        torch.set_num_threads(before)
