"""Which files are pictures, by their names."""

from pathlib import Path
from typing import Final

# fmt: off
ENDINGS: Final = frozenset((
    ".png", ".apng", ".jpg", ".jpeg", ".jpe", ".jfif", ".jp2", ".j2k", ".jpx", ".bmp", ".dib",
    ".gif", ".tif", ".tiff", ".webp", ".avif", ".ppm", ".pgm", ".pbm", ".pnm", ".pfm", ".tga",
    ".ico", ".sgi", ".ras", ".qoi",
))
# fmt: on
"""What the names of pictures end in that are read."""


def has_picture_ending(path: Path) -> bool:
    """Whether a name ends as pictures do.

    >>> has_picture_ending(Path("a.JFIF")), has_picture_ending(Path("a.txt"))
    (True, False)
    """
    return path.suffix.lower() in ENDINGS
