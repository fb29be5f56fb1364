"""Which files are pictures, by their endings or by their first bytes."""

from pathlib import Path
from typing import Final

from archspec.files import open_file

# fmt: off
ENDINGS: Final = frozenset((
    ".png", ".apng", ".jpg", ".jpeg", ".jpe", ".jfif", ".jp2", ".j2k", ".jpx", ".bmp", ".dib",
    ".gif", ".tif", ".tiff", ".webp", ".avif", ".ppm", ".pgm", ".pbm", ".pnm", ".pfm", ".tga",
    ".ico", ".sgi", ".ras", ".qoi",
))
BEGINNINGS: Final = (
    b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*",
    b"\0\0\0\x0cjP  \r\n\x87\n",
)
# fmt: on
"""What the files of the formats begin with that are met under other endings, or none."""


def has_picture_ending(path: Path) -> bool:
    """Whether a name ends as pictures do.

    >>> has_picture_ending(Path("a.JFIF")), has_picture_ending(Path("a.txt"))
    (True, False)
    """
    return path.suffix.lower() in ENDINGS


def is_picture(path: Path) -> bool:
    """Whether a file begins as pictures do, whatever it is called."""
    try:
        with open_file(path) as file:
            head = file.read(12)
    except OSError:
        return False
    webp = head[:4] == b"RIFF" and head[8:] == b"WEBP"
    bitmap = head[:2] == b"BM" and head[6:10] == b"\0\0\0\0"
    return head.startswith(BEGINNINGS) or webp or bitmap
