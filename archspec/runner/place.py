"""Where a run computes: a device, and this process among those that train together.

One process or many: everything else in the runner is written for a process that has a share of the
work, and one that is alone has all of it.
"""

import atexit
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import torch
from torch import Tensor, distributed

from archspec.diagnostics import Failure, Fix, Problem
from archspec.recipe import Recipe
from archspec.runner.data import Share
from archspec.runner.device import find_device, launched

PATIENCE: Final = timedelta(minutes=10)
"""How long a process waits for what the others must be doing at the same time."""

PREPARATION: Final = timedelta(days=1)
"""How long it waits for what only the first does, such as a download."""

LOST: Final = ("closed by peer", "reset by peer", "timed out", "timeout", "broken pipe", "gloo")
"""Words of torch's errors, none of which has a class of its own, where another process is gone."""


@dataclass(frozen=True)
class Place:
    """A device and a number among processes.

    Args:
        device: with its index where there are several of its kind.
        rank: number of this process, 0 for the first.
        world: number of processes.
    """

    device: torch.device
    rank: int = 0
    world: int = 1

    @property
    def main(self) -> bool:
        """Whether this is the process that speaks and writes files."""
        return self.rank == 0

    @property
    def share(self) -> Share:
        """Which samples of each batch are this process's."""
        return Share(self.rank, self.world)

    @property
    def name(self) -> str:
        """On what it computes, in words."""
        card = torch.cuda.get_device_name(self.device) if self.device.type == "cuda" else ""
        many = f"{self.world} processes" if self.world > 1 else ""
        return ", ".join(filter(None, (self.device.type, card, many)))

    def sum(self, value: Tensor) -> Tensor:
        """The sum of all processes' values, in place of this one's."""
        if self.world > 1:
            distributed.all_reduce(value)
        return value

    def rows(self, values: Tensor) -> Tensor:
        """All processes' values, (world, …): each has as many."""
        if self.world == 1:
            return values[None]
        found = [torch.empty_like(values) for _ in range(self.world)]
        distributed.all_gather(found, values)
        return torch.stack(found)

    def gathered(self, values: Tensor) -> Tensor:
        """All processes' values (n,) one after the other, however many each has."""
        if self.world == 1:
            return values
        counts = torch.zeros(self.world, dtype=torch.int64, device=self.device)
        counts[self.rank] = len(values)
        longest = int(self.sum(counts).max())
        padded = values.new_zeros(longest)
        padded[: len(values)] = values
        rows = zip(self.rows(padded), counts.tolist(), strict=True)
        return torch.cat([row[:count] for row, count in rows])

    def same(self, value: Any) -> Any:
        """The first process's value, in all of them."""
        if self.world == 1:
            return value
        told = [value]
        distributed.broadcast_object_list(told)
        return told[0]

    def spread(self, *tensors: Tensor) -> None:
        """Give all processes what the first has in these tensors."""
        if self.world > 1:
            for one in tensors:
                distributed.broadcast(one, 0)

    def meet(self) -> None:
        """Wait until all processes have come here."""
        # An object goes by the CPU, which waits for it; a sum on a GPU is only put in a queue.
        self.same(None)

    @contextmanager
    def first(self, what: str) -> Iterator[None]:
        """Let the first process do something before the others do: it may take as long as it takes.

        All go on together.

        Args:
            what: a name that nothing else in a run has.
        """
        if self.world == 1:
            yield
            return
        store = distributed.distributed_c10d._get_default_store()
        # Counted, as a process may train several times.
        turn = store.add(f"archspec/{what}/{self.rank}", 1)
        if not self.main:
            store.wait([f"archspec/{what}/done/{turn}"], PREPARATION)
        try:
            yield
        finally:
            # Where it failed they go on as well, and fail for the same reason, or their own.
            if self.main:
                store.set(f"archspec/{what}/done/{turn}", "yes")
            store.set(f"archspec/{what}/ready/{turn}/{self.rank}", "yes")
        # The first must not wait for the others elsewhere, where patience is shorter.
        store.wait([f"archspec/{what}/ready/{turn}/{i}" for i in range(self.world)], PREPARATION)


def find_place(recipe: Recipe) -> Place:
    """The recipe's device, and the processes that a launcher such as `torchrun` started.

    Raises:
        RecipeFailure: A632 if this machine has no such device, or fewer of them than processes.
        Failure: A660 if the processes cannot find each other.
    """
    device = find_device(recipe)
    rank, world = launched("RANK", 0), launched("WORLD_SIZE", 1)
    if world > 1:
        _join(device)
    return Place(device, rank, world)


def _join(device: torch.device) -> None:
    """Meet the other processes, unless that has happened already."""
    if distributed.is_initialized():
        return
    backend = distributed.get_default_backend_for_device(device)
    # What is on the CPU, such as objects, goes by gloo in any case.
    every = "gloo" if device.type == "cpu" else f"cpu:gloo,{device.type}:{backend}"
    own = None if device.type == "cpu" else device
    try:
        distributed.init_process_group(every, timeout=PATIENCE, device_id=own)
    except (ValueError, RuntimeError) as error:
        raise _apart("the processes of this training do not find each other", error) from None
    atexit.register(_leave)


def _leave() -> None:
    if distributed.is_initialized():
        distributed.destroy_process_group()


@contextmanager
def in_step(place: Place) -> Iterator[None]:
    """Say in words that another process has ended, which torch tells in many ways.

    Raises:
        Failure: A660 where one has.
    """
    try:
        yield
    except RuntimeError as error:
        lost = isinstance(error, distributed.DistError) or any(
            w in str(error).lower() for w in LOST
        )
        if place.world == 1 or not lost:
            raise
        raise _apart(f"another of the {place.world} processes has ended", error) from None


def _apart(fact: str, error: Exception) -> Failure:
    first = str(error).strip().split("\n")[0].split("rendezvous: ")[-1]
    # Without the line of torch's source, and the advice behind the first sentence.
    note = re.sub(r"^\[[^\]]*\] *", "", first).split(". ")[0]
    helps = (Fix("start all of them anew, with `--resume` where the run has begun"),)
    return Failure([Problem("A660", fact, notes=(note,), fixes=helps).unlocated()])
