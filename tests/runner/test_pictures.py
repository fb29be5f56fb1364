"""Pictures of every depth and mode: the values that Pillow's own conversion gives, or a word."""

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from archspec.diagnostics import Failure
from archspec.runner.data.folder import read_folder
from archspec.runner.data.picture import depth_of, read_picture

from .conftest import failed

COLOUR = (200, 100, 50)
GREY = 124
"""Of that colour, by ITU-R 601-2: 0.299 R + 0.587 G + 0.114 B."""


def one_colour(mode: str) -> Image.Image:
    image = Image.new("RGB", (8, 8), COLOUR)
    if mode == "RGBa":
        return image.convert("RGBA").convert("RGBa")
    return image.quantize().convert(mode) if mode in ("P", "PA") else image.convert(mode)


@pytest.mark.parametrize(
    ("mode", "form"),
    [("L", "PNG"), ("LA", "PNG"), ("P", "PNG"), ("PA", "TIFF"), ("RGB", "PNG"), ("RGBA", "PNG"),
     ("RGBX", "TIFF"), ("CMYK", "TIFF"), ("CMYK", "JPEG"), ("YCbCr", "TIFF"), ("RGBA", "TGA"),
     ("RGB", "JPEG"), ("L", "JPEG"), ("LAB", "TIFF"), ("RGB", "WEBP"), ("RGB", "BMP"),
     ("RGB", "PPM")],
)  # fmt: skip
def test_a_mode_of_eight_bits(tmp_path, mode, form):
    one_colour(mode).save(tmp_path / "a", form)
    assert depth_of(tmp_path / "a") == "bytes"
    colour = (GREY,) * 3 if mode in ("L", "LA") else COLOUR
    found = read_picture(tmp_path / "a", (3, 4, 4))
    assert found.dtype == np.uint8
    assert np.abs(found.astype(int) - np.array(colour)[:, None, None]).max() <= 2
    grey = read_picture(tmp_path / "a", (1, 4, 4))
    assert np.abs(grey.astype(int) - GREY).max() <= 2


def test_one_bit(tmp_path):
    board = (np.indices((8, 8)).sum(0) // 4 % 2).astype(bool)
    Image.fromarray(board).save(tmp_path / "a.png")
    assert (read_picture(tmp_path / "a.png", (1, 8, 8))[0] == board * 255).all()


NUMBERS = {
    "uint16 of eight bits": np.arange(64, dtype=np.uint16).reshape(8, 8),
    "uint16": np.arange(64, dtype=np.uint16).reshape(8, 8) * 1000,
    "int32": np.arange(64, dtype=np.int32).reshape(8, 8) * 100_000 - 7,
    "float32": np.linspace(-1, 1, 64, dtype=np.float32).reshape(8, 8),
}


@pytest.mark.parametrize("kind", NUMBERS)
def test_more_than_eight_bits_stay_the_numbers_that_they_are(tmp_path, kind):
    for name in ("cat", "dog"):
        (tmp_path / name).mkdir()
        Image.fromarray(NUMBERS[kind]).save(tmp_path / name / "a.tif")
    whole = read_folder(tmp_path, (1, 8, 8), 1)
    assert whole.divisor is None
    batch = whole.parts["train"].samples.take(torch.tensor([0, 1]))
    assert batch.dtype == torch.float32
    assert (batch[0, 0].numpy() == NUMBERS[kind].astype(np.float32)).all()
    assert read_folder(tmp_path, (3, 8, 8), 1).parts["train"].samples.shape == (3, 8, 8)


def refused(path: Path, depth: str = "bytes") -> str:
    with pytest.raises(Failure) as caught:
        read_picture(path, (3, 8, 8), depth)
    code, _message, notes = failed(caught)
    assert code == "A626"
    return notes[0]


def test_among_bytes_sixteen_bits_are_halved_where_they_are_used(tmp_path):
    Image.fromarray(NUMBERS["uint16"]).save(tmp_path / "a.png")
    found = read_picture(tmp_path / "a.png", (1, 8, 8))[0]
    assert (found == NUMBERS["uint16"] // 257).all()
    Image.fromarray(NUMBERS["uint16 of eight bits"]).save(tmp_path / "b.png")
    assert refused(tmp_path / "b.png").startswith("its values end at 63 of 65,535")
    Image.fromarray(NUMBERS["int32"]).save(tmp_path / "c.tif")
    assert (
        refused(tmp_path / "c.tif") == "it holds numbers from -7 to 6.29999e+06, which fit no byte"
    )


def test_among_numbers_no_bytes_are_taken(tmp_path):
    Image.new("RGB", (8, 8)).save(tmp_path / "a.png")
    note = "it has eight bits a value, and the training images have more"
    assert refused(tmp_path / "a.png", "numbers") == note


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


@pytest.mark.parametrize(("value", "right"), [(200 * 257, 200), (200, None)])
def test_sixteen_bits_in_colour_of_which_only_the_upper_eight_are_read(tmp_path, value, right):
    rows = b"".join(b"\0" + struct.pack(">HHH", value, 0, 0) * 8 for _ in range(8))
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 16, 2, 0, 0, 0))
    content = head + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n" + content)
    if right is None:
        assert refused(tmp_path / "a.png").startswith("its values end at 255 of 65,535")
    else:
        assert (read_picture(tmp_path / "a.png", (3, 8, 8))[0] == right).all()


def test_values_that_are_not_finite(tmp_path):
    Image.fromarray(np.full((8, 8), np.nan, np.float32)).save(tmp_path / "a.tif")
    assert refused(tmp_path / "a.tif", "numbers") == "it holds values that are not finite"


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "PA"])
@pytest.mark.parametrize("channels", [1, 3])
def test_a_transparent_picture_of_many_rows_is_put_on_white_as_a_whole(tmp_path, mode, channels):
    random = np.random.default_rng(0)
    plain = Image.fromarray(random.integers(0, 256, (600, 5, 4)).astype("uint8"), "RGBA")
    image = plain.quantize() if mode == "P" else plain.convert(mode)
    image.save(tmp_path / "a.tif" if mode == "PA" else tmp_path / "a.png")
    (path,) = tmp_path.iterdir()
    with Image.open(path) as opened:
        white = Image.new("RGBA", opened.size, "white")
        whole = Image.alpha_composite(white, opened.convert("RGBA"))
    expected = np.asarray(whole.convert({1: "L", 3: "RGB"}[channels])).reshape(600, 5, channels)
    assert (read_picture(path, (channels, 600, 5)) == expected.transpose(2, 0, 1)).all()
