"""Sizes after convolutions and pools, one axis at a time.

Each takes a `Size` as well as an `int`. Source: Dumoulin and Visin 2016, arXiv:1603.07285.
"""

from math import gcd


def extent(kernel: int, dilation: int = 1) -> int:
    """How many positions a kernel spans.

    >>> extent(3), extent(3, dilation=2)
    (3, 5)
    """
    return dilation * (kernel - 1) + 1


def slide(
    size: int,
    kernel: int,
    stride: int = 1,
    padding: int = 0,
    dilation: int = 1,
    *,
    ceil: bool = False,
) -> int:
    """Positions that a window takes: (W − K + 2P)/S + 1, rounded down, or up with `ceil`.

    With `ceil` (torch's `ceil_mode`) a window must still begin in the input or its left padding.

    >>> slide(32, 3, padding=1), slide(32, 2, 2), slide(32, 5), slide(7, 2, 2, ceil=True)
    (32, 16, 28, 4)
    """
    span = extent(kernel, dilation)
    if not ceil:
        return (size + 2 * padding - span) // stride + 1
    # ⌈room/S⌉ + 1 windows, and no more than ⌈(W + P)/S⌉ of them begin where they must.
    return -(-(size + padding + min(padding - span + stride, 0)) // stride)


def same_padding(kernel: int, dilation: int = 1) -> int | None:
    """The padding on each side that keeps a size at stride 1; None where no equal one does.

    >>> same_padding(3), same_padding(5, 2), same_padding(4)
    (1, 4, None)
    """
    total = dilation * (kernel - 1)
    return total // 2 if total % 2 == 0 else None


def divided(size: int, stride: int) -> int:
    """Positions that are left of a size where padding lets every stride begin a window, ⌈W/S⌉.

    It is what TensorFlow's `SAME` gives, and ONNX's `SAME_UPPER`.

    >>> divided(7, 2), divided(8, 2), divided(5, 1)
    (4, 4, 5)
    """
    return (size + stride - 1) // stride


def padded_before(size: int, span: int, stride: int) -> int:
    """The padding in front where ⌈W/S⌉ windows fit, of which the larger half stands at the end.

    >>> padded_before(8, 3, 2), padded_before(7, 3, 2), padded_before(8, 4, 1)
    (0, 1, 1)
    """
    return max((divided(size, stride) - 1) * stride + span - size, 0) // 2


def spread(
    size: int, kernel: int, stride: int, padding: int, output_padding: int, dilation: int
) -> int:
    """The size after a transposed convolution, as in torch's `ConvTranspose2d`.

    >>> spread(16, 2, 2, 0, 0, 1)
    32
    """
    return (size - 1) * stride - 2 * padding + extent(kernel, dilation) + output_padding


def per_axis(value: int | tuple[int, ...], axes: int) -> tuple[int, ...]:
    """One value per axis.

    >>> per_axis(3, 2), per_axis((1, 3), 2)
    ((3, 3), (1, 3))
    """
    return (value,) * axes if isinstance(value, int) else value


def adaptive_extent(size: int, output: int) -> int:
    """The widest window of an adaptive pool: window i reaches from ⌊iW/O⌋ to ⌈(i + 1)W/O⌉.

    >>> adaptive_extent(8, 4), adaptive_extent(10, 4), adaptive_extent(1, 7)
    (2, 3, 1)
    """
    furthest = output - gcd(size, output)
    return -(-(furthest + size) // output)


def spread_extent(kernel: int, stride: int, dilation: int = 1) -> int:
    """How many positions of its input one output of a transposed convolution spans.

    Only every so many weights of the kernel meet a position of the strided input.

    >>> spread_extent(2, 2), spread_extent(3, 2), spread_extent(4, 2), spread_extent(2, 2, 3)
    (1, 2, 2, 1)
    """
    common = gcd(dilation, stride)
    return (kernel - 1) // (stride // common) * (dilation // common) + 1


def rescale(size: int, scale: float) -> int:
    """The size after resampling, rounded down.

    >>> rescale(7, 2), rescale(7, 1.5), rescale(7, 0.1)
    (14, 10, 0)
    """
    if is_exact(scale):
        numerator, denominator = scale.as_integer_ratio()
        return size * numerator // denominator
    return int(size * scale)


def is_exact(scale: float) -> bool:
    """Whether a size times this comes out without rounding, as it does for 2, 1.5 and 0.125.

    >>> is_exact(1.5), is_exact(0.1)
    (True, False)
    """
    numerator, denominator = scale.as_integer_ratio()
    return numerator <= 2**20 and denominator <= 2**10
