"""Samples that are computed on at once."""

from dataclasses import dataclass

from archspec.runner.named import Named


@dataclass(frozen=True)
class Batch:
    """Inputs (n, *shape) and labels on the device, with the size of the batch they belong to.

    Where a network has several inputs, or several targets, they are mappings by their names.

    Args:
        number: 0 for the first of the epoch.
        inputs: float32, normalised; this process's share.
        labels: int64 (n,) or (n, …), or float32 (n, …).
        total: samples of all processes' shares together.
        share: samples in this share that count; 0 for one that only keeps processes in step.
    """

    number: int
    inputs: Named
    labels: Named
    total: int
    share: int
