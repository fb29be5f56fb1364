"""Photographs that are not decoded by Pillow, against Pillow; and batches that are made ahead."""

import threading
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from archspec.recipe import RecipeFailure
from archspec.runner.data import Loader, Normalization
from archspec.runner.data import picture as pictures
from archspec.runner.data.ahead import one_ahead
from archspec.runner.data.folder import OnDisk
from archspec.runner.data.picture import read_picture
from archspec.runner.data.samples import InMemory, Split


def photograph(path: Path, width: int, height: int, **options: object) -> Path:
    """Colours that change slowly, with some noise, as in a photograph."""
    draws = np.random.default_rng(width)
    coarse = draws.integers(256, size=(5, 6, 3)).astype(np.uint8)
    smooth = Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC)
    noise = draws.normal(0, 6, (height, width, 3))
    whole = (np.asarray(smooth) + noise).clip(0, 255).astype(np.uint8)
    Image.fromarray(whole).save(path, "JPEG", **options)
    return path


@pytest.fixture
def by_pillow(monkeypatch):
    def read(path: Path, shape: tuple[int, int, int]) -> np.ndarray:
        with monkeypatch.context() as patch:
            patch.setattr(pictures, "photo", lambda *_: None)
            return read_picture(path, shape)

    return read


@pytest.mark.parametrize(
    ("width", "height", "shape"),
    [
        (250, 187, (3, 112, 112)),
        (187, 250, (3, 70, 101)),
        (250, 187, (3, 60, 60)),
        (300, 200, (3, 32, 32)),
        (20, 31, (3, 48, 40)),
        (8, 70, (3, 8, 8)),
    ],
)
def test_pixels_are_those_of_pillow_within_two_of_255_on_average(
    width, height, shape, tmp_path, by_pillow
):
    path = photograph(tmp_path / "a.jpg", width, height)
    found, expected = read_picture(path, shape), by_pillow(path, shape)
    assert found.shape == expected.shape == shape
    assert found.dtype == np.uint8
    assert np.abs(found.astype(float) - expected).mean() < 2


def test_a_photograph_of_the_right_size_has_the_very_pixels(tmp_path, by_pillow):
    path = photograph(tmp_path / "a.jpg", 40, 30)
    assert np.array_equal(read_picture(path, (3, 30, 40)), by_pillow(path, (3, 30, 40)))


def test_what_is_no_usual_photograph_is_read_by_pillow(tmp_path, by_pillow):
    turned = Image.Exif()
    turned[0x0112] = 6
    photograph(tmp_path / "turned.jpg", 90, 61, exif=turned)
    photograph(tmp_path / "scans.jpg", 90, 61, progressive=True)
    Image.open(photograph(tmp_path / "inks", 90, 61)).convert("CMYK").save(tmp_path / "inks.jpg")
    Image.open(tmp_path / "inks").convert("L").save(tmp_path / "grey.jpg")
    for path in tmp_path.glob("*.jpg"):
        assert np.array_equal(read_picture(path, (3, 32, 32)), by_pillow(path, (3, 32, 32)))


def test_half_a_photograph_is_refused_in_the_same_words(tmp_path, by_pillow):
    path = photograph(tmp_path / "a.jpg", 90, 61)
    path.write_bytes(path.read_bytes()[:1500])
    said = []
    for read in (read_picture, by_pillow):
        with pytest.raises(RecipeFailure) as caught:
            read(path, (3, 32, 32))
        said.append(caught.value.problems[0])
    assert said[0] == said[1]
    assert "ends before the picture does" in said[0].notes[0]


def test_batches_that_are_decoded_ahead_are_those_in_memory(tmp_path):
    paths = [photograph(tmp_path / f"{n}.jpg", 30 + n, 40) for n in range(10)]
    disk = OnDisk(tuple(paths), (3, 16, 16), 2)
    labels, change = torch.arange(10), Normalization((0.5,) * 3, (0.2,) * 3)
    loader = Loader(change, 4, torch.device("cpu"), layout=torch.channels_last)
    splits = Split(disk, labels), Split(InMemory(disk.take(labels)), labels)
    assert [split.slow for split in splits] == [True, False]
    for start in (0, 1):
        batches = (list(loader.shuffled(split, (), 3, 1, start)) for split in splits)
        for one, other in zip(*batches, strict=True):
            assert torch.equal(one.inputs, other.inputs)
            assert torch.equal(one.labels, other.labels)
            assert one.inputs.stride() == other.inputs.stride()
            assert one.number == other.number


def test_a_thread_is_one_ahead_and_no_more():
    begun, may_end = [], threading.Event()

    def work(number):
        begun.append(number)
        if number == 2:
            may_end.wait(5)
        return number

    results = one_ahead(work, range(5))
    assert next(results) == 0
    assert begun in ([0], [0, 1])
    assert next(results) == 1
    may_end.set()
    assert list(results) == [2, 3, 4]


def test_what_goes_wrong_ahead_is_raised_in_its_turn():
    results = one_ahead(lambda number: 1 // number, [1, 0, 1])
    assert next(results) == 1
    with pytest.raises(ZeroDivisionError):
        next(results)
