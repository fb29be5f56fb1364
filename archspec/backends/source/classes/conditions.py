"""When something is there: `in_channels != out_channels`, where all instances bear it out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from archspec.backends.source.classes.values import Bound


def follows_from(
    present: Sequence[bool],
    known: Mapping[str, Sequence[Any]],
    bound: Iterable[Bound],
    given: int | None = None,
    *,
    merges: bool = False,
    strided: bool = False,
) -> str:
    """The condition on the parameters that holds for just the instances that have something.

    A sum needs what is equal, and all else of which this is asked changes what it takes: so only
    `==` or only `!=` can be meant.

    Args:
        present: whether each instance has it.
        known: the numbers of channels and the strides among the parameters, each with its value of
            each instance.
        bound: what stands in the class, in which multiples of parameters may be compared.
        given: the channels that all instances give, where they give the same.
        merges: whether it is a sum or the like.
        strided: whether it would depend on the stride, if that alone made a difference.

    Returns:
        The condition in Python; empty where none of the usual ones holds.

    >>> follows_from([True, False], {"a": [3, 4], "b": [4, 4]}, [])
    'a != b'
    >>> known = {"a": [3, 4, 4], "b": [4, 4, 4], "stride": [1, 2, 1]}
    >>> follows_from([False, False, True], known, [], merges=True)
    'stride == 1 and a == b'
    >>> follows_from([True, False], {"a": [3, 4], "b": [4, 4], "stride": [2, 1]}, [], strided=True)
    'stride != 1 or a != b'
    >>> follows_from([True, False], {"a": [1, 25]}, [], given=25)
    'a != 25'
    """
    sizes = dict(_sizes(known, bound))
    if given is not None:
        sizes[str(given)] = [given] * len(present)
    strides = {n: v for n, v in known.items() if n.startswith("stride") and _whole(v)}
    pairs = sorted(combinations(sizes, 2), key=lambda pair: sum("*" in one for one in pair))
    needed = [one != merges for one in present]
    for one, other in pairs:
        unequal = [a != b for a, b in zip(sizes[one], sizes[other], strict=True)]
        alone = f"{one} == {other}" if merges else f"{one} != {other}"
        for name, values in strides.items():
            changed = [s != 1 or u for s, u in zip(values, unequal, strict=True)]
            if changed == needed and (strided or unequal != needed):
                return f"{name} == 1 and {alone}" if merges else f"{name} != 1 or {alone}"
        if unequal == needed:
            return alone
    return ""


def is_strided(present: Sequence[bool], known: Mapping[str, Sequence[Any]]) -> str:
    """The condition that a stride is more than 1, where that alone makes the difference.

    >>> is_strided([True, False], {"stride": [2, 1]})
    'stride != 1'
    """
    for name, values in known.items():
        if name.startswith("stride") and [one != 1 for one in values] == list(present):
            return f"{name} != 1"
    return ""


def _whole(values: Sequence[Any]) -> bool:
    return all(type(value) is int for value in values)


def _sizes(
    known: Mapping[str, Sequence[Any]], bound: Iterable[Bound]
) -> Iterator[tuple[str, Sequence[int]]]:
    """The numbers of channels, and the multiples of them that the class has."""
    for name, values in known.items():
        if _whole(values) and not name.startswith("stride"):
            yield name, values
    for one in bound:
        if one.variable in known and one.over == 1 and one.times != 1:
            multiples = [one.of(value) for value in known[one.variable]]
            yield f"{one.times} * {one.variable}", multiples
