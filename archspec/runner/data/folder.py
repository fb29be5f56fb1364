"""A folder with a folder of images for each class."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import ClassVar

import torch
from torch import Tensor

from archspec.diagnostics.readable import as_name
from archspec.files import is_there, reason
from archspec.recipe import RecipeFailure
from archspec.runner.data.bounds import memory_budget
from archspec.runner.data.decoding import decode_all
from archspec.runner.data.folder_layout import LAYOUT, Labelled, Layout, understand, unfit
from archspec.runner.data.in_file import in_file
from archspec.runner.data.missing import missing
from archspec.runner.data.packed import Item, Member
from archspec.runner.data.picture import Depth, depth_of, read_picture
from archspec.runner.data.picture_scale import scale_notes
from archspec.runner.data.picture_sizes import MEASURED, frames_note, picture_sizes
from archspec.runner.data.samples import DataSet, Divisor, InMemory, Part, Samples, Split
from archspec.runner.data.survey import Leavings, survey
from archspec.runner.data.unreadable import unreadable

TYPES = {"bytes": torch.uint8, "numbers": torch.float32}


@dataclass(frozen=True, eq=False)
class OnDisk:
    """Images that are decoded when they are needed, by several threads."""

    slow: ClassVar[bool] = True

    files: tuple[Path | Member | Item, ...]
    shape: tuple[int, ...]
    workers: int
    depth: Depth = "bytes"

    def __len__(self) -> int:
        return len(self.files)

    def take(self, index: Tensor) -> Tensor:
        """The images at `index`, each decoded into its place among the others."""
        paths = [self.files[place] for place in index.tolist()]
        channels, height, width = self.shape
        # As decoders give them: the values of a pixel stand together.
        batch = torch.empty(len(paths), height, width, channels, dtype=TYPES[self.depth])
        batch = batch.permute(0, 3, 1, 2)
        rows = batch.numpy()

        def decode(row: int, room: int | None) -> None:
            rows[row] = read_picture(paths[row], self.shape, self.depth, room)

        decode_all(len(paths), decode, self.workers)
        return batch

    def keep(self, index: Tensor) -> "OnDisk":
        """Only the images at `index`."""
        files = tuple(self.files[i] for i in index.tolist())
        return OnDisk(files, self.shape, self.workers, self.depth)

    @property
    def nbytes(self) -> int:
        """Bytes that all of them take once they are decoded."""
        return len(self.files) * prod(self.shape) * TYPES[self.depth].itemsize


def read_folder(
    root: Path, shape: Sequence[int], workers: int, kept: Sequence[str] | None = None
) -> DataSet:
    """The images below `root/train`, `root/val`, `root/test`, or below `root` itself.

    What fits into the budget of memory is decoded into it; the rest into a file without a name, or,
    where there is too little room for that, whenever it is needed. The values are the same.

    Raises:
        RecipeFailure: A620 without the folder, A625 without images or with a stray class, A602 with
            one class alone, A626 for the images that cannot be read, all of them, A624 for parts
            of several scales.
    """
    if not (is_there(root) and root.is_dir()):
        raise missing(root, "folder", LAYOUT)
    left = Leavings()
    try:
        layout = understand(survey(root, left), left, kept)
    except OSError as error:
        raise unfit(f"`{root}` cannot be looked through: {reason(error)}") from None
    depth, mixed = _depth(layout.files["train"], workers)
    try:
        parts = _splits(layout, tuple(shape), workers, depth)
    except RecipeFailure as failure:
        paths = [path for labelled in layout.files.values() for path, _label in labelled]
        raise unreadable(paths, shape, workers, depth) or failure from None
    divisor: Divisor = 255 if depth == "bytes" else None
    trained = [path for path, _label in layout.files["train"]]
    sizes = picture_sizes(trained, shape, workers)
    seldom = filter(None, (mixed, sizes.note, frames_note(trained, workers)))
    notes = (*layout.notes, *seldom, *scale_notes(root, parts))
    return DataSet(parts, layout.classes, divisor, left.listed(), notes=notes, pictures=sizes.line)


def folder_files(root: Path, kept: Sequence[str] | None = None) -> list[Path]:
    """The images that are a data set's samples, by path; none where it is none."""
    try:
        layout = understand(survey(root, left := Leavings()), left, kept)
    except (OSError, RecipeFailure):
        return []
    return sorted(path for files in layout.files.values() for path, _label in files)


def _depth(labelled: Labelled, workers: int) -> tuple[Depth, str | None]:
    """Numbers where every training image that can be read is deeper than eight bits; else bytes.

    With a word for people where some are, and others are not; if the first one is not, about a
    thousand are looked at.
    """
    paths = [path for path, _label in labelled]
    if next(filter(None, map(_depth_if_read, paths)), "bytes") == "bytes":
        paths = paths[:: max(1, len(paths) // MEASURED)]
    with ThreadPoolExecutor(workers) as pool:
        depths = [*pool.map(_depth_if_read, paths)]
    if "numbers" not in depths:
        return "bytes", None
    if "bytes" not in depths:
        return "numbers", None
    deep, other = (as_name(paths[depths.index(one)].name) for one in ("numbers", "bytes"))
    return "bytes", (
        f"training images such as `{deep}` have more than 8 bits, and are read with 8, "
        f"as `{other}` has no more"
    )


def _depth_if_read(path: Path) -> Depth | None:
    """None for what cannot be read, which is said when all images are decoded."""
    try:
        return depth_of(path)
    except RecipeFailure:
        return None


def _splits(
    layout: Layout, shape: tuple[int, ...], workers: int, depth: Depth
) -> dict[Part, Split]:
    room, parts = memory_budget(), {}
    for part, labelled in layout.files.items():
        parts[part] = _split(labelled, shape, workers, depth, room)
        samples = parts[part].samples
        room -= samples.array.nbytes if isinstance(samples, InMemory) else 0
    return parts


def _split(
    labelled: Labelled, shape: tuple[int, ...], workers: int, depth: Depth, room: int
) -> Split:
    files, labels = zip(*labelled, strict=True) if labelled else ((), ())
    disk = OnDisk(files, shape, workers, depth)
    samples: Samples
    if disk.nbytes <= room:
        samples = InMemory(disk.take(torch.arange(len(files))))
    else:
        samples = in_file(disk, disk.nbytes) or disk
    return Split(samples, torch.tensor(labels, dtype=torch.int64), files)
