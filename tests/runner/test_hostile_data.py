"""Data from strangers: claims are met before anything is made of them, and nothing runs."""

import gzip
import io
import os
import pickle
import struct
import tarfile
import tracemalloc
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random
from time import process_time

import numpy as np
import pytest
from PIL import Image

from archspec.diagnostics import Failure
from archspec.recipe import Data
from archspec.runner import Silent, train
from archspec.runner.data import download as downloads
from archspec.runner.data import read
from archspec.runner.data.bounds import MAX_CLASSES
from archspec.runner.data.idx import read_idx
from archspec.runner.data.mat import read_mat
from archspec.runner.data.npz import read_npz
from archspec.runner.data.pickled import read_pickle
from archspec.runner.data.picture import read_picture

from .conftest import failed, recipe, small

MEBIBYTE = 2**20


@contextmanager
def little(memory: int = 64 * MEBIBYTE, seconds: float = 3) -> Iterator[None]:
    """Fails where a test takes long, or much memory that Python or numpy count."""
    with pytest.raises(Failure):
        read_npz(Path("none.npz"))  # imports are not what is measured
    start = process_time()
    tracemalloc.start()
    try:
        yield
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert process_time() - start < seconds
    assert peak < memory


def npy(shape: tuple[int, ...], dtype: str = "|u1", content: bytes = b"") -> bytes:
    """An array that claims to have a shape, whatever it has."""
    header = io.BytesIO()
    text = {"descr": dtype, "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(header, text)
    return header.getvalue() + content


def archive(path: Path, method: int = zipfile.ZIP_DEFLATED, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w", method) as content:
        for name, data in members.items():
            content.writestr(f"{name}.npy", data)
    return path


def refused(path: Path, memory: int = 64 * MEBIBYTE) -> tuple[str, str]:
    with little(memory), pytest.raises(Failure) as caught:
        read_npz(path)
    code, _message, notes = failed(caught)
    return code, notes[0]


class TestArrays:
    def test_one_label_of_a_hundred_million(self, tmp_path):
        y = np.arange(200) % 10
        y[7] = 100_000_000
        np.savez(tmp_path / "a.npz", x=np.zeros((200, 1, 8, 8), np.uint8), y=y)
        data = {"dataset": "npz", "root": str(tmp_path / "a.npz")}
        with little(512 * MEBIBYTE), pytest.raises(Failure) as caught:
            train(small(), recipe(data=data), tmp_path / "run", input_shape=(1, 8, 8))
        assert failed(caught) == (
            "A624",
            f"the arrays in `{tmp_path / 'a.npz'}` are no data set",
            (
                "one of its labels is 100,000,000: labels count the classes from 0, of which there "
                "may be 4,096",
            ),
        )

    def test_names_for_a_hundred_million_classes(self, tmp_path):
        names = npy((20_000_000,), "<U1", bytes(80_000_000))
        path = tmp_path / "a.npz"
        archive(path, x=npy((2, 2), content=bytes(4)), y=npy((2,), content=bytes(2)))
        with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as content:
            content.writestr("classes.npy", names)
        # The array itself is within bounds; what is made of it must be as well.
        code, note = refused(path, len(names) + 16 * MEBIBYTE)
        assert code == "A624"
        assert "stand there twice" in note or f"for {MAX_CLASSES + 1} classes" in note

    @pytest.mark.parametrize(
        ("content", "note"),
        [
            (npy((2**50,)), "promises 1,125,899,906,842,624 bytes, and holds 0"),
            (npy((2**70, 2**70)), "bytes, and holds 0"),
            (npy((-3, -4), content=bytes(12)), "`x` cannot be read: its header is damaged"),
            (npy((4,), "<f8", bytes(12)), "`x` promises 32 bytes, and holds 12"),
            (npy((10**12,), "|S0"), "`x` holds |S0, and no plain numbers or text"),
            (npy((1,), "|O", pickle.dumps(print)), "`x` holds Python objects"),
            (npy((1,), "[('a', '|O')]"), ""),
            (
                b"\x93NUMPY\x03\x00" + bytes(100),
                "`x` cannot be read: it has a header of version (3, 0)",
            ),
            (
                b"\x93NUMPY\x01\x00\xff\xff" + b"(" * 70_000,
                "`x` cannot be read: its header has 65,535 bytes, and 10,000 are the most",
            ),
            (b"nothing", "`x` cannot be read: it is no array of NumPy"),
            (b"", "`x` cannot be read: it is no array of NumPy"),
        ],
    )
    def test_headers_that_lie(self, tmp_path, content, note):
        code, said = refused(archive(tmp_path / "a.npz", x=content, y=npy((1,), content=b"\0")))
        assert code == "A622"
        assert note in said

    def test_a_small_archive_of_gigabytes(self, tmp_path):
        path = tmp_path / "a.npz"
        size = 2**30 + 2**24
        with (
            zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as content,
            content.open("x.npy", "w", force_zip64=True) as file,
        ):
            file.write(npy((size,)))
            for _ in range(0, size, 2**24):
                file.write(bytes(2**24))
        assert path.stat().st_size < 2 * MEBIBYTE
        assert refused(path) == ("A622", "it unpacks to 1.0 GiB, more than 100 times its size")

    def test_an_archive_that_lies_about_what_it_unpacks_to(self, tmp_path):
        size = 64 * MEBIBYTE
        path = archive(tmp_path / "a.npz", x=npy((size,), content=bytes(size)))
        small_one = len(npy((4,))) + 4
        content = path.read_bytes()
        lied = content.replace(
            struct.pack("<I", len(npy((size,))) + size), struct.pack("<I", small_one)
        )
        path.write_bytes(lied)
        code, note = refused(path)
        assert code == "A622"
        assert "bytes" in note or "CRC" in note

    @pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
    def test_what_numpy_does_not_write_is_not_unpacked(self, tmp_path, method):
        path = archive(tmp_path / "a.npz", method, x=npy((4, 1), content=bytes(4)))
        assert refused(path) == ("A622", "`x` is compressed in a way that numpy does not know")

    def test_more_than_the_machine_has(self, tmp_path, monkeypatch):
        monkeypatch.setattr("archspec.runner.data.archive.machine_memory", lambda: 2**20)
        x = npy((2**20, 1), content=bytes(2**20))
        code, note = refused(archive(tmp_path / "a.npz", x=x))
        assert (code, note) == ("A622", "its arrays take 0.0 GiB, and this machine has 0.0 GiB")

    def test_arrays_that_nobody_asked_for_are_not_unpacked(self, tmp_path):
        path = archive(
            tmp_path / "a.npz",
            x=npy((4, 2), content=bytes(8)),
            y=npy((4,), content=bytes(4)),
            other=npy((1,), "|O", pickle.dumps(print)),
        )
        assert len(read_npz(path).parts["train"]) == 4

    @pytest.mark.parametrize("seed", range(300))
    def test_any_damage_is_a_finding_or_harmless(self, tmp_path, seed):
        random = Random(seed)  # noqa: S311  the same damage every time
        x, y = np.arange(48, dtype=np.float32).reshape(6, 8), np.arange(6)
        buffer = io.BytesIO()
        (np.savez if seed % 2 else np.savez_compressed)(buffer, x=x, y=y)
        content = bytearray(buffer.getvalue())
        for _ in range(random.randrange(1, 5)):
            content[random.randrange(len(content))] = random.randrange(256)
        if random.random() < 0.3:
            del content[random.randrange(len(content)) :]
        (tmp_path / "a.npz").write_bytes(content)
        found_or_read(lambda: read_npz(tmp_path / "a.npz"))


def found_or_read(reader) -> None:
    with little(), suppress(Failure):
        reader()


class TestWhatIsNoFile:
    @pytest.mark.parametrize("kind", ["pipe", "zero", "folder", "none"])
    def test_is_said_at_once(self, tmp_path, kind):
        path = tmp_path / "a.npz"
        {
            "pipe": lambda: os.mkfifo(path),
            "zero": lambda: path.symlink_to("/dev/zero"),
            "folder": path.mkdir,
            "none": lambda: None,
        }[kind]()
        for reader in (read_npz, read_mat, read_pickle, lambda one: read_idx(one, 3)):
            with little(), pytest.raises(Failure):
                reader(path)
        with little(), pytest.raises(Failure, match="A626"):
            read_picture(path, (3, 8, 8))

    def test_among_the_images_of_a_folder(self, tmp_path):
        (tmp_path / "cat").mkdir()
        (tmp_path / "dog").mkdir()
        os.mkfifo(tmp_path / "cat" / "a.png")
        Image.new("L", (8, 8)).save(tmp_path / "dog" / "b.png")
        with little(), pytest.raises(Failure) as caught:
            read(Data(dataset="image_folder", root=str(tmp_path)), (1, 8, 8), 2, Silent())
        assert failed(caught)[0] == "A626"
        assert failed(caught)[2] == ("it is a pipe, not a file",)


class TestPictures:
    def test_a_few_bytes_that_claim_a_terabyte(self, tmp_path):
        path = tmp_path / "a.png"
        path.write_bytes(png(2**20, 2**20, b""))
        assert picture_refused(path) == "it claims to be far larger than 64 megapixels"
        path.write_bytes(png(13_000, 13_000, b""))
        assert picture_refused(path) == "it is 13000×13000, more than 64 megapixels"

    def test_texts_that_unpack_to_gigabytes(self, tmp_path):
        text = b"Comment\0\0" + zlib.compress(bytes(256 * MEBIBYTE), 9)
        path = tmp_path / "a.png"
        path.write_bytes(png(8, 8, chunk(b"zTXt", text) * 20))
        found_or_read(lambda: read_picture(path, (3, 8, 8)))

    def test_a_file_larger_than_any_picture(self, tmp_path):
        path = tmp_path / "a.png"
        path.write_bytes(png(8, 8, b""))
        with path.open("ab") as file:
            file.truncate(2**40)
        assert picture_refused(path) == "it is larger than 512 MiB"

    @pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "TIFF", "WEBP", "BMP", "PPM"])
    def test_any_damage_is_a_finding_or_harmless(self, tmp_path, form):
        buffer = io.BytesIO()
        Image.effect_noise((24, 24), 50).convert("RGB").save(buffer, form)
        random = Random(form)  # noqa: S311  the same damage every time
        for _ in range(60):
            content = bytearray(buffer.getvalue())
            for _ in range(random.randrange(1, 6)):
                content[random.randrange(len(content))] = random.randrange(256)
            (tmp_path / "a.png").write_bytes(content)
            found_or_read(lambda: read_picture(tmp_path / "a.png", (3, 8, 8)))


def picture_refused(path: Path) -> str:
    with little(), pytest.raises(Failure) as caught:
        read_picture(path, (3, 8, 8))
    code, _message, notes = failed(caught)
    assert code == "A626"
    return notes[0]


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, more: bytes) -> bytes:
    """An image that claims a size, with other chunks before what it is made of."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    rows = zlib.compress(bytes(9 * 8))
    return b"\x89PNG\r\n\x1a\n" + head + more + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


class TestPublishedSets:
    def test_an_idx_file_that_unpacks_without_end(self, tmp_path):
        path = tmp_path / "a.gz"
        with gzip.open(path, "wb") as file:
            file.write(struct.pack(">HBB3I", 0, 8, 3, 10, 4, 4) + bytes(40 * MEBIBYTE))
        with little(), pytest.raises(Failure, match="A622"):
            read_idx(path, 3)

    def test_a_matlab_file_that_unpacks_without_end(self, tmp_path, monkeypatch):
        monkeypatch.setattr("archspec.runner.data.mat.LARGEST", 8 * MEBIBYTE)
        piece = zlib.compress(struct.pack("<II", 99, 6 * MEBIBYTE) + bytes(6 * MEBIBYTE), 9)
        element = struct.pack("<II", 15, len(piece)) + piece
        (tmp_path / "a.mat").write_bytes(bytes(126) + b"IM" + element * 3)
        with little(), pytest.raises(Failure) as caught:
            read_mat(tmp_path / "a.mat")
        assert failed(caught)[2] == ("ValueError: it unpacks to more than 8 MiB",)

    def test_a_matlab_file_of_elements_without_content(self, tmp_path):
        (tmp_path / "a.mat").write_bytes(bytes(126) + b"IM" + bytes(4 * MEBIBYTE))
        with little(), pytest.raises(Failure) as caught:
            read_mat(tmp_path / "a.mat")
        assert failed(caught)[2] == ("ValueError: it has more than 1,000 elements",)

    @pytest.mark.parametrize(
        "content",
        [
            pickle.dumps({b"data": print}, 2),
            pickle.dumps({b"data": np.zeros(3, object)}, 2),
            pickle.dumps({b"data": np.zeros(3)}, 2),
            pickle.dumps({b"data": np.zeros(3, "V3")}, 2),
            b"\x80\x02cos\nsystem\nX\x04\x00\x00\x00trueR.",
            b"\x80\x02cnumpy\nndarray\n(I1000000000000\nI1000000000000\ntR.",
            b"\x80\x02" + b"]" * 3_000_000 + b".",
            b"\x80\x02" + b"(" * 100 + b"." * 3,
            b"\x80\x04\x95\xff\xff\xff\xff\xff\xff\xff\x7f.",
            b"\x80\x02\x8b\xff\xff\xff\x7f" + b"1" * 100,
        ],
        ids=range(10),
    )
    def test_a_pickle_of_anything_else(self, tmp_path, content):
        (tmp_path / "a").write_bytes(content)
        with little(), pytest.raises(Failure) as caught:
            read_pickle(tmp_path / "a")
        assert failed(caught)[0] in ("A622", "A623")

    @pytest.mark.parametrize("seed", range(200))
    def test_any_damage_to_a_pickle_is_a_finding_or_harmless(self, tmp_path, seed):
        random = Random(seed)  # noqa: S311  the same damage every time
        data = {b"data": np.zeros((2, 3072), np.uint8), b"labels": [1, 2], b"names": ["a", "b"]}
        content = bytearray(pickle.dumps(data, random.choice((0, 1, 2, 3, 4))))
        for _ in range(random.randrange(1, 5)):
            place = random.randrange(200) if random.random() < 0.5 else -random.randrange(1, 60)
            content[place] = random.randrange(256)
        (tmp_path / "a").write_bytes(content)
        found_or_read(lambda: read_pickle(tmp_path / "a"))

    def test_an_archive_that_lay_there_is_unpacked_only_if_it_is_the_publishers(
        self, tmp_path, monkeypatch
    ):
        monkeypatch.chdir(tmp_path)
        assert downloads.remote_files("cifar10")  # imports are not what is measured
        target = tmp_path / "here" / "cifar-10-python.tar.gz"
        target.parent.mkdir()
        with tarfile.open(target, "w:gz") as content:
            info = tarfile.TarInfo("cifar-10-batches-py/data_batch_1")
            info.size = 4
            content.addfile(info, io.BytesIO(b"evil"))
        with little(), pytest.raises(Failure) as caught:
            read(Data(dataset="cifar10", root="here"), (3, 32, 32), 1, Silent())
        assert failed(caught)[0] == "A622"
        assert "its MD5 sum is" in failed(caught)[2][0]
        assert [path.name for path in target.parent.iterdir()] == [target.name]

    @pytest.mark.parametrize("root", ["../elsewhere", "/tmp/elsewhere-archspec", "data/../../x"])  # noqa: S108
    def test_nothing_is_downloaded_to_another_place(self, tmp_path, monkeypatch, root):
        def reached(address, timeout):
            raise AssertionError(address)

        (tmp_path / "in").mkdir()
        monkeypatch.chdir(tmp_path / "in")
        monkeypatch.setattr(downloads, "urlopen", reached)
        with little(), pytest.raises(Failure) as caught:
            read(Data(dataset="mnist", root=root), (1, 28, 28), 1, Silent())
        code, _message, notes = failed(caught)
        assert code == "A620"
        assert notes[1] == (
            "nothing is downloaded to a place outside of the folder where archspec runs"
        )
        assert [path.name for path in tmp_path.iterdir()] == ["in"]


def test_classes_with_one_name_are_refused(tmp_path):
    names = np.array(["a", "a", "b"])
    np.savez(tmp_path / "a.npz", x=np.zeros((3, 2)), y=np.arange(3), classes=names)
    assert refused(tmp_path / "a.npz") == ("A624", "1 names of classes stand there twice: `a`")
