"""Samples of another shape than the network takes, and how one becomes the other."""

from collections.abc import Iterator, Sequence
from math import prod
from typing import Final

from archspec.diagnostics import Fix, Problem
from archspec.recipe.samples import wrong_input

CHANNELS: Final = (1, 3, 4)
"""Channels that pictures have."""

Shape = Sequence[int]


def other_shape(dataset: str, found: Shape, taken: Shape) -> Problem:
    """The finding that samples do not have the shape that the network takes, with what helps.

    >>> for fix in other_shape("npz", (8, 8, 3), (3, 8, 8)).fixes:
    ...     print(fix.text)
    put the channels first: `x.transpose(0, 3, 1, 2)`
    >>> [fix.text for fix in other_shape("npz", (8, 8), (1, 8, 8)).fixes]
    ['add the axis of channels: `x[:, None]`']
    """
    plain = wrong_input(dataset, found, taken)
    fixes = tuple(_fixes(tuple(found), tuple(taken))) or plain.fixes
    return Problem(plain.code, plain.message, plain.field, plain.label, plain.notes, fixes)


def _fixes(found: tuple[int, ...], taken: tuple[int, ...]) -> Iterator[Fix]:
    first = (*found[-1:], *found[:-1])
    if len(found) > 1 and first == taken:
        yield _channels_first(found)
    elif len(found) > 2 and (*found[:-2], found[-1], found[-2]) == taken:
        axes = ", ".join(map(str, (*range(len(found) - 1), len(found), len(found) - 1)))
        yield Fix(f"swap rows and columns: `x.transpose({axes})`")
    elif taken[:1] == (1,) and taken[1:] == found:
        yield Fix("add the axis of channels: `x[:, None]`")
    elif prod(found) == prod(taken):
        sizes = ", ".join(map(str, taken))
        yield Fix(f"give them that shape: `x.reshape(len(x), {sizes})`")
        if len(taken) == 1:
            yield Fix(f"or write `input: [{', '.join(map(str, found))}]`, and begin with `flatten`")
    elif _channels_last(found) and len(taken) > 1:
        yield _channels_first(found)
        yield Fix(f"and write `input: [{', '.join(map(str, first))}]`")
    elif len(found) == 2 and len(taken) == 3:
        yield Fix("add the axis of channels: `x[:, None]`")
        yield Fix(f"and write `input: [1, {found[0]}, {found[1]}]`")


def _channels_first(found: tuple[int, ...]) -> Fix:
    axes = ", ".join(map(str, (0, len(found), *range(1, len(found)))))
    return Fix(f"put the channels first: `x.transpose({axes})`")


def _channels_last(found: tuple[int, ...]) -> bool:
    """Whether a shape looks like height, width, channels, and not like channels, height, width."""
    return len(found) == 3 and found[-1] in CHANNELS and found[0] not in CHANNELS
