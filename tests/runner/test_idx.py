"""The files of MNIST and its kin, whole and damaged."""

import gzip
import struct

import numpy as np
import pytest

from archspec.diagnostics import Failure
from archspec.runner.data.idx import read_idx

from .conftest import failed

IMAGES = np.random.default_rng(0).integers(0, 256, (5, 4, 3), np.uint8)


def idx(array: np.ndarray) -> bytes:
    return struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape) + array.tobytes()


@pytest.mark.parametrize("ending", ["", ".gz"])
def test_a_whole_file(tmp_path, ending):
    path = tmp_path / f"images{ending}"
    path.write_bytes(gzip.compress(idx(IMAGES)) if ending else idx(IMAGES))
    assert np.array_equal(read_idx(path, 3), IMAGES)


@pytest.mark.parametrize(
    ("content", "note"),
    [
        (b"", "it begins with nothing instead of 00000803"),
        (idx(IMAGES[:, 0, 0]), "it begins with 00000801 instead of 00000803"),
        (idx(IMAGES)[:12], "it begins with 00000803 instead of 00000803"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "it begins with 89504e47 instead of 00000803"),
        (idx(IMAGES)[:-7], "its header promises 60 bytes, but there are 53"),
        (idx(IMAGES) + b"!", "its header promises 60 bytes, but there are at least 61"),
        (
            struct.pack(">HBB3I", 0, 8, 3, 2**31, 2**31, 2**31),
            "its header promises 2147483648×2147483648×2147483648 bytes",
        ),
        (struct.pack(">HBB3I", 0, 8, 3, 2**12, 2**8, 2**8), "its header promises 268,435,456"),
        (struct.pack(">HBB3I", 0, 8, 3, 0, 28, 28), "its header promises 0×28×28 bytes"),
    ],
)
def test_a_file_that_is_not_what_it_says(tmp_path, content, note):
    path = tmp_path / "images"
    path.write_bytes(content)
    with pytest.raises(Failure) as caught:
        read_idx(path, 3)
    code, message, notes = failed(caught)
    assert (code, message) == ("A622", f"`{path}` is not a complete idx file")
    assert notes[0].startswith(note)


def test_a_damaged_gzip_file(tmp_path):
    path = tmp_path / "images.gz"
    path.write_bytes(gzip.compress(idx(IMAGES))[:-20])
    with pytest.raises(Failure) as caught:
        read_idx(path, 3)
    assert failed(caught)[2][0].startswith("its compressed data is broken")
    path.write_bytes(b"not gzip at all")
    with pytest.raises(Failure) as caught:
        read_idx(path, 3)
    assert failed(caught)[0] == "A622"
