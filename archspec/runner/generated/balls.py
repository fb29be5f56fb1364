"""`balls`: volumes with a ball that is solid or hollow."""

import numpy as np
from numpy.random import RandomState

from archspec.runner.named import Shape

NAMES = ("hollow", "solid")
GRAIN = 256


def draw_balls(random: RandomState, count: int, shape: Shape, _test: bool) -> dict[str, np.ndarray]:
    """Volumes (1, depth, height, width) of 0 to 1, the kind of the ball, and its radius in voxels.

    A shell is as thick as a third of the radius; both are as bright, so that brightness tells
    little.
    """
    sizes = shape[1:] if len(shape) == 4 else (16, 32, 32)
    kinds = random.randint(0, 2, count)
    radii = np.round(min(sizes) * (0.22 + 0.2 * random.random_sample(count)), 2)
    volumes = np.empty((count, 1, *sizes), np.float32)
    axes = np.meshgrid(*(np.arange(size) + 0.5 for size in sizes), indexing="ij", sparse=True)
    for number in range(count):
        radius = float(radii[number])
        spare = [size - 2 * radius for size in sizes]
        middle = [radius + one * random.random_sample() for one in spare]
        away = sum((axis - place) ** 2 for axis, place in zip(axes, middle, strict=True))
        inside = away <= radius**2
        if NAMES[kinds[number]] == "hollow":
            inside &= away >= (radius * 2 / 3) ** 2
        light = 0.4 + 0.4 * random.random_sample()
        noise = 0.3 * random.random_sample(sizes)
        volumes[number, 0] = np.round((light * inside + noise) * GRAIN) / GRAIN
    return {"volume": volumes, "label": np.array(NAMES)[kinds], "radius": radii}
