"""Which values of names make open sizes what they are wanted to be."""

from bisect import bisect_left
from collections.abc import Sequence

from archspec.shapes.size import Size, at

LARGEST = 2**31


def solve(sizes: Sequence[object], wanted: Sequence[int]) -> dict[str, int] | None:
    """The values for which sizes come to the wanted ones; None where there are none.

    A size that depends on several names yet unknown is not judged. A size may only grow with
    its name, as that of an input does.

    >>> H = Size.named("H")
    >>> solve((3, 16 * H, H // 2), (3, 32, 1)), solve((3, 16 * H), (3, 28)), solve((3, 8), (3, 9))
    ({'H': 2}, None, None)
    """
    found: dict[str, int] = {}
    for one, value in zip(sizes, wanted, strict=True):
        size = at(one, found)
        if isinstance(size, Size) and len(size.names) == 1:
            (name,) = size.names
            found[name] = _first(size, name, value)
            size = at(size, found)
        if isinstance(size, int) and size != value:
            return None
    return found


def _first(size: Size, name: str, value: int) -> int:
    """The least value of the name for which a size is at least so much."""

    def reached(n: int) -> int:
        return int(size.at({name: n}))

    return 1 + bisect_left(range(1, LARGEST), value, key=reached)
