"""How much a data set may claim to be, whoever made it."""

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
