"""A folder with a folder of images for each class."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import prod
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from archspec.diagnostics import Fix, Problem
from archspec.recipe import RecipeFailure
from archspec.runner.data.bounds import MAX_CLASSES
from archspec.runner.data.picture import ENDINGS, read_picture
from archspec.runner.data.samples import PARTS, DataSet, InMemory, Part, Samples, Split

FITS = 2**31
"""Bytes up to which the images of a part are decoded once and kept."""

LAYOUT = Fix("put the images at `root/train/<class>/…` and `root/test/<class>/…`")


@dataclass(frozen=True, eq=False)
class OnDisk:
    """Images that are decoded when they are needed, by several threads."""

    files: tuple[Path, ...]
    shape: tuple[int, ...]
    workers: int

    def __len__(self) -> int:
        return len(self.files)

    def take(self, index: Tensor) -> Tensor:
        """The images at `index`."""
        paths = [self.files[place] for place in index.tolist()]
        with ThreadPoolExecutor(self.workers) as pool:
            images = list(pool.map(lambda path: read_picture(path, self.shape), paths))
        return torch.from_numpy(np.stack(images))

    def keep(self, index: Tensor) -> "OnDisk":
        """Only the images at `index`."""
        return OnDisk(tuple(self.files[i] for i in index.tolist()), self.shape, self.workers)


def read_folder(root: Path, shape: Sequence[int], workers: int) -> DataSet:
    """The images below `root/train`, `root/val`, `root/test`, or below `root` itself.

    The class folders of the training images, sorted by name, are the classes.

    Raises:
        RecipeFailure: A620 without the folder, A625 without images or with a stray class.
    """
    if not root.is_dir():
        fact = f"there is no folder `{root}`"
        raise RecipeFailure([Problem("A620", fact, ("data", "root"), fixes=(LAYOUT,))])
    folders: dict[Part, Path] = {part: root / part for part in PARTS if (root / part).is_dir()}
    if "train" not in folders:
        folders = {"train": root}
    classes = tuple(sorted(one.name for one in folders["train"].iterdir() if one.is_dir()))
    if len(classes) > MAX_CLASSES:
        raise _unfit(f"`{root}` has {len(classes):,} classes, more than {MAX_CLASSES:,}")
    parts = {
        part: _split(folder, classes, tuple(shape), workers) for part, folder in folders.items()
    }
    return DataSet(parts, classes)


def _split(folder: Path, classes: Sequence[str], shape: tuple[int, ...], workers: int) -> Split:
    stray = {one.name for one in folder.iterdir() if one.is_dir()} - {*classes}
    if stray:
        raise _unfit(f"`{folder}` has a class that the training images lack: {min(stray)}")
    found = [(path, label) for label, name in enumerate(classes) for path in _images(folder / name)]
    if not found:
        raise _unfit(f"there are no images in the class folders of `{folder}`")
    files, labels = zip(*found, strict=True)
    samples: Samples = OnDisk(files, shape, workers)
    if len(files) * prod(shape) <= FITS:
        samples = InMemory(samples.take(torch.arange(len(files))))
    return Split(samples, torch.tensor(labels))


def _images(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in ENDINGS)


def _unfit(fact: str) -> RecipeFailure:
    return RecipeFailure([Problem("A625", fact, ("data", "root"), fixes=(LAYOUT,))])
