"""Memory that a step has freed stays with the process, where the next step takes it again.

By itself glibc gives large blocks back to the system, which makes new pages of zeros for the same
tensors a moment later. In the book's network that takes as long as all of its arithmetic.

Source: mallopt(3), https://man7.org/linux/man-pages/man3/mallopt.3.html
"""

import ctypes
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

TRIM_THRESHOLD, MMAP_THRESHOLD = -1, -3
"""The numbers of what is set, from `malloc.h`: M_TRIM_THRESHOLD and M_MMAP_THRESHOLD."""

NEVER: Final = -1
"""A threshold of trimming that nothing reaches."""

LARGEST: Final = 2**30
"""Bytes of a block above which it is the system's again as soon as it is free."""

USUAL: Final = 2**25
"""The same for all other work: as far as glibc raises it by itself."""


@contextmanager
def keep_freed_memory() -> Iterator[None]:
    """Keep what is freed within; then give it back. Does nothing with another C library.

    >>> with keep_freed_memory():
    ...     bytes(2**23)[0]
    0
    """
    if platform.libc_ver()[0] != "glibc":
        yield
        return
    library = ctypes.CDLL(None)
    library.mallopt(MMAP_THRESHOLD, LARGEST)
    library.mallopt(TRIM_THRESHOLD, NEVER)
    try:
        yield
    finally:
        library.mallopt(MMAP_THRESHOLD, USUAL)
        library.mallopt(TRIM_THRESHOLD, 2 * USUAL)
        library.malloc_trim(0)
