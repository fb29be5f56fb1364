"""What it takes to make ResNet-50 on the meta device, beside torchvision's own constructor.

Both in turn, in one process and on one thread; the ratios are of medians.

    python tests/benchmarks/construction.py
"""

import time
from collections.abc import Callable
from statistics import median

import torch
import torchvision

import archspec

ROUNDS = 25


def theirs() -> None:
    """Torchvision's constructor."""
    with torch.device("meta"):
        torchvision.models.resnet50()


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    """Prints the medians and their ratios."""
    torch.set_num_threads(1)
    network = archspec.load("resnet50")
    works: dict[str, Callable[[], object]] = {
        "torchvision": theirs,
        "build": lambda: network.build("meta"),
        "from the file": lambda: archspec.load("resnet50").build("meta"),
    }
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(ROUNDS + 1):
        for name, work in works.items():
            times[name].append(seconds(work))
    medians = {name: median(each[1:]) for name, each in times.items()}
    for name, value in medians.items():
        print(f"{name:14} {value * 1e3:6.1f} ms  {value / medians['torchvision']:.2f}")


if __name__ == "__main__":
    main()
