"""Images, masks and arrays of all fields and parts share one bound of memory."""

import numpy as np
import pytest
import torch
from PIL import Image

from archspec.recipe import RecipeFailure
from archspec.recipe import fields as kinds
from archspec.runner.data import bounds
from archspec.runner.data.bounds import Budget
from archspec.runner.data.in_file import InFile
from archspec.runner.data.samples import InMemory
from archspec.runner.fields import Facts, arrays, decode, pictures
from archspec.runner.sources.raw import Raw


@pytest.fixture
def raw(tmp_path):
    """Eight masks of 4×4 pixels in three classes, one of which counts for nothing, and arrays."""
    random = np.random.default_rng(0)
    for row in range(8):
        mask = random.integers(0, 3, (4, 4), np.uint8)
        Image.fromarray(mask).save(tmp_path / f"{row}.png")
        np.save(tmp_path / f"{row}.npy", mask.astype(np.float32))
    columns = {"m": tuple(str(tmp_path / f"{row}.png") for row in range(8))}
    columns["a"] = tuple(str(tmp_path / f"{row}.npy") for row in range(8))
    return Raw(columns, 8)


MASK = Facts("mask", (4, 4), ("a", "b"), columns=("m",), ignore=2)
IMAGE = Facts("image", (1, 4, 4), columns=("m",), divisor=255)


def test_what_fits_no_more_is_kept_in_a_file_with_the_same_values(raw):
    budget = Budget(pictures=8 * 16 + 100)
    first, second = (
        decode("m", kinds.Mask(of="m"), MASK, raw, 1, budget),
        decode("m", kinds.Mask(of="m"), MASK, raw, 1, budget),
    )
    third = decode("i", kinds.Image(of="m"), IMAGE, raw, 1, budget)
    found = [type(one) for one in (first.kept, second.kept, third)]
    assert found == [InMemory, InFile, InFile]
    files = [np.asarray(Image.open(path)).astype(np.int64) for path in raw.columns["m"]]
    wanted = torch.from_numpy(np.stack(files))
    rows = torch.tensor([5, 0, 5])
    for masks in (first, second):
        assert torch.equal(masks.take(rows), wanted.where(wanted != 2, -100)[rows])
        assert torch.equal(masks.keep(rows).take(torch.tensor([1])), masks.take(rows[1:2]))


def test_masks_are_decoded_when_needed_where_the_disk_has_no_room(raw, monkeypatch):
    here = decode("m", kinds.Mask(of="m"), MASK, raw, 1, Budget())
    monkeypatch.setattr(pictures, "in_file", lambda *_: None)
    there = decode("m", kinds.Mask(of="m"), MASK, raw, 1, Budget(pictures=0))
    rows = torch.tensor([7, 2])
    assert torch.equal(there.take(rows), here.take(rows))
    assert torch.equal(there.keep(rows).take(torch.tensor([1])), here.take(rows[1:]))


def test_arrays_beyond_the_bound_of_all_are_refused_before_they_are_read(raw, monkeypatch):
    field, facts = kinds.Array(of="a"), Facts("array", (4, 4), columns=("a",))
    size = 8 * (128 + 64)  # a header of 128 bytes and 16 numbers of 4
    budget = Budget(arrays=size + 100)
    decode("a", field, facts, raw, 1, budget)
    assert budget.arrays == size + 100 - 8 * 64
    monkeypatch.setattr(arrays, "read_array", lambda *_: pytest.fail("it was read"))
    with pytest.raises(RecipeFailure, match=r"the files of `a` take 0\.0 GiB in memory"):
        decode("a", field, facts, raw, 1, budget)
    monkeypatch.setattr(bounds, "machine_memory", lambda: 4 * size - 4)
    with pytest.raises(RecipeFailure, match="the files of `a` take"):
        arrays.fit_array("a", field, raw.only(["a"]))
