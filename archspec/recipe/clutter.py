"""What systems, archives and editors leave among files, and nobody means as data."""

from typing import Final

NAMES: Final = frozenset(
    (
        "__macosx",
        "thumbs.db",
        "ehthumbs.db",
        "desktop.ini",
        "$recycle.bin",
        "system volume information",
        "lost+found",
        "@eadir",
        "__pycache__",
    )
)
"""By Windows, macOS, Linux, network drives and Python; hidden names are left out in any case."""


def is_clutter(name: str) -> bool:
    """Whether a name is hidden, or one that a system gives to files of its own.

    >>> [is_clutter(name) for name in (".DS_Store", "._a.png", "__MACOSX", "Thumbs.db", "cat")]
    [True, True, True, True, False]
    """
    return name.startswith(".") or name.lower() in NAMES
