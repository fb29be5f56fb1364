"""How much this machine can hold, so that a claim of a file is met before any of it is made."""

import os


def machine_memory() -> int:
    """Bytes of memory that this machine has."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def gibibytes(count: int) -> str:
    """So many bytes, as people speak of memory.

    >>> gibibytes(8_500_000_000), gibibytes(300_000_000)
    ('7.9 GiB', '0.3 GiB')
    """
    return f"{count / 2**30:,.1f} GiB"
