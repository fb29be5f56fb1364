"""Axes split, reordered and joined, as a row of calls."""

from collections.abc import Sequence
from itertools import accumulate, pairwise


def rearranged(
    split: Sequence[Sequence[int]], order: Sequence[int], joined: Sequence[int]
) -> tuple[str, dict[str, int]]:
    """What `archspec.nn.Rearrange` does with the value `v0`, in words of torch.

    What is joined is joined before axes change places, where it lies side by side already.

    Returns:
        The expression, and the sizes that names in it stand for.

    >>> rearranged([[-1], [-1], [-1]], [0, 2, 3, 1], [2, 1])
    ('v0.flatten(2).transpose(1, 2)', {})
    >>> rearranged([[-1], [-1], [-1]], [0, 2, 3, 1], [1, 1, 1])
    ('v0.permute(0, 2, 3, 1)', {})
    >>> rearranged([[-1], [-1, 2], [-1]], [0, 1, 3, 2, 4], [1, 1, 2])
    ('v0.unflatten(2, (-1, parts)).transpose(2, 3).flatten(3)', {'parts': 2})
    """
    text, numbers = "v0", dict[str, int]()
    # The last axis first, so that those before it keep their places.
    for axis in range(len(split), 0, -1):
        if len(split[axis - 1]) > 1:
            sizes = []
            for size in split[axis - 1]:
                word = "-1" if size < 0 else f"parts{len(numbers) + 1 if numbers else ''}"
                numbers |= {} if size < 0 else {word: int(size)}
                sizes.append(word)
            text += f".unflatten({axis}, ({', '.join(sizes)}))"
    groups = [[0]]
    for start, count in zip(accumulate([1, *joined]), joined, strict=False):
        groups.append(list(order[start : start + count]))
    before = all(b == a + 1 for one in groups for a, b in pairwise(one)) and all(groups)
    if before:
        places = sorted(groups)
        moved = _flattened(places) + permuted([places.index(one) for one in groups])
    else:
        moved = permuted(order) + _flattened(groups)
    return text + moved, numbers


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
