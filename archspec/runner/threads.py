"""On how many threads of the CPU a step is computed: on more than one only where that is faster.

Threads wait for each other at the end of every layer. Where a layer takes as long as that, or where
other programs keep the cores busy, two threads take longer than one, and often many times as long.
No rule knows what else a machine does, so it is tried.
"""

from collections.abc import Callable, Mapping, Sequence
from time import perf_counter
from typing import Final

import torch
from torch import Tensor, nn

from archspec.runner.freed_memory import keep_freed_memory
from archspec.runner.named import Shapes, apply, blank
from archspec.runner.place import Place

ROUNDS: Final = 3
"""How often each number of threads is tried; the shortest time of each is what it takes."""

SHORT: Final = 0.005
"""Seconds of a step on one thread that is not shared, as there is nothing to gain."""

LONG: Final = 2.0
"""Seconds of a step that is tried once."""

GAIN: Final = 0.8
"""The part of one thread's time that several must not exceed to be worth their cores."""


def choose_threads(
    model: nn.Module,
    shapes: Shapes | Sequence[int],
    count: int,
    place: Place,
    layout: torch.memory_format = torch.contiguous_format,
) -> int:
    """As many threads as torch would use, or one; the network stays as it is.

    Args:
        model: on its device, laid out as it will be.
        shapes: of one sample, or of each input by name.
        count: samples of a batch.
        place: on another device, or beside other processes, nothing is tried.
        layout: of images.
    """
    most = torch.get_num_threads()
    if most == 1 or place.world > 1 or place.device.type != "cpu":
        return most
    step = _step(model, shapes, count, layout)
    was_training = model.training
    model.eval()
    try:
        with keep_freed_memory():
            return _faster(step, most)
    finally:
        torch.set_num_threads(most)
        model.train(was_training)


def _step(
    model: nn.Module, shapes: Shapes | Sequence[int], count: int, layout: torch.memory_format
) -> Callable[[], object]:
    """Forward and backward, without a trace in the network."""
    given = blank(shapes, count, torch.device("cpu"))
    if isinstance(given, Tensor):
        given = given.contiguous(memory_format=layout)
    trained = [one for one in model.parameters() if one.requires_grad]

    def step() -> object:
        outputs = apply(model, given)
        every = outputs.values() if isinstance(outputs, Mapping) else (outputs,)
        total = torch.stack([one.float().sum() for one in every]).sum()
        return torch.autograd.grad(total, trained, allow_unused=True)

    return step


def _faster(step: Callable[[], object], most: int) -> int:
    """One thread, or as many as there may be where they gain."""
    alone = _seconds(step, 1)
    if alone < SHORT:
        return 1
    together = _seconds(step, most)
    for _ in range(ROUNDS - 1 if alone < LONG else 0):
        alone, together = min(alone, _seconds(step, 1)), min(together, _seconds(step, most))
    return most if together < GAIN * alone and alone >= SHORT else 1


def _seconds(step: Callable[[], object], threads: int) -> float:
    torch.set_num_threads(threads)
    start = perf_counter()
    step()
    return perf_counter() - start
