"""Samples of a client: values of JSON as the columns that a run reads; no path among them.

Columns of images are bytes here, where those of a table would be names of files, and are handed on
as pictures. So nothing that a client sends is ever opened.
"""

import base64
import binascii
import io
import warnings
from collections.abc import Callable, Mapping, Sequence
from math import prod
from typing import Any, Final

import numpy as np
from PIL import Image

from archspec.diagnostics.readable import as_name
from archspec.runner.data.packed import Item, Packed
from archspec.runner.fields.facts import Facts
from archspec.runner.predictions import Values
from archspec.serving.limits import Limits
from archspec.serving.refusal import Refused

WORDS: Final = frozenset(("category", "class", "classes", "tokens"))
PICTURES: Final = frozenset(("image", "mask"))

FORMATS: Final = ("BMP", "GIF", "JPEG", "PNG", "TIFF", "WEBP")
"""Of images that are taken: those that browsers and cameras send, and no rarer ones."""

BEYOND: Final = 2**62
"""Pixels of an image of which Pillow says no more than that they are too many."""


class Uploads:
    """Pictures that were sent, each opened when it is asked for.

    Args:
        contents: their files.
        pixels: that all of them may have.

    Raises:
        Refused: where they have more; one that is none is found when it is asked for.
    """

    def __init__(self, contents: Sequence[bytes], pixels: int):
        self.contents = contents
        if sum(map(_pixels, contents)) > pixels:
            fact = f"there are more than {pixels:,} pixels in one request"
            raise Refused(413, fact, None, "send fewer images at a time, or smaller ones")

    def __getitem__(self, row: int) -> tuple[Image.Image]:
        """The picture alone, as a data set gives it with its label."""
        return (_opened(self.contents[row]),)

    @property
    def items(self) -> tuple[Item, ...]:
        """All of them, as the readers of pictures take them."""
        return tuple(Item(self, row) for row in range(len(self.contents)))


def _opened(content: bytes) -> Image.Image:
    with warnings.catch_warnings():
        # That one is large is for the limit to say.
        warnings.simplefilter("ignore")
        return Image.open(io.BytesIO(content), formats=FORMATS)


def _pixels(content: bytes) -> int:
    try:
        with _opened(content) as image:
            return image.width * image.height
    except Image.DecompressionBombError:
        return BEYOND
    except Exception:  # whatever Pillow raises of what is no picture
        return 0


def columns_of(rows: Any, fields: Mapping[str, Facts], limits: Limits) -> dict[str, Values]:
    """The columns of some rows.

    Args:
        rows: what was sent: a list of mappings.
        fields: what the network takes, by the name of the field.
        limits: how much may be sent.

    Raises:
        Refused: where they are not what the network takes.
    """
    if not isinstance(rows, list) or not rows or not all(isinstance(one, dict) for one in rows):
        raise Refused(422, "`rows` must be a list of objects, one for each sample")
    if len(rows) > limits.rows:
        raise Refused(
            413, f"{len(rows):,} rows are more than {limits.rows:,}, send fewer at a time"
        )
    wanted = {column: facts for facts in fields.values() for column in facts.columns}
    for number, row in enumerate(rows, 1):
        _check_names(number, row, wanted)
    return {
        name: _column(name, [row[name] for row in rows], facts, limits)
        for name, facts in wanted.items()
    }


def _check_names(number: int, row: Mapping[str, Any], wanted: Mapping[str, Facts]) -> None:
    listed = ", ".join(f"`{as_name(name)}`" for name in wanted)
    if absent := [name for name in wanted if name not in row]:
        raise Refused(
            422, f"row {number:,} has no `{as_name(absent[0])}`", "A650", f"send {listed}"
        )
    if strange := [name for name in row if name not in wanted]:
        fact = f"row {number:,} has `{as_name(strange[0])}`, which the network does not take"
        raise Refused(422, fact, "A650", f"send {listed}")


def _column(name: str, values: Sequence[Any], facts: Facts, limits: Limits) -> Values:
    if facts.kind in PICTURES:
        contents = [_bytes(name, row, value) for row, value in enumerate(values, 1)]
        return Packed(Uploads(contents, limits.pixels).items)
    if facts.kind == "array":
        return _array(name, values, facts)
    read = _text if facts.kind in WORDS else _number
    found = [_read(name, row, value, read) for row, value in enumerate(values, 1)]
    return tuple(found) if facts.kind in WORDS else np.array(found, np.float64)


def _read(name: str, row: int, value: Any, how: Callable[[Any], Any]) -> Any:
    try:
        return how(value)
    except (TypeError, ValueError, OverflowError):
        what = "a text" if how is _text else "a number"
        fact = f"in row {row:,}, `{as_name(name)}` must be {what}"
        raise Refused(422, fact, "A624") from None


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (str, int, float)):
        return str(value)
    raise TypeError


def _number(value: Any) -> float:
    if value is None:
        return float("nan")
    if isinstance(value, (int, float, str)):
        return float(value)
    raise TypeError


def _bytes(name: str, row: int, value: Any) -> bytes:
    """The file of a picture, from base64, with or without `data:…;base64,` before it."""
    try:
        return base64.b64decode(value.rpartition(",")[2], validate=True)
    except (AttributeError, ValueError, binascii.Error):
        fact = f"in row {row:,}, `{as_name(name)}` must be an image file in base64"
        raise Refused(422, fact, "A626") from None


def _array(name: str, values: Sequence[Any], facts: Facts) -> np.ndarray:
    """Nested lists of numbers, of the shape that the network takes."""
    shape = "×".join(map(str, facts.shape)) or "1"
    wrong = Refused(422, f"`{as_name(name)}` must be nested lists of {shape} numbers", "A624")
    try:
        found = np.array(values)
    except (ValueError, OverflowError):
        raise wrong from None
    if found.dtype.kind not in "uifb" or found.shape[1:] != facts.shape or not prod(found.shape):
        raise wrong
    if facts.divisor and found.dtype.kind in "ui" and found.min() >= 0 and found.max() <= 255:
        return found.astype(np.uint8)
    return found
