"""What a built module costs beside one written by hand: forward and backward, side by side.

Both do the same work in turn, in one process and on one thread; the ratio is of medians.

    python tests/benchmarks/module_speed.py
"""

import time
from statistics import median

import torch
from torch import Tensor, nn

import archspec

ROUNDS = 40


class ResBlock(nn.Module):
    """The book's block."""

    def __init__(self, width: int):
        super().__init__()
        self.conv = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.batch_norm = nn.BatchNorm2d(width)

    def forward(self, x: Tensor) -> Tensor:
        """x + f(x)."""
        return torch.relu(self.batch_norm(self.conv(x))) + x


class NetResDeep(nn.Module):
    """The book's deep network, as a person writes it."""

    def __init__(self, width: int, depth: int):
        super().__init__()
        self.conv1 = nn.Conv2d(3, width, 3, padding=1)
        self.resblocks = nn.Sequential(*(ResBlock(width) for _ in range(depth)))
        self.fc1 = nn.Linear(8 * 8 * width, 32)
        self.fc2 = nn.Linear(32, 2)

    def forward(self, x: Tensor) -> Tensor:
        """Scores of both classes."""
        x = nn.functional.max_pool2d(torch.relu(self.conv1(x)), 2)
        x = nn.functional.max_pool2d(self.resblocks(x), 2)
        return self.fc2(torch.relu(self.fc1(x.flatten(1))))


def step(model: nn.Module, images: Tensor) -> float:
    """Seconds of one forward and backward pass."""
    start = time.perf_counter()
    model.zero_grad(set_to_none=True)
    model(images).sum().backward()
    return time.perf_counter() - start


def ratio(built: nn.Module, written: nn.Module, images: Tensor) -> tuple[float, float, float]:
    """Median seconds of both, and the median of the ratios of neighbouring runs."""
    for model in (built, written, built, written):
        step(model, images)
    pairs = []
    for i in range(ROUNDS):
        first, second = (built, written) if i % 2 else (written, built)
        times = {id(first): step(first, images), id(second): step(second, images)}
        pairs.append((times[id(built)], times[id(written)]))
    medians = [median(column) for column in zip(*pairs, strict=True)]
    return medians[0], medians[1], median(a / b for a, b in pairs)


def main() -> None:
    """Prints a line a network."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    cases = {
        "net_res_deep, 100 blocks, batch 1": (100, 1),
        "net_res_deep, 100 blocks, batch 16": (100, 16),
        "net_res_deep, 10 blocks, batch 64": (10, 64),
    }
    for name, (depth, batch) in cases.items():
        built = archspec.load("net_res_deep", depth=depth).build()
        figures = ratio(built, NetResDeep(32, depth), torch.randn(batch, 3, 32, 32))
        ms = [seconds * 1e3 for seconds in figures[:2]]
        print(f"{name}: built {ms[0]:.1f} ms, by hand {ms[1]:.1f} ms, ratio {figures[2]:.3f}")


if __name__ == "__main__":
    main()
