"""Arrays, folders, digits, SVHN's files and downloads."""

import hashlib
import io
import struct
import zipfile
import zlib
from urllib.error import URLError

import numpy as np
import pytest
import torch
from PIL import Image

from archspec.diagnostics import Failure
from archspec.recipe import DATASETS, Data
from archspec.runner import Silent
from archspec.runner.data import download as downloads
from archspec.runner.data.download import download
from archspec.runner.data.folder import OnDisk, read_folder
from archspec.runner.data.mat import read_mat
from archspec.runner.data.npz import read_npz
from archspec.runner.data.sources import DIGITS, read

from .conftest import failed


def test_the_digits_are_those_of_the_table():
    whole = read(Data(dataset="digits"), (1, 8, 8), 1, Silent())
    facts = DATASETS["digits"]
    assert {part: len(split) for part, split in whole.parts.items()} == {
        "train": facts.train,
        "test": facts.test,
    }
    for split in whole.parts.values():
        assert split.samples.shape == facts.shape
        assert (split.samples.array.min(), split.samples.array.max()) == (0.0, 1.0)
        counts = split.labels.bincount() / len(split)
        assert (counts - 0.1).abs().max() < 0.005
    assert "CC BY 4.0" in DIGITS.with_suffix(".LICENSE").read_text()


def save(path, **arrays):
    np.savez(path, **arrays)
    return path


def test_arrays_keep_their_parts_and_names(tmp_path):
    x, y = np.arange(24, dtype=np.uint8).reshape(4, 6), np.array([0, 1, 2, 1])
    path = save(tmp_path / "a.npz", x_train=x, y_train=y, x_test=x[:1], y_test=y[:1])
    found = read_npz(path)
    assert list(found.parts) == ["train", "test"]
    assert found.classes == ("0", "1", "2")
    assert torch.equal(found.parts["train"].samples.take(torch.tensor([2])), torch.tensor(x[2:3]))
    named = save(tmp_path / "b.npz", x=x, y=y, classes=np.array(["red", "green", "blue"]))
    assert read_npz(named).classes == ("red", "green", "blue")
    numbers = read_npz(save(tmp_path / "c.npz", x=x / 7.0, y=y / 2.0))
    assert numbers.classes == ()
    assert numbers.parts["train"].labels.dtype == torch.float32


@pytest.mark.parametrize(
    ("arrays", "note"),
    [
        ({"a": np.zeros(3)}, "it holds `a`, but no `x_train`"),
        ({"x": np.zeros((3, 2))}, "`x` has 3 samples, and there is no `y_train`"),
        ({"x": np.zeros((3, 2)), "y": np.zeros(2)}, "`x` has 3 samples, `y` 2 labels"),
        ({"x": np.zeros(3), "y": np.zeros(3)}, "`x` has no axis of samples"),
        ({"x": np.array(["a", "b"]), "y": np.zeros(2)}, "`x` holds no numbers (<U1"),
        ({"x": np.full((2, 2), np.nan), "y": np.zeros(2)}, "in `x`, 4 of 4 values are not finite"),
        (
            {"x": np.zeros((2, 2)), "y": np.array([-1, 0])},
            "labels count the classes from 0, and one of them is -1",
        ),
        (
            {"x": np.zeros((2, 2)), "y": np.array([0, 2]), "classes": np.array(["a", "b"])},
            "labels go up to 2, and there are 2 names of classes",
        ),
        (
            {
                "x_train": np.zeros((2, 2)),
                "y_train": np.zeros(2),
                "x_test": np.zeros((2, 3)),
                "y_test": np.zeros(2),
            },
            "its parts have samples of different shapes: `x_train` 2, `x_test` 3",
        ),
    ],
)
def test_arrays_that_are_no_data_set(tmp_path, arrays, note):
    path = save(tmp_path / "a.npz", **arrays)
    with pytest.raises(Failure) as caught:
        read_npz(path)
    code, message, notes = failed(caught)
    assert (code, message) == ("A624", f"the arrays in `{path}` are no data set")
    assert notes[0].startswith(note)


def test_pickled_arrays_are_not_opened(tmp_path):
    path = save(tmp_path / "a.npz", x=np.array([{}, {}], object), y=np.zeros(2))
    with pytest.raises(Failure) as caught:
        read_npz(path)
    assert failed(caught) == (
        "A622",
        f"`{path}` is not a complete .npz file of plain arrays",
        ("`x` holds Python objects, which only code could make",),
    )


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"text"])
def test_a_file_that_is_no_archive(tmp_path, content):
    (tmp_path / "a.npz").write_bytes(content)
    with pytest.raises(Failure) as caught:
        read_npz(tmp_path / "a.npz")
    assert failed(caught)[0] == "A622"


def test_an_array_that_claims_to_be_enormous(tmp_path):
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        header, {"descr": "|u1", "fortran_order": False, "shape": (2**50,)}
    )
    with zipfile.ZipFile(tmp_path / "a.npz", "w") as archive:
        archive.writestr("x.npy", header.getvalue())
    with pytest.raises(Failure) as caught:
        read_npz(tmp_path / "a.npz")
    assert failed(caught)[0] == "A622"


@pytest.mark.parametrize("root", ["a" * 300, "file/below"])
def test_a_place_that_cannot_be_written_to_is_said(tmp_path, monkeypatch, root):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(Failure) as caught:
        read(Data(dataset="mnist", root=root), (1, 28, 28), 1, Silent())
    code, message, notes = failed(caught)
    assert code == "A621"
    assert message.startswith(f"mnist could not be put into `{root[:50]}")
    assert notes[0] in ("file name too long", "not a directory", "file exists")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(Failure) as caught:
        read_npz(tmp_path / "a.npz")
    assert failed(caught)[:2] == ("A620", f"there is no file `{tmp_path / 'a.npz'}`")


def picture(path, colour, size=(9, 6)):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, colour).save(path)


def test_a_folder_of_images(tmp_path):
    for part in ("train", "test"):
        picture(tmp_path / part / "red" / "1.png", (200, 0, 0))
        picture(tmp_path / part / "blue" / "deep" / "1.BMP", (0, 0, 200))
    (tmp_path / "train" / "red" / "notes.txt").write_text("no image")
    found = read_folder(tmp_path, (3, 4, 4), 2)
    assert found.classes == ("blue", "red")
    assert found.parts["train"].labels.tolist() == [0, 1]
    batch = found.parts["train"].samples.take(torch.tensor([1]))
    assert batch.shape == (1, 3, 4, 4)
    assert batch[0, :, 2, 2].tolist() == [200, 0, 0]


def test_images_that_do_not_fit_in_memory_are_decoded_on_demand(tmp_path, monkeypatch):
    monkeypatch.setattr("archspec.runner.data.bounds.MAX_IN_MEMORY", 0)
    monkeypatch.setattr("archspec.runner.data.folder.in_file", lambda *_: None)
    for name in ("1", "2", "3"):
        picture(tmp_path / "a" / f"{name}.png", (int(name), 0, 0))
    picture(tmp_path / "b" / "4.png", (4, 0, 0))
    samples = read_folder(tmp_path, (3, 4, 4), 2).parts["train"].samples
    assert isinstance(samples, OnDisk)
    assert samples.take(torch.tensor([2, 0]))[:, 0, 0, 0].tolist() == [3, 1]
    assert samples.keep(torch.tensor([1])).take(torch.tensor([0]))[0, 0, 0, 0] == 2


def test_folders_that_hold_no_data_set(tmp_path):
    with pytest.raises(Failure) as caught:
        read_folder(tmp_path / "no", (3, 4, 4), 1)
    assert failed(caught)[:2] == ("A620", f"there is no folder `{tmp_path / 'no'}`")
    (tmp_path / "empty").mkdir()
    with pytest.raises(Failure) as caught:
        read_folder(tmp_path / "empty", (3, 4, 4), 1)
    message = f"there are no images in the class folders of `{tmp_path / 'empty'}`"
    assert failed(caught)[:2] == ("A625", message)
    picture(tmp_path / "train" / "a" / "1.png", "red")
    picture(tmp_path / "test" / "b" / "1.png", "red")
    with pytest.raises(Failure) as caught:
        read_folder(tmp_path, (3, 4, 4), 1)
    assert failed(caught)[:2] == (
        "A625",
        f"`{tmp_path / 'test'}` has a class that the training images lack: b",
    )


def element(kind: int, content: bytes) -> bytes:
    if kind != 15 and len(content) <= 4:
        return struct.pack("<HH", kind, len(content)) + content.ljust(4, b"\0")
    padding = b"" if kind == 15 else bytes(-len(content) % 8)
    return struct.pack("<II", kind, len(content)) + content + padding


def mat(**arrays: np.ndarray) -> bytes:
    content = b"MATLAB 5.0".ljust(124) + struct.pack("<H", 0x0100) + b"IM"
    for name, array in arrays.items():
        matrix = element(
            14,
            element(6, struct.pack("<II", 9, 0))
            + element(5, np.array(array.shape, "<i4").tobytes())
            + element(1, name.encode())
            + element(2, array.tobytes(order="F")),
        )
        content += element(15, zlib.compress(matrix))
    return content


def test_house_numbers_have_their_own_format(tmp_path):
    images = np.random.default_rng(0).integers(0, 256, (32, 32, 3, 7), np.uint8)
    labels = np.array([[1], [10], [3], [10], [5], [9], [2]], np.uint8)
    for part in ("train", "test"):
        (tmp_path / f"{part}_32x32.mat").write_bytes(mat(X=images, y=labels))
    whole = read(Data(dataset="svhn", root=str(tmp_path)), (3, 32, 32), 1, Silent())
    split = whole.parts["test"]
    assert split.labels.tolist() == [1, 0, 3, 0, 5, 9, 2]
    assert np.array_equal(split.samples.array[4].numpy(), images[..., 4].transpose(2, 0, 1))


@pytest.mark.parametrize("keep", [0, 100, 128, 300, -5])
def test_a_truncated_mat_file(tmp_path, keep):
    path = tmp_path / "train_32x32.mat"
    content = mat(X=np.random.default_rng(0).integers(0, 256, (32, 32, 3, 2), np.uint8))
    path.write_bytes(content[:keep])
    if keep == 128:
        assert read_mat(path) == {}
        return
    with pytest.raises(Failure) as caught:
        read_mat(path)
    assert failed(caught)[:2] == ("A622", f"`{path}` is not a complete MATLAB file")


class Reply(io.BytesIO):
    def __init__(self, content: bytes):
        super().__init__(content)
        self.headers = {"Content-Length": str(len(content))}


def test_a_download_reports_bytes_and_checks_the_sum(tmp_path, monkeypatch):
    told = []

    class Told(Silent):
        def on_download(self, name, done, total):
            told.append((name, done, total))

    content = b"hello world"
    right = hashlib.md5(content).hexdigest()  # noqa: S324  the publishers' choice
    monkeypatch.setattr(downloads, "urlopen", lambda address, timeout: Reply(content))
    files = [("a.bin", ("http://here/a.bin",), right)]
    monkeypatch.setattr(downloads, "remote_files", lambda dataset: files)
    download("mnist", tmp_path / "new", Told())
    assert (tmp_path / "new" / "a.bin").read_bytes() == content
    assert told == [("a.bin", 11, 11)]
    files[0] = ("b.bin", ("http://here/b.bin",), "0" * 32)
    with pytest.raises(Failure) as caught:
        download("mnist", tmp_path / "new", Told())
    code, message, notes = failed(caught)
    assert (code, message) == ("A621", "mnist could not be downloaded")
    assert notes == (f"http://here/b.bin: its MD5 sum is {right}, not {'0' * 32}",)
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["a.bin"]


def test_a_download_without_a_network_says_what_to_put_where(tmp_path, monkeypatch):
    def refuse(address, timeout):
        raise URLError("no route to host")

    monkeypatch.setattr(downloads, "urlopen", refuse)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Failure) as caught:
        read(Data(dataset="mnist", root=str(tmp_path)), (1, 28, 28), 1, Silent())
    (found,) = caught.value.diagnostics
    assert (found.code, found.message) == ("A621", "mnist could not be downloaded")
    assert all("no route to host" in note for note in found.notes)
    target = tmp_path / "train-images-idx3-ubyte.gz"
    assert found.helps[0].text.endswith(f"elsewhere and put it at `{target}`")


@pytest.mark.parametrize(
    "name", ["cifar10", "cifar100", "mnist", "fashion_mnist", "kmnist", "svhn"]
)
def test_every_public_set_has_addresses_and_sums(name):
    files = downloads.remote_files(name)
    assert len(files) == {"cifar10": 1, "cifar100": 1, "svhn": 2}.get(name, 4)
    for file, addresses, md5 in files:
        assert len(md5) == 32
        assert all(address.startswith("http") and address.endswith(file) for address in addresses)
