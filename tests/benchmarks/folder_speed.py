"""How fast a network is trained on photographs that are decoded in every epoch, beside memory.

    python tests/benchmarks/folder_speed.py

The same network is trained on the same 320 photographs of 500×375 pixels at 3×224×224, on one
thread: once from memory, and once from their files, which other threads decode meanwhile, as they
do where the data is larger than memory and disk. Epochs take turns; the figure is the ratio of
medians, in seconds of the clock, as waiting is what it is about. The first batch of an epoch is
waited for, which a short epoch shows. It needs two cores with nothing
else to do; how busy they were is printed too.
"""

import os
import tempfile
import time
from pathlib import Path
from statistics import median

import torch
from photographs import photograph
from torch import nn

from archspec.recipe import Recipe
from archspec.runner.assembly import make_loop, make_record
from archspec.runner.data.folder import OnDisk
from archspec.runner.data.samples import DataSet, InMemory, Samples, Split
from archspec.runner.freed_memory import keep_freed_memory
from archspec.runner.loop import Loop
from archspec.runner.place import find_place
from archspec.runner.progress import Silent

COUNT, SHAPE, ROUNDS = 320, (3, 224, 224), 5


def network() -> nn.Module:
    """Three convolutions, which take about as long as two cores need for decoding."""
    torch.manual_seed(0)
    return nn.Sequential(
        *(nn.Conv2d(3, 16, 5, stride=2), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(32, 32, 3, padding=1), nn.ReLU(), nn.AdaptiveAvgPool2d(1)),
        *(nn.Flatten(), nn.Linear(32, 2)),
    )


def loop(samples: Samples) -> Loop:
    """A training on these samples."""
    recipe = Recipe.model_validate(
        {"data": {"dataset": "digits"}, "device": "cpu", "threads": 1, "batch_size": 16}
    )
    labels = torch.arange(COUNT) % 2
    data, place = DataSet({"train": Split(samples, labels)}, ("a", "b")), find_place(recipe)
    record = make_record(recipe, data, SHAPE, {})
    return make_loop(network(), recipe, record, data, place, Silent())


def main() -> None:
    """Prints the ratio."""
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder, keep_freed_memory():
        paths = [Path(folder) / f"{seed}.jpg" for seed in range(COUNT)]
        for seed, path in enumerate(paths):
            photograph(500, 375, seed).save(path, quality=90)
        disk = OnDisk(tuple(paths), SHAPE, 4)
        loops = {"memory": loop(InMemory(disk.take(torch.arange(COUNT)))), "files": loop(disk)}
        seconds: dict[str, list[float]] = {name: [] for name in loops}
        for number in range(1, ROUNDS + 2):
            for name, one in loops.items():
                start = time.perf_counter()
                one.epoch(number)
                seconds[name].append(time.perf_counter() - start)
        memory, files = (median(one[1:]) for one in seconds.values())
        rates = f"{COUNT / memory:,.0f} and {COUNT / files:,.0f} images a second"
        print(
            f"{memory / files:.2f} of the speed of memory: {rates}, load {os.getloadavg()[0]:.1f}"
        )


if __name__ == "__main__":
    main()
