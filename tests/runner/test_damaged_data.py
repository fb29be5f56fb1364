"""Damaged data of every form is a finding, whatever its bytes are, and never a traceback."""

import io
import os
import pickle
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from random import Random

import numpy as np
import pytest
from PIL import Image

from archspec.diagnostics import Diagnostic, Failure
from archspec.recipe import Recipe
from archspec.runner import Silent
from archspec.runner.data.account import account_of
from archspec.runner.data.label_help import misfit
from archspec.runner.data.opening import open_data

CODES = {"A602", "A604", "A605", "A606", *(f"A62{n}" for n in range(8))}
FORMS = ("PNG", "JPEG", "GIF", "TIFF", "WEBP", "BMP", "PPM", "TGA", "ICO", "JPEG2000", "AVIF")


def opened(dataset: str, root: Path) -> None:
    """Reads the data as training would; what is wrong is a finding with a code of data."""
    chosen = {"data": {"dataset": dataset, "root": str(root)}, "workers": 1}
    recipe = Recipe.model_validate(chosen)
    found: Sequence[Diagnostic] = ()
    try:
        data = open_data(recipe, (3, 8, 8), Silent())
        misfit(recipe, data, (2,))
        assert "class" in account_of(recipe.data, data).line or not data.classes
    except Failure as failure:
        found = failure.diagnostics
    for one in found:
        assert one.code in CODES, one
        assert "\n" not in one.message


def picture(form: str = "PNG", mode: str = "RGB") -> bytes:
    content = io.BytesIO()
    Image.effect_noise((24, 24), 50).convert(mode).save(content, form)
    return content.getvalue()


def archive(compressed: bool = False) -> bytes:
    content = io.BytesIO()
    x = np.arange(4 * 192, dtype=np.float32).reshape(4, 3, 8, 8)
    (np.savez_compressed if compressed else np.savez)(content, x=x, y=np.arange(4) % 2)
    return content.getvalue()


def damaged(content: bytes, random: Random) -> bytes:
    """The content with bytes exchanged, cut off, doubled or taken from elsewhere."""
    data = bytearray(content)
    for _ in range(random.randrange(1, 5)):
        at = random.randrange(len(data))
        match random.randrange(6):
            case 0:
                data[at] = random.randrange(256)
            case 1:
                data[at] ^= 1 << random.randrange(8)
            case 2:
                del data[at:]
            case 3:
                data[at:at] = data[at : at + random.randrange(1, 64)]
            case 4:
                data[at : at + 4] = random.choice((b"\xff" * 4, b"\0" * 4, b"\x7f\xff\xff\xff"))
            case _:
                del data[at : at + random.randrange(1, 32)]
        if not data:
            return b""
    return bytes(data)


def folder_with(root: Path, content: bytes, name: str = "x.png") -> Path:
    for one in ("cat", "dog"):
        (root / one).mkdir(parents=True, exist_ok=True)
        (root / one / "a.png").write_bytes(picture())
    (root / "cat" / name).write_bytes(content)
    return root


@pytest.mark.parametrize("form", FORMS)
def test_damaged_pictures(tmp_path, form):
    random, whole = Random(form), picture(form, "L" if form == "JPEG2000" else "RGB")  # noqa: S311
    for number in range(25):
        root = folder_with(tmp_path / str(number), damaged(whole, random))
        opened("image_folder", root)


@pytest.mark.parametrize("compressed", [False, True])
def test_damaged_archives(tmp_path, compressed):
    random, whole = Random(compressed), archive(compressed)  # noqa: S311  the same every time
    for _ in range(150):
        (tmp_path / "d.npz").write_bytes(damaged(whole, random))
        opened("npz", tmp_path / "d.npz")


def npy(array: np.ndarray, **more: object) -> bytes:
    content = io.BytesIO()
    np.save(content, array, **more)
    return content.getvalue()


def member(name: str, content: bytes) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as into:
        into.writestr(name, content)
        into.writestr("y.npy", npy(np.arange(4)))
    return whole.getvalue()


WRONG: dict[str, bytes] = {
    "an array for an archive": npy(np.zeros((4, 3, 8, 8))),
    "a pickled array": npy(np.array([{}, print], object), allow_pickle=True),
    "a pickle": pickle.dumps({"x": 1}),
    "an archive of a pickle": member("x.npy", pickle.dumps([1])),
    "an archive of objects": member("x.npy", npy(np.array([None] * 4), allow_pickle=True)),
    "an archive of text": member("x.npy", b"x,y\n1,2\n"),
    "an archive of a structure": member("x.npy", npy(np.zeros(4, [("a", "f4"), ("b", "i4")]))),
    "an archive of times": member("x.npy", npy(np.zeros((4, 2), "M8[s]"))),
    "an archive of complex numbers": member("x.npy", npy(np.zeros((4, 2), complex))),
    "an archive of long doubles": member("x.npy", npy(np.full((4, 2), 1e300, np.longdouble))),
    "an archive of a scalar": member("x.npy", npy(np.float32(3))),
    "an archive of nothing": member("x.npy", npy(np.zeros((0, 3, 8, 8)))),
    "an archive of no axes but samples": member("x.npy", npy(np.zeros(4))),
    "a name with a path": member("../x.npy", npy(np.zeros((4, 2)))),
    "an encrypted name": member("x.npy", b"\x93NUMPY\x01\x00v\x00{'descr': '<f8', 'shape': (4,"),
    "a picture": picture(),
    "a web page": b"<!DOCTYPE html><title>404</title>",
    "a stored file of another system": b"version https://git-lfs.github.com/spec/v1\noid sha256:0",
    "zeros": bytes(4096),
    "nothing": b"",
    "an empty archive": b"PK\x05\x06" + bytes(18),
}


@pytest.mark.parametrize("kind", WRONG)
def test_one_thing_for_another(tmp_path, kind):
    (tmp_path / "d.npz").write_bytes(WRONG[kind])
    opened("npz", tmp_path / "d.npz")
    opened("image_folder", tmp_path / "d.npz")
    opened("image_folder", folder_with(tmp_path / "photos", WRONG[kind]))


def make_link(path: Path, goal: str) -> None:
    path.symlink_to(goal)


PLACES: dict[str, Callable[[Path], object]] = {
    "a folder": Path.mkdir,
    "a pipe": os.mkfifo,
    "a device": lambda path: make_link(path, "/dev/zero"),
    "a link to itself": lambda path: make_link(path, path.name),
    "a link to nothing": lambda path: make_link(path, "nothing"),
    "nothing at all": lambda path: None,
}


@pytest.mark.parametrize("kind", PLACES)
@pytest.mark.parametrize("dataset", ["npz", "image_folder", "mnist", "cifar10", "svhn"])
def test_what_is_no_file(tmp_path, monkeypatch, kind, dataset):
    monkeypatch.setattr("archspec.runner.data.sources.download", lambda *_: None)
    PLACES[kind](tmp_path / "d.npz")
    opened(dataset, tmp_path / "d.npz")
    root = folder_with(tmp_path / "photos", picture())
    PLACES[kind](root / "dog" / "b.png")
    opened("image_folder", root)


@pytest.mark.parametrize("dataset", ["npz", "image_folder", "mnist", "cifar10", "svhn"])
@pytest.mark.parametrize("name", ["a" * 300, "a\0b", "", "~nobody/x"])
def test_names_that_nothing_can_have(tmp_path, monkeypatch, dataset, name):
    monkeypatch.setattr("archspec.runner.data.sources.download", lambda *_: None)
    monkeypatch.chdir(tmp_path)
    opened(dataset, Path(name))


@pytest.mark.parametrize("seed", range(60))
def test_arrays_of_any_shape_and_type(tmp_path, seed):
    random = Random(seed)  # noqa: S311  the same every time

    def array() -> np.ndarray:
        shape = random.choice(
            [(4,), (4, 3, 8, 8), (4, 8, 8, 3), (4, 8, 8), (4, 2), (4, 1), (1,), ()]
        )
        kind = random.choice(
            ["u1", "i1", "i8", "u8", "f2", "f4", "f8", "?", "U3", "S2", "c8", "M8[s]"]
        )
        values = np.random.default_rng(seed).integers(-3, 300, shape)
        with np.errstate(all="ignore"), suppress(TypeError, OverflowError):
            return values.astype(kind)
        return values

    names = random.sample(["x", "y", "x_train", "y_train", "x_val", "y_val", "classes"], 5)
    np.savez(tmp_path / "d.npz", **{name: array() for name in names})
    opened("npz", tmp_path / "d.npz")
