"""What drawings are made of: a grid of pixels, figures on it, and noise."""

from collections.abc import Sequence

import numpy as np
from numpy.random import RandomState

Grid = tuple[np.ndarray, np.ndarray]
"""The row and the column of each pixel, as (height, 1) and (1, width)."""


def grid(height: int, width: int) -> Grid:
    """The middle of each pixel, in fractions of the shorter side.

    >>> rows, columns = grid(2, 4)
    >>> rows.ravel().tolist(), columns.ravel().tolist()
    ([0.25, 0.75], [0.25, 0.75, 1.25, 1.75])
    """
    side = min(height, width)
    rows = (np.arange(height) + 0.5)[:, None] / side
    return rows, (np.arange(width) + 0.5)[None, :] / side


def circle(places: Grid, y: float, x: float, radius: float) -> np.ndarray:
    """The pixels of a disc."""
    inside: np.ndarray = (places[0] - y) ** 2 + (places[1] - x) ** 2 <= radius**2
    return inside


def box(places: Grid, top: float, left: float, bottom: float, right: float) -> np.ndarray:
    """The pixels of a rectangle."""
    rows = (places[0] >= top) & (places[0] <= bottom)
    inside: np.ndarray = rows & (places[1] >= left) & (places[1] <= right)
    return inside


def triangle(places: Grid, top: float, x: float, bottom: float, half: float) -> np.ndarray:
    """The pixels of a triangle that stands on its base, which is twice `half` wide."""
    down = (places[0] - top) / (bottom - top)
    inside: np.ndarray = (down >= 0) & (down <= 1) & (np.abs(places[1] - x) <= down * half)
    return inside


def stroke(places: Grid, start: Sequence[float], end: Sequence[float], thick: float) -> np.ndarray:
    """The pixels that are no further than `thick` from a line between two points (y, x)."""
    y, x = start
    dy, dx = end[0] - y, end[1] - x
    along = ((places[0] - y) * dy + (places[1] - x) * dx) / max(dy * dy + dx * dx, 1e-9)
    along = np.clip(along, 0, 1)
    away = (places[0] - y - along * dy) ** 2 + (places[1] - x - along * dx) ** 2
    near: np.ndarray = away <= thick**2
    return near


def with_noise(random: RandomState, image: np.ndarray, strength: int) -> np.ndarray:
    """Bytes, each up to so much brighter or darker."""
    noise = random.randint(-strength, strength + 1, image.shape)
    noisy: np.ndarray = np.clip(image.astype(np.int64) + noise, 0, 255).astype(np.uint8)
    return noisy
