"""Which files are pictures, by their endings or by their first bytes."""

from itertools import islice
from pathlib import Path
from typing import Final

from archspec.files import is_there, open_file

# fmt: off
BEGINNINGS: Final = (
    b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*",
    b"\0\0\0\x0cjP  \r\n\x87\n",
)
# fmt: on
"""What the files of the formats begin with that are met under other endings, or none."""

FOREIGN: Final = {
    ".heic": "HEIC", ".heif": "HEIC", ".eps": "EPS", ".ps": "PostScript", ".pdf": "PDF",
    ".svg": "SVG", ".psd": "Photoshop", ".xcf": "GIMP", ".jxl": "JPEG XL", ".exr": "OpenEXR",
    ".hdr": "Radiance", ".dcm": "DICOM", ".nii": "NIfTI", ".dng": "raw", ".cr2": "raw",
    ".cr3": "raw", ".nef": "raw", ".arw": "raw", ".orf": "raw", ".rw2": "raw", ".raf": "raw",
    ".mp4": "video", ".mov": "video", ".avi": "video", ".mkv": "video", ".webm": "video",
    ".npy": "numpy",
}  # fmt: skip
"""Files of pictures that are not read, by their endings."""

MOST_BESIDE: Final = 1_000
"""Names beside a picture that is missing, among which folders are looked for."""

MARKS: Final = (
    (4, (b"ftypheic", b"ftypheix", b"ftyphevc", b"ftypmif1", b"ftypmsf1"), "HEIC"),
    (0, (b"%!PS", b"\xc5\xd0\xd3\xc6"), "EPS"),
    (0, (b"%PDF",), "PDF"),
    (0, (b"<svg", b"<?xml"), "SVG"),
    (0, (b"8BPS",), "Photoshop"),
    (0, (b"gimp xcf",), "GIMP"),
    (0, (b"\xff\x0a", b"\0\0\0\x0cJXL "), "JPEG XL"),
    (0, (b"v/1\x01",), "OpenEXR"),
    (128, (b"DICM",), "DICOM"),
    (4, (b"ftypisom", b"ftypmp4", b"ftypqt"), "video"),
    (0, (b"\x93NUMPY",), "numpy"),
)
"""The same by their first bytes, and where these stand."""


def foreign(path: Path) -> str:
    """What to say of a picture of a format that is not read; nothing of any other file.

    >>> foreign(Path("a.HEIC")), foreign(Path("a.txt"))
    ('of the format HEIC, which is not read: save as PNG or JPEG', '')
    """
    name = FOREIGN.get(path.suffix.lower()) or _marked(path)
    return f"of the format {name}, which is not read: save as PNG or JPEG" if name else ""


def is_empty(path: Path) -> bool:
    """Whether a file is there, and nothing is in it."""
    try:
        return path.stat().st_size == 0
    except OSError:
        return False


def _marked(path: Path) -> str:
    try:
        with open_file(path) as file:
            head = file.read(132)
    except OSError:
        return ""
    return next((name for at, marks, name in MARKS if head[at:].startswith(marks)), "")


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


def below(path: Path) -> Path | None:
    """A file of the same name in a folder beside the place of one that is not there."""
    try:
        folders = sorted(one for one in islice(path.parent.iterdir(), MOST_BESIDE) if one.is_dir())
    except OSError:
        return None
    return next((one / path.name for one in folders if is_there(one / path.name)), None)
