"""Samples of a client: values of JSON as the columns that a run reads; no path among them.

Columns of images are bytes here, where those of a table would be names of files, and are handed on
as pictures. So nothing that a client sends is ever opened.
"""

import base64
import binascii
import io
import re
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from math import prod
from typing import Any, Final

import numpy as np
from PIL import Image

from archspec.diagnostics.readable import as_name
from archspec.recipe.columns import WORDS
from archspec.runner.data.packed import Item, Packed
from archspec.runner.fields.facts import Facts
from archspec.runner.predictions import Values
from archspec.serving.limits import Limits
from archspec.serving.refusal import Refused

PICTURES: Final = frozenset(("image", "mask"))

FORMATS: Final = ("BMP", "GIF", "JPEG", "PNG", "TIFF", "WEBP")
"""Of images that are taken: those that browsers and cameras send, and no rarer ones."""

NUMBER: Final = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")

LETTERS: Final = 400
"""Of a text that is a number: as many as any 64-bit number has, and more."""

BEYOND: Final = 2**62
"""Pixels of an image of which Pillow says no more than that they are too many."""


@dataclass(frozen=True, slots=True, eq=False)
class Upload(Item):
    """A picture that was sent, opened when it is asked for.

    Args:
        name: what its client knows it by.
    """

    name: str = ""

    def __str__(self) -> str:
        return self.name


class _Sent:
    """The files of pictures, as a data set gives them: alone, without a label."""

    def __init__(self, contents: Sequence[bytes]):
        self.contents = contents

    def __getitem__(self, row: int) -> tuple[Image.Image]:
        return (_opened(self.contents[row]),)


def uploads(contents: Mapping[str, bytes], pixels: int) -> tuple[Upload, ...]:
    """Pictures as their readers take them; one that is none is found by these.

    Args:
        contents: the files of all pictures of a request, by what its client knows them by.
        pixels: that all of them may have.

    Raises:
        Refused: where they have more.
    """
    if sum(map(_pixels, contents.values())) > pixels:
        fact = f"there are more than {pixels:,} pixels in one request"
        raise Refused(413, fact, None, "send fewer images at a time, or smaller ones")
    sent = _Sent([*contents.values()])
    return tuple(Upload(sent, row, name=name) for row, name in enumerate(contents))


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
    values = {name: [row[name] for row in rows] for name in wanted}
    pictures = {name: values[name] for name, facts in wanted.items() if facts.kind in PICTURES}
    return {
        name: _column(name, values[name], facts)
        for name, facts in wanted.items()
        if name not in pictures
    } | _pictures(pictures, limits.pixels)


def _pictures(columns: Mapping[str, Sequence[Any]], pixels: int) -> dict[str, Packed]:
    """Columns of pictures, which share what a request may have of pixels."""
    contents = {
        f"{as_name(name)} in row {row:,}": _bytes(name, row, value)
        for name, values in columns.items()
        for row, value in enumerate(values, 1)
    }
    found = iter(uploads(contents, pixels))
    return {name: Packed(tuple(islice(found, len(some)))) for name, some in columns.items()}


def _check_names(number: int, row: Mapping[str, Any], wanted: Mapping[str, Facts]) -> None:
    listed = ", ".join(f"`{as_name(name)}`" for name in wanted)
    if absent := [name for name in wanted if name not in row]:
        raise Refused(
            422, f"row {number:,} has no `{as_name(absent[0])}`", "A650", f"send {listed}"
        )
    if strange := [name for name in row if name not in wanted]:
        fact = f"row {number:,} has `{as_name(strange[0])}`, which the network does not take"
        raise Refused(422, fact, "A650", f"send {listed}")


def _column(name: str, values: Sequence[Any], facts: Facts) -> Values:
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
    """A number as JSON has it, or as a text of the same letters; no text that only Python reads."""
    if value is None:
        return float("nan")
    if isinstance(value, str) and not (len(value) <= LETTERS and NUMBER.fullmatch(value.strip())):
        raise ValueError
    if isinstance(value, (int, float, str)) and not isinstance(value, bool):
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
