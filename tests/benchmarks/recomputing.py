"""What gradient checkpointing saves and costs: a ResNet-18 on sixteen images of 64×64.

It prints the bytes that are kept for the backward pass beside the weights, and the seconds of a
step as a multiple of one that keeps all, side by side in one run.

    python tests/benchmarks/recomputing.py
"""

from statistics import median
from time import perf_counter

import torch
from torch.autograd.graph import saved_tensors_hooks

import archspec
from archspec.runner.recomputing import recomputing

ROUNDS = 5
PATTERNS = ((), ("layer*.*",), ("layer?",))


def kept(model: torch.nn.Module, images: torch.Tensor) -> int:
    """Bytes of distinct tensors that are no weights."""
    found: dict[int, int] = {}
    weights = {one.untyped_storage().data_ptr() for one in model.state_dict().values()}

    def keep(tensor: torch.Tensor) -> torch.Tensor:
        found[tensor.untyped_storage().data_ptr()] = tensor.untyped_storage().nbytes()
        return tensor

    with saved_tensors_hooks(keep, lambda one: one):
        loss = model(images).sum()
    del loss
    return sum(size for place, size in found.items() if place not in weights)


def seconds(model: torch.nn.Module, images: torch.Tensor) -> float:
    """How long the forward and the backward pass take."""
    start = perf_counter()
    model(images).sum().backward()
    return perf_counter() - start


def main() -> None:
    """Prints the medians."""
    model = archspec.load("resnet18").build()
    images = torch.rand(16, 3, 64, 64)
    times: dict[tuple[str, ...], list[float]] = {one: [] for one in PATTERNS}
    held = {}
    for _ in range(ROUNDS):
        for patterns in PATTERNS:
            with recomputing(model, patterns):
                held[patterns] = kept(model, images)
                times[patterns].append(seconds(model, images))
    whole = median(times[()])
    for patterns in PATTERNS:
        name = ", ".join(patterns) or "nothing"
        ratio = median(times[patterns]) / whole
        print(f"{name:10} {held[patterns] / 2**20:6.1f} MiB  {ratio:.2f} of the time")


if __name__ == "__main__":
    main()
