"""Axes split, reordered and joined, as a row of calls."""

from collections.abc import Sequence
from itertools import accumulate, pairwise


def rearranged(split: Sequence[Sequence[int]], order: Sequence[int], joined: Sequence[int]) -> str:
    """What `archspec.nn.Rearrange` does with the value `v0`, in words of torch.

    What is joined is joined before axes change places, where it lies side by side already.

    >>> rearranged([[-1], [-1], [-1]], [0, 2, 3, 1], [2, 1])
    'v0.flatten(2).transpose(1, 2)'
    >>> rearranged([[-1], [-1], [-1]], [0, 2, 3, 1], [1, 1, 1])
    'v0.permute(0, 2, 3, 1)'
    >>> rearranged([[-1, 2], [-1, 2], [-1]], [0, 1, 3, 4, 2, 5], [1, 1, 3])
    'v0.unflatten(2, (-1, 2)).unflatten(1, (-1, 2)).permute(0, 1, 3, 4, 2, 5).flatten(3)'
    """
    text = "v0"
    # The last axis first, so that those before it keep their places.
    for axis in range(len(split), 0, -1):
        if len(split[axis - 1]) > 1:
            sizes = ", ".join(str(int(size)) for size in split[axis - 1])
            text += f".unflatten({axis}, ({sizes}))"
    groups = [[0]]
    for start, count in zip(accumulate([1, *joined]), joined, strict=False):
        groups.append(list(order[start : start + count]))
    before = all(b == a + 1 for one in groups for a, b in pairwise(one)) and all(groups)
    if before:
        places = sorted(groups)
        return text + _flattened(places) + permuted([places.index(one) for one in groups])
    return text + permuted(order) + _flattened(groups)


def _flattened(groups: Sequence[Sequence[int]]) -> str:
    """The axes of each group as one; the last group first."""
    stops = list(accumulate(map(len, groups)))
    found = ""
    for group, stop in reversed(list(zip(groups, stops, strict=True))):
        if len(group) > 1:
            end = "" if stop == stops[-1] else f", {stop - 1}"
            found += f".flatten({stop - len(group)}{end})"
    return found


def permuted(order: Sequence[int]) -> str:
    """Axes in another order; two that change places are said to do so."""
    moved = [i for i, axis in enumerate(order) if i != axis]
    if not moved:
        return ""
    if len(moved) == 2:
        return f".transpose({moved[0]}, {moved[1]})"
    return f".permute({', '.join(str(int(axis)) for axis in order)})"
