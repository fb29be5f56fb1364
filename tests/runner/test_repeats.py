"""Images that are held back and trained on all the same are found, and no others."""

import numpy as np
import torch
from PIL import Image

from archspec.recipe import Data
from archspec.runner.data import divide
from archspec.runner.data import folder as folders
from archspec.runner.data.folder import read_folder
from archspec.runner.data.npz import read_npz
from archspec.runner.data.repeats import repeats
from archspec.runner.data.samples import InMemory, Split

PICTURES = np.random.default_rng(0).integers(0, 256, (20, 1, 8, 8), np.uint8)


def split(array: np.ndarray) -> Split:
    return Split(InMemory(torch.from_numpy(array)), torch.zeros(len(array)))


def test_images_that_differ_in_one_value_are_other_images():
    """Whichever value that is: those looked at first, and all others."""
    others = np.repeat(PICTURES[:1], 64, 0)
    others.reshape(64, 64)[np.arange(64), np.arange(64)] ^= 1
    assert repeats({"train": split(PICTURES), "test": split(others)}) == {}
    large = np.zeros((2, 3, 40, 40), np.uint8)
    large[1, 1, 7, 9] = 1
    assert repeats({"train": split(large[:1]), "test": split(large)}) == {"test": 1}


def test_rows_of_a_table_may_be_equal():
    table = np.zeros((4, 3), np.float32)
    assert repeats({"train": split(table), "test": split(table)}) == {}


def test_arrays_and_what_is_held_back_of_them(tmp_path):
    x, y = np.concatenate([PICTURES, PICTURES]), np.zeros(40, int)
    np.savez(tmp_path / "a.npz", x_train=x, y_train=y, x_test=PICTURES[:3], y_test=y[:3])
    found = divide(read_npz(tmp_path / "a.npz"), Data(dataset="npz", root="a", val=0.1)).repeats
    assert found["test"] == 3
    assert 0 < found["val"] <= 4


def test_files_are_compared_by_their_bytes_wherever_images_are_kept(tmp_path, monkeypatch):
    for number, pixels in enumerate(PICTURES[:, 0]):
        for part, name in (("train", "ab"[number % 2]), ("test", "ab"[number % 2])):
            (tmp_path / part / name).mkdir(parents=True, exist_ok=True)
            brighter = pixels ^ (part == "test" and number > 2)
            Image.fromarray(brighter.astype("uint8")).save(tmp_path / part / name / f"{number}.bmp")
    for room in (2**20, 0):
        monkeypatch.setattr(folders, "memory_budget", lambda room=room: room)
        data = read_folder(tmp_path, (1, 4, 4), 1)
        assert divide(data, Data(dataset="image_folder", root=str(tmp_path))).repeats == {"test": 3}
