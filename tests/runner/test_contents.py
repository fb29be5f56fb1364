"""Sums of what files hold, whoever made the files: bounded, and of all that counts."""

import io
import zipfile
from hashlib import blake2b
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from archspec.runner.data import contents as module
from archspec.runner.data.contents import contents


def sum_of(content: bytes) -> dict[str, str]:
    return {"": blake2b(content, digest_size=16).hexdigest()}


def archive(**members: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as made:
        for name, one in members.items():
            made.writestr(name, one)
    return content.getvalue()


def test_arrays_have_a_sum_each(tmp_path):
    np.savez_compressed(tmp_path / "a.npz", x=np.arange(9), y=np.arange(3))
    assert {*contents(tmp_path / "a.npz")} == {"x", "y"}


def test_what_unpacks_to_more_than_data_may_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "MAX_UNPACKED", 2**16)
    bomb = archive(x=bytes(2**22))
    (tmp_path / "a.npz").write_bytes(bomb)
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("it was unpacked"))
    assert contents(tmp_path / "a.npz") == sum_of(bomb)


def test_a_damaged_member_that_nobody_reads_is_no_obstacle(tmp_path):
    content = archive(x=np.random.default_rng(0).bytes(999))
    damaged = content[:60] + b"\xff" * 60 + content[120:]
    (tmp_path / "a.npz").write_bytes(damaged)
    assert contents(tmp_path / "a.npz") == sum_of(damaged)


def test_a_picture_with_an_archive_behind_it_counts_with_its_pixels(tmp_path):
    def picture(colour: int) -> Path:
        Image.new("L", (4, 4), colour).save(path := tmp_path / f"{colour}.png")
        path.write_bytes(path.read_bytes() + archive(x=b"the same"))
        return path

    one, other = picture(1), picture(2)
    assert zipfile.is_zipfile(one)
    assert contents(one) != contents(other)
    assert contents(one) == sum_of(one.read_bytes())
