"""Which positions of a layer's input each position of its output sees, along one axis.

Windows that slide are alike at every position; those of upsampling, of adaptive pools and of
attention in windows differ from place to place, and repeat after a while.
"""

from fractions import Fraction
from math import gcd, lcm
from typing import Final, NamedTuple

from archspec.shapes.size import open_names

LONGEST: Final = 4096
"""Places after which a pattern that does not yet repeat is given up."""


class Stretches(NamedTuple):
    """Position q·period + r sees from q·step + lows[r] to q·step + highs[r], both included.

    The period is the length of `lows`, and both rows of bounds never fall.

    Args:
        step: how many positions of the input the pattern moves by when it repeats.
        lows: the first position that is seen, for each place of the pattern.
        highs: the last one.
    """

    step: int
    lows: tuple[int, ...]
    highs: tuple[int, ...]

    @property
    def extent(self) -> int:
        """The most positions that are seen at once.

        >>> windows(5, 2, 1).extent
        5
        """
        if len(self.lows) == 1:
            return self.highs[0] - self.lows[0] + 1
        return max(high - low for low, high in zip(self.lows, self.highs, strict=True)) + 1

    @property
    def spacing(self) -> int | Fraction:
        """Positions of the input between two neighbours, on average.

        >>> resampled(Fraction(1, 2)).spacing
        Fraction(1, 2)
        """
        period = len(self.lows)
        return Fraction(self.step, period) if self.step % period else self.step // period

    def low(self, position: int) -> int:
        """The first position that one sees."""
        if len(self.lows) == 1:
            return position * self.step + self.lows[0]
        times, place = divmod(position, len(self.lows))
        return times * self.step + self.lows[place]

    def high(self, position: int) -> int:
        """The last position that one sees."""
        if len(self.highs) == 1:
            return position * self.step + self.highs[0]
        times, place = divmod(position, len(self.highs))
        return times * self.step + self.highs[place]

    def over(self, below: "Stretches") -> "Stretches | None":
        """What is seen through this of what `below` sees; None where no pattern repeats soon.

        Three halvings, eightfold upsampling and a window of three see sixteen:

        >>> halved = windows(2, 2)
        >>> eighth = halved.over(halved).over(halved)
        >>> windows(3, 1, 1).over(resampled(Fraction(1, 8)).over(eighth)).extent
        16
        """
        period = len(below.lows)
        if period == 1 and len(self.lows) == 1:
            step, (low,), (high,) = below.step, below.lows, below.highs
            reach = self.lows[0] * step + low, self.highs[0] * step + high
            return Stretches(self.step * step, (reach[0],), (reach[1],))
        rounds = period // gcd(period, self.step)
        places = len(self.lows) * rounds
        if places > LONGEST or open_names((*self.lows, *self.highs)):
            return None
        lows = tuple(below.low(self.low(place)) for place in range(places))
        highs = tuple(below.high(self.high(place)) for place in range(places))
        return Stretches(self.step * rounds // period * below.step, lows, highs)

    def joined(self, other: "Stretches") -> "Stretches | None":
        """What either of two sees; None where they drift apart, or repeat together only late.

        >>> windows(3, 1, 1).joined(windows(1, 1, -2)).extent
        4
        """
        if self == other:
            return self
        if self.spacing != other.spacing:
            return None
        places = lcm(len(self.lows), len(other.lows))
        bounds = (*self.lows, *self.highs, *other.lows, *other.highs)
        if places > LONGEST or (places > 1 and open_names(bounds)):
            return None
        lows = tuple(min(self.low(place), other.low(place)) for place in range(places))
        highs = tuple(max(self.high(place), other.high(place)) for place in range(places))
        return Stretches(self.step * (places // len(self.lows)), lows, highs)


SAME: Final = Stretches(1, (0,), (0,))
"""Every position sees the one in its place."""


def windows(extent: int, stride: int = 1, padding: int = 0) -> Stretches:
    """Windows that slide, of which the first begins in the padding.

    >>> windows(3, 2, 1)
    Stretches(step=2, lows=(-1,), highs=(1,))
    """
    return Stretches(stride, (-padding,), (extent - 1 - padding,))


def blocks(size: int, shift: int = 0) -> Stretches | None:
    """Blocks in which every position sees all the others; one of them begins at the shift.

    >>> blocks(2, 1)
    Stretches(step=2, lows=(-1, 1), highs=(0, 2))
    """
    if size > LONGEST:
        return None
    lows = tuple((place - shift) // size * size + shift for place in range(size))
    return Stretches(size, lows, tuple(low + size - 1 for low in lows))


def adaptive(size: int, output: int) -> Stretches | None:
    """Windows of an adaptive pool: window i reaches from ⌊iW/O⌋ to ⌈(i + 1)W/O⌉.

    >>> adaptive(5, 2)
    Stretches(step=5, lows=(0, 2), highs=(2, 4))
    """
    places = output // gcd(size, output)
    if places > LONGEST:
        return None
    lows = tuple(place * size // output for place in range(places))
    highs = tuple(-(-(place + 1) * size // output) - 1 for place in range(places))
    return Stretches(size * places // output, lows, highs)


def resampled(
    ratio: Fraction, shift: Fraction = Fraction(0), before: int = 0, after: int = 0
) -> Stretches | None:
    """Position j looks at ⌊j·ratio + shift⌋ and its neighbours; None where that repeats late.

    Args:
        ratio: the size of the input by that of the output.
        shift: ratio/2 − 1/2 where centres of pixels lie on each other.
        before: neighbours on the left.
        after: neighbours on the right.

    >>> resampled(Fraction(1, 2), Fraction(-1, 4), after=1)
    Stretches(step=1, lows=(-1, 0), highs=(0, 1))
    """
    places = ratio.denominator
    if places > LONGEST:
        return None
    middles = [(place * ratio + shift) // 1 for place in range(places)]
    lows = tuple(middle - before for middle in middles)
    return Stretches(ratio.numerator, lows, tuple(middle + after for middle in middles))


def spread_windows(
    kernel: int, stride: int, padding: int = 0, dilation: int = 1
) -> Stretches | None:
    """The positions of the input whose kernels reach an output of a transposed convolution.

    Weight t of the kernel puts input i at i·stride + t·dilation − padding.

    >>> spread_windows(4, 2, 1)
    Stretches(step=1, lows=(-1, 0), highs=(0, 1))
    """
    if stride > LONGEST:
        return None
    apart = stride // gcd(stride, dilation)
    lows, highs = [], []
    first = {(t * dilation - padding) % stride: t for t in range(min(kernel, apart))}
    for place in range(stride):
        # An output that no weight reaches sees nothing: any position will do for it.
        least = first.get(place, 0)
        most = least + (kernel - 1 - least) // apart * apart if place in first else 0
        lows.append((place + padding - most * dilation) // stride)
        highs.append((place + padding - least * dilation) // stride)
    return Stretches(1, *_rising(lows, highs))


def _rising(lows: list[int], highs: list[int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Bounds that never fall from place to place, nor from one round of one step to the next."""
    least = lows[0] + 1
    for i in range(len(lows) - 1, -1, -1):
        least = lows[i] = min(lows[i], least)
    most = highs[-1] - 1
    for i, high in enumerate(highs):
        most = highs[i] = max(high, most)
    return tuple(lows), tuple(highs)
