"""Whether what a layer gives is larger than anything that a machine can hold."""

from math import prod
from typing import Final

from archspec.diagnostics import Problem
from archspec.kind import Layer
from archspec.shapes import Shape, Size
from archspec.shapes.size import Floor

MAX_ELEMENTS: Final = 2**50
"""Numbers of one sample: four pebibytes in float32."""


def too_large(layer: Layer, output: Shape) -> Problem | None:
    """A412 where a sample of what a layer gives has more numbers than anything can hold."""
    if prod(map(_known, output.dims)) <= MAX_ELEMENTS:
        return None
    message = f"what this `{layer.kind}` gives is larger than any machine's memory"
    label = f"more than {MAX_ELEMENTS:,} numbers for each sample"
    return Problem("A412", message, label=label)


def _known(size: int | Size) -> int:
    """The size, or of one that is left open the largest number in it, once that is divided."""
    if not isinstance(size, Size):
        return size
    floors = (a for atoms, _ in size.terms for a in atoms if isinstance(a, Floor))
    divided = (_known(one.over) // _known(one.by) for one in floors)
    return max(*(abs(factor) for _, factor in size.terms), *divided, 1)
