"""`waves`: sensors that see one wave, each with its own strength, delay and noise."""

import numpy as np
from numpy.random import RandomState

from archspec.runner.named import Shape

NAMES = ("chirp", "noise", "saw", "sine", "square")
GRAIN = 256
"""Readings are multiples of one part in so many, which machines agree on."""


def draw_waves(random: RandomState, count: int, shape: Shape, _test: bool) -> dict[str, np.ndarray]:
    """Readings (channels, length), what sort of wave it is, and how many periods it has."""
    channels, length = shape if len(shape) == 2 else (1, 128)
    kinds = random.randint(0, 5, count)
    periods = np.round(2 + 6 * random.random_sample(count), 2)
    readings = np.empty((count, channels, length), np.float32)
    moments = (np.arange(length) + 0.5) / length
    for number in range(count):
        strength = 0.5 + random.random_sample((channels, 1))
        delay = random.random_sample((channels, 1)) * 0.3
        wave = _wave(random, int(kinds[number]), moments + delay, float(periods[number]))
        noise = 0.6 * (random.random_sample((channels, length)) - 0.5)
        readings[number] = np.round((strength * wave + noise) * GRAIN) / GRAIN
    return {"wave": readings, "label": np.array(NAMES)[kinds], "periods": periods}


def _wave(random: RandomState, kind: int, moments: np.ndarray, periods: float) -> np.ndarray:
    """Values of -1 to 1."""
    name = NAMES[kind]
    if name == "noise":
        return 2 * random.random_sample(moments.shape) - 1
    turns = periods * moments * (0.5 + moments if name == "chirp" else 1.0)
    if name == "saw":
        saw: np.ndarray = 2 * (turns % 1) - 1
        return saw
    if name == "square":
        return np.where(turns % 1 < 0.5, 1.0, -1.0)
    sine: np.ndarray = np.sin(2 * np.pi * turns)
    return sine
