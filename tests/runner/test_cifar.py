"""CIFAR in its official layouts, written from a generator of coloured shapes."""

import os
import pickle
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from archspec.diagnostics import Failure
from archspec.recipe import Data
from archspec.runner import Silent, train
from archspec.runner.data.cifar import read_cifar
from archspec.runner.data.sources import read

from .conftest import failed, recipe


def shapes(count: int, classes: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Images (N, 3, 32, 32): a noisy square whose colour is given by its class."""
    random = np.random.default_rng(seed)
    labels = np.arange(count) % classes
    images = random.integers(0, 60, (count, 3, 32, 32))
    colours = np.random.default_rng(42).integers(60, 190, (classes, 3))
    for image, label in zip(images, labels, strict=True):
        top, left = random.integers(0, 12, 2)
        image[:, top : top + 20, left : left + 20] += colours[label][:, None, None]
    return images.astype(np.uint8), labels


def write_binary(root: Path, classes: int = 10, count: int = 40) -> None:
    folder = root / ("cifar-10-batches-bin" if classes == 10 else "cifar-100-binary")
    folder.mkdir(parents=True)
    names = [*(f"data_batch_{i}" for i in range(1, 6)), "test_batch"]
    for seed, name in enumerate(names if classes == 10 else ["train", "test"]):
        images, labels = shapes(count, classes, seed)
        coarse = [] if classes == 10 else [labels % 20]
        head = np.stack([*coarse, labels], 1).astype(np.uint8)
        content = np.concatenate([head, images.reshape(count, -1)], 1)
        (folder / f"{name}.bin").write_bytes(content.tobytes())


def write_python(root: Path, classes: int = 10, count: int = 40) -> None:
    folder = root / ("cifar-10-batches-py" if classes == 10 else "cifar-100-python")
    folder.mkdir(parents=True)
    names = [*(f"data_batch_{i}" for i in range(1, 6)), "test_batch"]
    for seed, name in enumerate(names if classes == 10 else ["train", "test"]):
        images, labels = shapes(count, classes, seed)
        key = b"labels" if classes == 10 else b"fine_labels"
        content = {b"data": images.reshape(count, -1), key: labels.tolist(), b"batch_label": b"x"}
        (folder / name).write_bytes(pickle.dumps(content, protocol=2))


@pytest.mark.parametrize("classes", [10, 100])
@pytest.mark.parametrize("write", [write_binary, write_python])
def test_both_layouts_hold_the_same_images(tmp_path, classes, write):
    write(tmp_path, classes)
    found = read_cifar(tmp_path, f"cifar{classes}")
    seeds = range(5) if classes == 10 else range(1)
    expected = [shapes(40, classes, seed) for seed in seeds]
    assert np.array_equal(found["train"][0], np.concatenate([images for images, _ in expected]))
    assert np.array_equal(found["train"][1], np.concatenate([labels for _, labels in expected]))
    assert np.array_equal(found["test"][0], shapes(40, classes, 5 if classes == 10 else 1)[0])


@pytest.mark.parametrize("write", [write_binary, write_python])
def test_the_layouts_own_folder_may_be_named(tmp_path, write):
    write(tmp_path)
    (folder,) = tmp_path.iterdir()
    assert len(read_cifar(folder, "cifar10")["train"][1]) == 200


def test_birds_and_airplanes_are_learnt_from_colour(tmp_path):
    write_binary(tmp_path / "data")
    wanted = recipe(
        data={
            "dataset": "cifar10",
            "root": str(tmp_path / "data"),
            "classes": ("bird", "airplane"),
            "augment": ("flip", {"crop": 2}, {"erase": {"size": 4}}),
            "val": "test",
        },
        epochs=12,
        batch_size=8,
        optimizer={"adam": {"lr": 0.01}},
    )
    torch.manual_seed(0)
    model = nn.Sequential(nn.AvgPool2d(8), nn.Flatten(), nn.Linear(48, 2))
    result = train(model, wanted, tmp_path / "run", input_shape=(3, 32, 32))
    assert result.evaluations["test"].count == 8
    assert result.evaluations["test"].classes == ("bird", "airplane")
    assert result.evaluations["test"].accuracy == 1.0


def test_a_pickle_that_would_run_something_is_refused(tmp_path):
    class Evil:
        def __reduce__(self):
            return os.mkdir, (str(tmp_path / "was here"),)

    write_python(tmp_path)
    path = tmp_path / "cifar-10-batches-py" / "data_batch_3"
    path.write_bytes(pickle.dumps({b"data": Evil()}, protocol=2))
    with pytest.raises(Failure) as caught:
        read_cifar(tmp_path, "cifar10")
    code, message, notes = failed(caught)
    assert (code, message) == ("A623", f"`{path}` holds more than arrays, so it was not opened")
    assert notes == ("it asks for posix.mkdir",)
    assert not (tmp_path / "was here").exists()


@pytest.mark.parametrize(
    "payload",
    [
        b"cbuiltins\neval\n(S'1'\ntR.",
        b"cnumpy\nload\n(S'x'\ntR.",
        b"cnumpy.core.multiarray\nfromfile\n.",
        b"c_codecs\ndecode\n.",
        pickle.dumps(np.float64(1.0)),
    ],
)
def test_no_other_name_is_found(tmp_path, payload):
    write_python(tmp_path)
    path = tmp_path / "cifar-10-batches-py" / "test_batch"
    path.write_bytes(payload)
    with pytest.raises(Failure) as caught:
        read_cifar(tmp_path, "cifar10")
    assert failed(caught)[0] == "A623"


@pytest.mark.parametrize(
    ("payload", "note"),
    [
        (b"", "ValueError: pickle exhausted before seeing STOP"),
        (pickle.dumps([1, 2], protocol=2), "it does not hold a mapping"),
        (pickle.dumps({b"data": [1]}, protocol=2), "`data` is not a table of bytes"),
        (
            pickle.dumps({b"data": np.zeros((2, 3072), np.uint8), b"labels": [0, 10]}, protocol=2),
            "its labels are not between 0 and 9",
        ),
        (
            pickle.dumps({b"data": np.zeros((2, 3072), np.uint8), b"labels": [0]}, protocol=2),
            "1 labels for images of shape (2, 3072)",
        ),
        (
            pickle.dumps({b"data": np.zeros((2, 99), np.uint8), b"labels": [0, 1]}, protocol=2),
            "2 labels for images of shape (2, 99)",
        ),
        (
            pickle.dumps({b"data": np.zeros((2, 3072), np.uint8), b"labels": "ab"}, protocol=2),
            "`labels` is not a list of whole numbers",
        ),
    ],
)
def test_a_python_file_that_is_not_cifars(tmp_path, payload, note):
    write_python(tmp_path)
    path = tmp_path / "cifar-10-batches-py" / "data_batch_1"
    path.write_bytes(payload)
    with pytest.raises(Failure) as caught:
        read_cifar(tmp_path, "cifar10")
    assert failed(caught) == ("A622", f"`{path}` is not a complete CIFAR file", (note,))


def test_a_truncated_binary_file(tmp_path):
    write_binary(tmp_path)
    path = tmp_path / "cifar-10-batches-bin" / "data_batch_2.bin"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(Failure) as caught:
        read_cifar(tmp_path, "cifar10")
    assert failed(caught)[2] == ("its 122,919 bytes are no multiple of 3,073",)


def test_what_is_not_there_says_where_to_put_it(tmp_path):
    data = Data(dataset="cifar10", root=str(tmp_path), download=False)
    with pytest.raises(Failure) as caught:
        read(data, (3, 32, 32), 1, Silent())
    (found,) = caught.value.diagnostics
    assert (found.code, found.message) == ("A620", "the files of cifar10 are not on this machine")
    assert found.helps[0].text == f"put them into `{tmp_path}`, or name their folder with `root:`"
