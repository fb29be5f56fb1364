"""`houses`: a picture and three facts, of which the price takes both."""

import numpy as np
from numpy.random import RandomState

from archspec.runner.generated.drawing import Grid, box, circle, grid, triangle, with_noise
from archspec.runner.named import Shape

NAMES = ("flat", "house", "hut")
SKY, MEADOW, WATER, ROOF = (150, 190, 225), (90, 150, 80), (60, 110, 220), (150, 60, 50)
POOL = 60_000
"""What a pool is worth, which only the picture shows."""


def draw_houses(
    random: RandomState, count: int, shape: Shape, _test: bool
) -> dict[str, np.ndarray]:
    """Pictures, three columns of facts, prices and kinds."""
    channels, height, width = shape if len(shape) == 3 else (3, 32, 32)
    places = grid(height, width)
    kinds, pools = random.randint(0, 3, count), random.randint(0, 2, count)
    photos = np.empty((count, channels, height, width), np.uint8)
    for number in range(count):
        photo = _photo(random, places, int(kinds[number]), bool(pools[number]))
        # Grey as people see it, in whole numbers.
        grey = (photo * np.array([299, 587, 114])[:, None, None]).sum(0) // 1000
        photos[number] = with_noise(random, photo if channels == 3 else grey[None], 12)
    area = np.round(40 + 160 * random.random_sample(count), 1)
    rooms, year = 1 + area.astype(np.int64) // 40, random.randint(1900, 2021, count)
    worth = 2000 * area + 8000 * rooms + 500 * (year - 1900) + POOL * pools
    price = np.round(worth + 10_000 * (random.random_sample(count) - 0.5), -2)
    return {
        "photo": photos,
        "rooms": rooms.astype(np.float64),
        "area": area,
        "year": year.astype(np.float64),
        "price": price,
        "kind": np.array(NAMES)[kinds],
    }


def _photo(random: RandomState, places: Grid, kind: int, pool: bool) -> np.ndarray:
    """Whole numbers (3, height, width)."""
    height, width = places[0].shape[0], places[1].shape[1]
    photo = np.empty((3, height, width), np.int64)
    photo[:] = np.array(SKY)[:, None, None]
    ground = 0.72 + 0.06 * random.random_sample()
    x = 0.38 + 0.12 * random.random_sample()
    wall = random.randint(130, 250, 3)
    half, top = {"flat": (0.17, 0.12), "house": (0.24, 0.4), "hut": (0.13, 0.55)}[NAMES[kind]]
    _paint(photo, box(places, ground, 0, 9, 9), MEADOW)
    _paint(photo, box(places, top, x - half, ground, x + half), wall)
    if NAMES[kind] != "flat":
        _paint(photo, triangle(places, top - 0.2, x, top, half + 0.05), ROOF)
    if pool:
        middle = 0.66 + 0.2 * random.random_sample()
        _paint(photo, circle(places, ground + 0.13, middle, 0.09), WATER)
    return photo


def _paint(photo: np.ndarray, where: np.ndarray, colour: object) -> None:
    photo[:, where] = np.asarray(colour)[:, None]
