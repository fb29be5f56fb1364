"""CIFAR-10 and CIFAR-100 in their two official layouts (cs.toronto.edu/~kriz/cifar.html)."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from archspec.diagnostics import Problem
from archspec.files import read_bytes, reason
from archspec.recipe import RecipeFailure
from archspec.runner.data.pickled import LARGEST, read_pickle
from archspec.runner.data.samples import Part

PIXELS = 3 * 32 * 32
Files = dict[Part, tuple[str, ...]]
TEN: Files = {"train": tuple(f"data_batch_{i}" for i in range(1, 6)), "test": ("test_batch",)}
HUNDRED: Files = {"train": ("train",), "test": ("test",)}
LAYOUTS: dict[str, tuple[str, str, Files]] = {
    "cifar10": ("cifar-10-batches-bin", "cifar-10-batches-py", TEN),
    "cifar100": ("cifar-100-binary", "cifar-100-python", HUNDRED),
}
Arrays = tuple[np.ndarray, np.ndarray]


def read_cifar(folder: Path, dataset: str) -> dict[Part, Arrays] | None:
    """Training and test images (N, 3, 32, 32) with labels (N,), or None if they are not there.

    `folder` is the layout's own folder or the one that holds it; the binary layout comes first.

    Raises:
        RecipeFailure: A622, A623 for files that are not what they should be.
    """
    binary, pickled, files = LAYOUTS[dataset]
    classes = 10 if dataset == "cifar10" else 100
    for place in (folder / binary, folder):
        if all((place / f"{name}.bin").is_file() for name in _names(files)):
            return {
                part: _joined(_binary(place / f"{name}.bin", classes) for name in names)
                for part, names in files.items()
            }
    for place in (folder / pickled, folder):
        if all((place / name).is_file() for name in _names(files)):
            return {
                part: _joined(_python(place / name, classes) for name in names)
                for part, names in files.items()
            }
    return None


def _names(files: Files) -> list[str]:
    return [name for names in files.values() for name in names]


def _joined(parts: Iterable[Arrays]) -> Arrays:
    images, labels = zip(*parts, strict=True)
    return np.concatenate(images), np.concatenate(labels)


def _binary(path: Path, classes: int) -> Arrays:
    """One record is a label (two for CIFAR-100: coarse, fine) and 3072 bytes."""
    labels = 1 if classes == 10 else 2
    try:
        content = np.frombuffer(read_bytes(path, LARGEST), np.uint8)
    except OSError as error:
        raise _wrong(path, reason(error)) from None
    if content.size == 0 or content.size % (labels + PIXELS):
        raise _wrong(path, f"its {content.size:,} bytes are no multiple of {labels + PIXELS:,}")
    records = content.reshape(-1, labels + PIXELS)
    return _checked(path, records[:, labels:], records[:, labels - 1], classes)


def _python(path: Path, classes: int) -> Arrays:
    content = read_pickle(path)
    key = "labels" if classes == 10 else "fine_labels"
    images, labels = content.get("data"), content.get(key)
    if not isinstance(images, np.ndarray) or images.dtype != np.uint8 or images.ndim != 2:
        raise _wrong(path, "`data` is not a table of bytes")
    if not isinstance(labels, list) or not all(isinstance(one, int) for one in labels):
        raise _wrong(path, f"`{key}` is not a list of whole numbers")
    return _checked(path, images, np.array(labels), classes)


def _checked(path: Path, images: np.ndarray, labels: np.ndarray, classes: int) -> Arrays:
    if images.shape != (len(labels), PIXELS):
        raise _wrong(path, f"{len(labels):,} labels for images of shape {images.shape}")
    if len(labels) == 0 or labels.min() < 0 or labels.max() >= classes:
        raise _wrong(path, f"its labels are not between 0 and {classes - 1}")
    return images.reshape(-1, 3, 32, 32), labels.astype(np.int64)


def _wrong(path: Path, why: str) -> RecipeFailure:
    fact = f"`{path}` is not a complete CIFAR file"
    return RecipeFailure([Problem("A622", fact, ("data", "root"), notes=(why,))])
