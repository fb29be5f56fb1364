"""How much a data set may claim to be, whoever made it."""

from dataclasses import dataclass, field
from typing import Final

from archspec.files import machine_memory

MAX_CLASSES: Final = 4_096
"""Classes of a data set. What was taken for what is counted in a table of their square."""

MAX_VALUES: Final = 2**28
"""Numbers in one sample: a gibibyte of them."""

MAX_UNPACKED: Final = 2**30
"""Bytes that any archive may unpack to, however small it is."""

MAX_INFLATION: Final = 100
"""Times its own size that a larger archive may unpack to; what compresses further holds nothing."""

MAX_IN_MEMORY: Final = 2**29
"""Bytes of decoded images that are kept in memory at most, of all parts together."""


def memory_budget() -> int:
    """Bytes of decoded images that are kept: half a gibibyte, or a quarter of what there is."""
    return min(MAX_IN_MEMORY, machine_memory() // 4)


def array_budget() -> int:
    """Bytes of arrays in files of their own: a quarter of memory, as they are copied once."""
    return machine_memory() // 4


@dataclass
class Budget:
    """What is left of memory, for all fields and parts of a data set together.

    Args:
        pictures: bytes for decoded images and masks; what is more is kept in a file.
        arrays: bytes for arrays in files of their own, of which there must be no more.
    """

    pictures: int = field(default_factory=memory_budget)
    arrays: int = field(default_factory=array_budget)

    def holds(self, nbytes: int) -> bool:
        """Whether so many bytes of pictures fit, which are taken then.

        >>> budget = Budget(pictures=10)
        >>> budget.holds(8), budget.holds(8), budget.pictures
        (True, False, 2)
        """
        if nbytes > self.pictures:
            return False
        self.pictures -= nbytes
        return True
