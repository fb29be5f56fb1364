"""A sheet of kernels, each below what it makes of a picture."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from torch import Tensor

from archspec.diagnostics.readable import as_name
from archspec.runner.kernels import Kernel

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FORMS: Final = (".png", ".svg", ".pdf")
"""The endings that there are."""

SIDE, GAP, STRIP = 2.0, 0.12, 0.72
"""Of a picture, between pictures, and of the kernel below one, in inches."""

FEW: Final = 12
"""Pictures up to which four stand in a row; of more, six do."""

WRITTEN: Final = 25
"""Numbers of a kernel up to which they are written into it."""

PARTS: Final = 100
"""What a number is written as a fraction of, at most."""


def draw_kernels(picture: Tensor, kernels: Sequence[Kernel], form: str) -> bytes:
    """A picture, and beside it what each kernel makes of it, over the kernel.

    Of what it makes, the lowest number is black and the highest white; where a kernel keeps the
    brightness, those of the picture are. In a kernel zero is grey, and small ones have their
    numbers written into them.

    Args:
        picture: bytes (1 or 3, height, width).
        kernels: in their order.
        form: the ending of the file, one of `FORMS`.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    count = len(kernels) + 1
    across = min(count, 4 if count <= FEW else 6)
    high = SIDE * picture.shape[1] / picture.shape[2]
    size = (GAP + across * (SIDE + GAP), GAP + ceil(count / across) * (high + STRIP + 2 * GAP))
    with mpl.rc_context({"svg.hashsalt": "archspec", "font.size": 8, "text.parse_math": False}):
        sheet = _Sheet(Figure(figsize=size, facecolor="white"), across, high)
        _show(sheet.picture(0), picture / 255)
        sheet.words(0, "the picture")
        for place, one in enumerate(kernels, 1):
            black, white = one.ends
            _show(sheet.picture(place), one.answer[None], vmin=black, vmax=white)
            _show_kernel(sheet.kernel(place, one.weight.shape[-2:]), one.weight)
            sheet.words(place, f"{as_name(one.name)}\n{_ends(one.answer)}", beside=STRIP + GAP)
        return _written(sheet.figure, form)


@dataclass(frozen=True)
class _Sheet:
    """Places in rows, each a picture with a strip below it.

    Args:
        figure: what is drawn on.
        across: how many stand in a row.
        high: height of a picture in inches.
    """

    figure: "Figure"
    across: int
    high: float

    def picture(self, place: int) -> "Axes":
        """Where a picture goes."""
        left, low = self._corner(place)
        return self._axes(left, low, SIDE, self.high)

    def kernel(self, place: int, shape: Sequence[int]) -> "Axes":
        """Where the kernel below it goes, whose longer side is as long as the strip is high."""
        left, low = self._corner(place)
        rows, columns = (STRIP * side / max(shape) for side in shape)
        return self._axes(left, low - GAP / 2 - rows, columns, rows)

    def words(self, place: int, words: str, beside: float = 0.0) -> None:
        """Writes into the strip, so far from its left edge."""
        left, low = self._corner(place)
        width, height = self.figure.get_size_inches()
        at = ((left + beside) / width, (low - GAP / 2) / height)
        self.figure.text(*at, words, verticalalignment="top", linespacing=1.5, parse_math=False)

    def _corner(self, place: int) -> tuple[float, float]:
        """The left and the lower edge of a picture, in inches."""
        row, column = divmod(place, self.across)
        top = self.figure.get_figheight() - GAP - row * (self.high + STRIP + 2 * GAP)
        return GAP + column * (SIDE + GAP), top - self.high

    def _axes(self, left: float, low: float, wide: float, high: float) -> "Axes":
        width, height = self.figure.get_size_inches()
        axes = self.figure.add_axes((left / width, low / height, wide / width, high / height))
        axes.set(xticks=(), yticks=())
        axes.spines[:].set(linewidth=0.5, color="#888888")
        return axes


def _show(axes: "Axes", picture: Tensor, **scale: Any) -> None:
    """A picture (channels, height, width) in its colours; of one channel in grey."""
    rows = np.moveaxis(picture.float().numpy(), 0, -1)
    axes.imshow(rows, cmap="gray", aspect="auto", interpolation="nearest", **scale)


def _show_kernel(axes: "Axes", weight: Tensor) -> None:
    """A kernel (channels, height, width), in which zero is a medium grey."""
    largest = float(weight.abs().max()) or 1.0
    _show(axes, weight / (2 * largest) + 0.5, vmin=0, vmax=1)
    numbers = weight[0].tolist()
    if len(weight) > 1 or weight.numel() > WRITTEN:
        return
    said = _fraction if all(_fraction(one) for line in numbers for one in line) else _decimal
    written = [[said(number) for number in line] for line in numbers]
    longest = max(len(one) for line in written for one in line)
    # In points: the height of a cell, and so many letters beside each other in it.
    size = min(24, 78 / longest) / max(weight.shape)
    for row, line in enumerate(written):
        for column, letters in enumerate(line):
            colour = "black" if numbers[row][column] > -largest / 4 else "white"
            words = axes.text(column, row, letters, ha="center", va="center")
            words.set(fontsize=size, color=colour)


def _ends(answer: Tensor) -> str:
    low, high = float(answer.min()), float(answer.max())
    return f"{low:.2g} to {high:.2g}".replace("-", "−")


def _fraction(number: float) -> str:
    """A number in few letters as a whole one or as a fraction; nothing where it is none.

    One number of a learnt kernel may be near a fraction, but never all.

    >>> _fraction(1 / 9), _fraction(-1.0), _fraction(0.3829), _fraction(13 / 9)
    ('1/9', '−1', '', '13/9')
    """
    near = Fraction(number).limit_denominator(PARTS)
    exact = abs(near - number) < 1e-6 and len(str(near)) <= len("-13/9")
    return str(near).replace("-", "−") if exact else ""


def _decimal(number: float) -> str:
    """A number in few letters.

    >>> _decimal(13 / 80), _decimal(-0.3829)
    ('0.16', '−0.38')
    """
    return f"{number:.2g}".replace("-", "−")


def _written(figure: "Figure", form: str) -> bytes:
    content = io.BytesIO()
    # The same kernels give the same file.
    dated = {".svg": "Date", ".pdf": "CreationDate"}
    metadata = {dated[form]: None} if form in dated else {}
    figure.savefig(content, format=form[1:], dpi=160, metadata=metadata)
    return content.getvalue()
