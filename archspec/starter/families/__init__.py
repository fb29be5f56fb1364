"""The families of networks, each with how it is written for a request."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from archspec.starter.families import images, pixels, sequences, vectors
from archspec.starter.families.family import Family, Network

__all__ = ["FAMILIES", "Family", "Network", "family_for"]

FAMILIES: Final[Mapping[str, Family]] = MappingProxyType(
    {
        family.word: family
        for part in (images, pixels, sequences, vectors)
        for family in part.FAMILIES
    }
)
"""By the word with which they are asked for."""

BY_AXES: Final = {1: "mlp", 2: "tcn", 3: "convnet", 4: "convnet"}


def family_for(sizes: tuple[int, ...]) -> Family:
    """The family that is taken where only sizes are known.

    >>> family_for((3, 32, 32)).word, family_for((8,)).word
    ('convnet', 'mlp')
    """
    return FAMILIES[BY_AXES[len(sizes)]]
