"""Data sets that are drawn: a file for each, with a function from sizes to columns.

Draws are those of `numpy.random.RandomState`, whose streams are frozen (NEP 19), of numbers that
are whole or uniform; what is computed of them is rounded, so that machines whose last bits differ
draw the same.
"""

from collections.abc import Callable, Mapping
from typing import Final
from zlib import crc32

import numpy as np
import torch
from numpy.random import RandomState

from archspec.recipe.generated import GENERATED
from archspec.runner.data.samples import InMemory, Part
from archspec.runner.generated.balls import draw_balls
from archspec.runner.generated.houses import draw_houses
from archspec.runner.generated.letters import draw_letters
from archspec.runner.generated.shapes import draw_shapes
from archspec.runner.generated.waves import draw_waves
from archspec.runner.named import Shape
from archspec.runner.sources.raw import Column, Raw, Source

Draw = Callable[[RandomState, int, Shape, bool], dict[str, np.ndarray]]

DRAW: Final[dict[str, Draw]] = {
    "shapes": draw_shapes,
    "letters": draw_letters,
    "waves": draw_waves,
    "balls": draw_balls,
    "houses": draw_houses,
}


def draw(name: str, inputs: Mapping[str, Shape]) -> Source:
    """The samples of a data set, always the same ones.

    Args:
        name: of the data set.
        inputs: the shapes that the network takes; the first of as many axes as drawings have gives
            their size.

    >>> found = draw("shapes", {"input": (1, 16, 16)})
    >>> found.parts["test"].count, found.parts["test"].columns["mask"].shape
    (150, (150, 16, 16))
    """
    known = GENERATED[name]
    axes = {len(one) for shapes in known.sized.values() for one in shapes}
    shape = next((one for one in inputs.values() if len(one) in axes), ())
    counts: dict[Part, int] = {"train": known.train, "test": known.test}
    parts = {}
    for part, count in counts.items():
        random = RandomState(crc32(f"{name} {part}".encode()))
        columns = DRAW[name](random, count, shape, part == "test")
        parts[part] = Raw({key: _column(one) for key, one in columns.items()}, count)
    return Source(parts, divided=True)


def _column(values: np.ndarray) -> Column:
    """Images as what is decoded already, all else as the arrays of an archive."""
    pictures = values.dtype == np.uint8 and values.ndim == 4
    return InMemory(torch.from_numpy(values)) if pictures else values
