"""`letters`: an invented script, of which the test samples have other letters."""

from itertools import pairwise

import numpy as np
from numpy.random import RandomState

from archspec.runner.generated.drawing import grid, stroke, with_noise
from archspec.runner.named import Shape

EACH = 20
"""Drawings of each letter, by as many hands."""

STROKES = 4


def draw_letters(
    random: RandomState, count: int, shape: Shape, test: bool
) -> dict[str, np.ndarray]:
    """Images, and the letter of each.

    A letter is a line through five of the points of a lattice; hands differ in where these are,
    in size, slant and thickness.
    """
    channels, height, width = shape if len(shape) == 3 else (1, 32, 32)
    places = grid(height, width)
    alphabet = [_points(random) for _ in range(-(-count // EACH))]
    images = np.empty((count, channels, height, width), np.uint8)
    for number in range(count):
        points = _by_hand(random, alphabet[number // EACH], height / min(height, width))
        ink = np.zeros((height, width), bool)
        thick = 0.025 + 0.02 * random.random_sample()
        for start, end in pairwise(points):
            ink |= stroke(places, start, end, thick)
        page = np.broadcast_to(np.where(ink, 40, 215), (channels, height, width))
        images[number] = with_noise(random, page, 25)
    front = "new" if test else "known"
    names = [f"{front} {number // EACH + 1}" for number in range(count)]
    return {"image": images, "letter": np.array(names)}


def _points(random: RandomState) -> np.ndarray:
    """Points (5, 2) of the lattice, of which no two that follow each other are one."""
    places = random.permutation(9)[: STROKES + 1]
    return np.stack([places // 3, places % 3], 1) / 2.0


def _by_hand(random: RandomState, points: np.ndarray, tall: float) -> list[list[float]]:
    """The points as one hand sets them, within the image."""
    shaken = points + (random.random_sample(points.shape) - 0.5) * 0.16
    slant = (random.random_sample() - 0.5) * 0.3
    size = 0.5 + 0.2 * random.random_sample()
    shaken[:, 1] += slant * (0.5 - shaken[:, 0])
    middle = 0.5 + (random.random_sample(2) - 0.5) * 0.12
    middle[0] *= tall
    placed: list[list[float]] = (middle + (shaken - 0.5) * size).tolist()
    return placed
