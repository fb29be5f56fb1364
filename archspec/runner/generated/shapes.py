"""`shapes`: circles, squares and triangles of any colour on ground of any colour."""

import numpy as np
from numpy.random import RandomState

from archspec.runner.generated.drawing import (
    Grid,
    box,
    circle,
    grid,
    stroke,
    triangle,
    with_noise,
)
from archspec.runner.named import Shape

NAMES = ("circle", "square", "triangle")
CELLS = ((0, 0), (0, 1), (1, 0), (1, 1))
"""Quarters of the image; each holds one shape at most, so that they can be counted."""


def draw_shapes(
    random: RandomState, count: int, shape: Shape, _test: bool
) -> dict[str, np.ndarray]:
    """Images, masks, the kind of the shapes, and how many there are.

    Shapes may be darker or brighter than the ground, and thin lines have their colours, so that
    neither brightness nor colour tells what belongs to one.
    """
    channels, height, width = shape if len(shape) == 3 else (1, 32, 32)
    places = grid(height, width)
    images = np.empty((count, channels, height, width), np.uint8)
    masks = np.zeros((count, height, width), np.uint8)
    kinds, counts = random.randint(0, 3, count), random.randint(1, 5, count)
    for number in range(count):
        ground, ink = colours(random, channels)
        inside = np.zeros((height, width), bool)
        for cell in random.permutation(4)[: counts[number]]:
            inside |= _figure(random, places, kinds[number], CELLS[cell])
        line = stroke(
            places, random.random_sample(2).tolist(), random.random_sample(2).tolist(), 0.012
        )
        drawn = np.where(inside | line, ink[:, None, None], ground[:, None, None])
        images[number] = with_noise(random, drawn, 20)
        masks[number] = inside
    label = np.array(NAMES)[kinds]
    return {"image": images, "mask": masks, "label": label, "count": counts.astype(np.int64)}


def colours(random: RandomState, channels: int) -> tuple[np.ndarray, np.ndarray]:
    """Two colours, at least 70 of 255 apart in each channel."""
    ground = random.randint(20, 236, channels)
    step = random.randint(70, 110, channels)
    return ground, np.where(ground > 127, ground - step, ground + step)


def _figure(random: RandomState, places: Grid, kind: int, cell: tuple[int, int]) -> np.ndarray:
    tall, wide = float(places[0][-1, 0]), float(places[1][0, -1])
    radius = 0.11 + 0.11 * random.random_sample()
    shift = (random.random_sample(2) - 0.5) * (0.48 - 2 * radius)
    y, x = (cell[0] + 0.5) * tall / 2 + shift[0], (cell[1] + 0.5) * wide / 2 + shift[1]
    if kind == 0:
        return circle(places, y, x, radius)
    if kind == 1:
        return box(places, y - radius, x - radius, y + radius, x + radius)
    return triangle(places, y - radius, x, y + radius, radius)
