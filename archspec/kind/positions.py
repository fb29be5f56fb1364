"""Where positions stand after the numbers of a value are read in another shape."""

from archspec.kind.layer import Window
from archspec.shapes import Shape


def reread(shape: Shape, result: Shape) -> Window | None:
    """What a position sees where the same numbers, in their order, are read as another shape.

    Positions stay whole where their channels do. Where these mix with positions, each position may
    be made of any: all are seen, to be sure.

    >>> image = Shape((8, 4, 4))
    >>> reread(image, Shape((8, 16))).moved, reread(image, Shape((4, 32))).whole
    (True, True)
    """
    if not result.spatial or result == shape:
        return None
    first = not shape.channel_axis and not result.channel_axis
    last = shape.channels_last and result.channels_last
    kept = shape.channels == result.channels and (first or last)
    alone = shape.elements == shape.channels
    return Window(moved=True) if kept or alone else Window(whole=True)
