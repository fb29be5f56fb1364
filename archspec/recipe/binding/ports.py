"""What a network takes and gives, as far as a recipe has to fit it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from archspec.recipe.fields import Sizes
from archspec.shapes import solve

Shape: TypeAlias = Sequence[object]
"""Sizes of one sample; those of an input may be open, and then fit where some value makes them."""


@dataclass(frozen=True, slots=True)
class Ports:
    """The inputs and outputs of a network, by name.

    Args:
        inputs: the shape of each, without the batch axis.
        outputs: likewise; one without a name is `output`.
        training: the outputs that only training gives.
    """

    inputs: Mapping[str, Shape]
    outputs: Mapping[str, Shape]
    training: frozenset[str] = frozenset()

    @property
    def lasting(self) -> tuple[str, ...]:
        """The outputs that evaluation gives too."""
        return tuple(name for name in self.outputs if name not in self.training)


def agrees(given: Shape, wanted: Sizes) -> bool:
    """Whether some values of what is open make a shape the wanted one; None is any size.

    >>> agrees((3, 64, 64), (3, None, None)), agrees((4,), (3,)), agrees((1, 4), (4,))
    (True, False, False)
    """
    if len(given) != len(wanted):
        return False
    pairs = [(one, size) for one, size in zip(given, wanted, strict=True) if size is not None]
    return solve([one for one, _ in pairs], [size for _, size in pairs]) is not None


def fits(given: Shape, shapes: Sequence[Sizes]) -> bool:
    """Whether it is one of these shapes; without any, nothing is known against it."""
    return not shapes or any(agrees(given, one) for one in shapes)
