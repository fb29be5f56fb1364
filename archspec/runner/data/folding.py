"""Which fold each sample is in."""

import torch
from torch import Generator, Tensor

from archspec.runner.data.splits import FIXED


def fold_of(kinds: Tensor, groups: Tensor | None, count: int, seed: int) -> Tensor:
    """The fold of each sample, the same for one seed.

    Args:
        kinds: the class of each sample, of which every fold has its share to one sample.
        groups: the group of each, of which all samples are in one fold; then folds are of nearly
            one size, and classes do not count.
        count: of folds.
        seed: which of many ways.

    >>> folds = fold_of(torch.tensor([0, 0, 0, 1, 1, 1]), None, 3, 0)
    >>> [sorted(folds[kinds].tolist()) for kinds in (slice(3), slice(3, 6))]
    [[0, 1, 2], [0, 1, 2]]
    """
    random = Generator().manual_seed(FIXED + seed)
    if groups is not None:
        return _whole_groups(groups, count, random)
    folds, next_one = torch.empty_like(kinds), 0
    for kind in torch.unique(kinds):
        members = (kinds == kind).nonzero()[:, 0]
        mixed = members[torch.randperm(len(members), generator=random)]
        # Where one class ends the next one goes on, so that folds are of one size as well.
        folds[mixed] = (torch.arange(len(members)) + next_one) % count
        next_one += len(members)
    return folds


def _whole_groups(groups: Tensor, count: int, random: Generator) -> Tensor:
    """The largest group first, each into the fold that has the fewest samples (Graham, 1969)."""
    sizes = torch.bincount(groups)
    drawn = torch.randperm(len(sizes), generator=random)
    order = drawn[torch.argsort(sizes[drawn], descending=True, stable=True)]
    filled, fold = [0] * count, torch.empty_like(sizes)
    for group in order.tolist():
        least = filled.index(min(filled))
        fold[group] = least
        filled[least] += int(sizes[group])
    return fold[groups]
