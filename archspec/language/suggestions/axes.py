"""Inputs that are written as other frameworks, or a batch, would have them."""

from collections.abc import Sequence
from typing import Final

from archspec.diagnostics import Diagnostic, Help
from archspec.graph import Input

COLOURS: Final = (1, 3)
"""Channels that most pictures have."""

LEAST: Final = 8
"""The least height and width that are taken for those of a picture."""


def axes_out_of_order(one: Input, *, refused: bool = False) -> Diagnostic | None:
    """Advice on an input that looks like height, width, channels, or like a batch of samples.

    Args:
        one: the input.
        refused: whether the layers do not fit it: else three pictures may well be a short video.
    """
    sizes = [size for size in one.shape.dims if isinstance(size, int)]
    if len(sizes) != len(one.shape.dims):
        return None
    if channels_last(sizes):
        return _found(one, sizes, "looks like height, width, channels", [sizes[2], *sizes[:2]])
    if batched(sizes, refused=refused):
        return _found(one, sizes, "looks like a batch of pictures", sizes[1:])
    return None


def channels_last(sizes: Sequence[int]) -> bool:
    """Whether of three sizes only the last is one that channels have.

    >>> channels_last([32, 32, 3]), channels_last([3, 32, 32]), channels_last([3, 32, 3])
    (True, False, False)
    """
    return len(sizes) == 3 and sizes[2] in COLOURS and min(sizes[:2]) >= LEAST


def batched(sizes: Sequence[int], *, refused: bool = False) -> bool:
    """Whether the shape of a picture stands behind another size; videos have channels first.

    >>> batched([64, 3, 32, 32]), batched([3, 16, 112, 112])
    (True, False)
    >>> batched([1, 3, 32, 32]), batched([1, 3, 32, 32], refused=True)
    (False, True)
    """
    first, *rest = sizes
    picture = len(rest) == 3 and rest[0] in COLOURS and min(rest[1:]) >= LEAST
    return picture and (refused or first not in COLOURS)


def _found(one: Input, sizes: Sequence[int], looks: str, right: Sequence[int]) -> Diagnostic:
    shown = "×".join(map(str, sizes))
    note = "a shape is that of one sample, with the channels first"
    message = f"the input `{one.name}` is {shown}, which {looks}"
    text = f"write `[{', '.join(map(str, right))}]`"
    return Diagnostic("A719", message, one.span, notes=(note,), helps=(Help(text),))
