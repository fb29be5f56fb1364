"""What reading and measuring a folder of images adds to a process at its peak."""

import subprocess
import sys
from pathlib import Path
from threading import Lock
from time import sleep

import pytest
from PIL import Image

from archspec.runner.data import decoding
from archspec.runner.data.packed import Item, Member
from archspec.runner.data.picture import TooMuchNow, read_picture

COUNT, SIDE = 600, 256
DECODED = COUNT * 3 * SIDE * SIDE
WORKING = 96 * 2**20
"""What decoders, threads and torch take besides, however many images there are."""

MEASURE = """
import resource, sys
import torch
from archspec.recipe import Recipe
from archspec.runner import Silent
from archspec.runner.data import bounds, normalization
from archspec.runner.data.opening import open_data
from archspec.runner.input_statistics import usual_ranges
from torchvision.io import decode_jpeg  # which takes as much as all the pictures

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024

torch.set_num_threads(1)
root, bounds.MAX_IN_MEMORY = sys.argv[1], int(sys.argv[2])
recipe = Recipe.model_validate({"data": {"dataset": "image_folder", "root": root, "val": 0.2}})
before = peak()
data = open_data(recipe, (3, 256, 256), Silent())
samples = data.parts["train"].samples
figures = normalization(recipe.data.normalize, samples, data.divisor), usual_ranges(samples)
print(peak() - before, type(samples).__name__, figures)
"""


@pytest.fixture(scope="module")
def photos(tmp_path_factory) -> Path:
    home = tmp_path_factory.mktemp("photos")
    for number in range(COUNT):
        folder = home / ("cat" if number % 2 else "dog")
        folder.mkdir(exist_ok=True)
        colour = (number % 256, 100, 255 - number % 256)
        Image.new("RGB", (SIDE, SIDE), colour).save(folder / f"{number}.jpg")
    return home


def measured(photos: Path, budget: int) -> tuple[int, str, str]:
    words = [sys.executable, "-c", MEASURE, str(photos), str(budget)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    grown, kind, figures = done.stdout.split(" ", 2)
    return int(grown), kind, figures


@pytest.mark.slow
def test_it_is_bounded_in_memory_and_in_a_file_and_the_figures_are_the_same(photos):
    grown, kind, figures = measured(photos, 2**30)
    assert kind == "InMemory"
    assert grown < DECODED + WORKING
    streamed, kind, others = measured(photos, 0)
    assert kind == "InFile"
    assert streamed < WORKING < DECODED
    assert figures == others


LARGE_ONES = """
import resource, sys
from pathlib import Path
from threading import Lock
from time import sleep
from archspec.runner.data.folder import read_folder

before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
read_folder(Path(sys.argv[1]), (3, 8, 8), 8)
print(1024 * (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before))
"""


@pytest.mark.slow
def test_large_pictures_are_decoded_by_as_few_threads_as_memory_allows(tmp_path):
    """Eight threads at 64 megapixels each would take four gibibytes and more."""
    image = Image.new("RGBA", (8000, 8000), (9, 9, 9, 99))
    for number in range(8):
        path = tmp_path / "ab"[number % 2] / f"{number}.png"
        path.parent.mkdir(exist_ok=True)
        image.save(path, compress_level=1)
    words = [sys.executable, "-c", LARGE_ONES, str(tmp_path)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert int(done.stdout) < 2**30


def test_small_pictures_are_decoded_at_once_and_large_ones_in_turn(tmp_path, monkeypatch):
    paths = [tmp_path / f"{number}.png" for number in range(12)]
    for number, path in enumerate(paths):
        Image.new("L", (60, 60) if number % 3 == 0 else (6, 6)).save(path)
    monkeypatch.setattr(decoding, "MOST", 16 * 60 * 60 * 2)
    monkeypatch.setattr(decoding, "cores", lambda: 6)
    lock, now, most, done = Lock(), [0], {0: 0, 1: 0}, []

    def decode(number: int, room: int | None) -> None:
        read_picture(paths[number], (1, 6, 6), room=room)
        large = int(number % 3 == 0)
        with lock:
            now[0] += 1
            most[large] = max(most[large], now[0])
        sleep(0.05)
        with lock:
            now[0] -= 1
            done.append(number)

    decoding.decode_all(len(paths), decode, 6)
    assert sorted(done) == [*range(12)]
    assert most[0] > 2
    assert most[1] == 1


@pytest.mark.parametrize("kind", ["file", "member", "item"])
def test_a_picture_is_not_decoded_in_less_room_than_it_takes_wherever_it_lies(tmp_path, kind):
    file = tmp_path / "a.png"
    Image.new("L", (60, 60)).save(file)
    size = file.stat().st_size
    place = {
        "file": file,
        "member": Member(file, "a.png", 0, size),
        "item": Item([(Image.new("L", (60, 60)), 3)], 0),
    }[kind]
    with pytest.raises(TooMuchNow) as found:
        read_picture(place, (1, 6, 6), room=16 * 60 * 60 - 1)
    assert found.value.cost == 16 * 60 * 60 + (0 if kind == "item" else size)
    assert read_picture(place, (1, 6, 6), room=found.value.cost).shape == (1, 6, 6)
