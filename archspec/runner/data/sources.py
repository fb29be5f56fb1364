"""From the name of a data set to its samples, wherever they are on this machine."""

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from archspec.diagnostics import Fix, Problem
from archspec.files import expanded, is_there, reason
from archspec.files.nearby import nearby
from archspec.recipe import DATASETS, Data, RecipeFailure
from archspec.recipe.data_plugins import Reader, reader
from archspec.runner.data.cifar import read_cifar
from archspec.runner.data.download import download
from archspec.runner.data.folder import read_folder
from archspec.runner.data.idx import read_idx
from archspec.runner.data.mat import read_mat
from archspec.runner.data.npz import read_npz
from archspec.runner.data.samples import DataSet, Part, in_memory
from archspec.runner.progress import Progress

HERE = Path("data")
SYSTEM = Path("/usr/share/datasets")
DIGITS = Path(__file__).parent.parent / "digits.npz"

Arrays = dict[Part, tuple[np.ndarray, np.ndarray]]


def read(data: Data, shape: Sequence[int], workers: int, progress: Progress) -> DataSet:
    """All parts of the data set that `data` names.

    Args:
        data: the recipe's `data`.
        shape: of the network's input; image folders are scaled to it.
        workers: image files decoded at the same time.
        progress: told of downloads.

    Raises:
        RecipeFailure: A620 to A626 if it is not there or not what it should be.
    """
    if data.name == "npz":
        return read_npz(expanded(data.root or ""))
    if data.name == "image_folder":
        return read_folder(expanded(data.root or ""), shape, workers, data.classes)
    if added := reader(data.name):
        arrays = _of_others(data, added)
    elif data.name == "digits":
        # Sixteen shades of grey: bytes 0 to 16, spread over 0 to 1.
        arrays = {
            part: (x.astype(np.float32) / 16, y.astype(np.int64)) for part, (x, y) in _digits()
        }
    else:
        arrays = _published(data, progress)
    parts = {part: in_memory(images, labels) for part, (images, labels) in arrays.items()}
    return DataSet(parts, DATASETS[data.name].classes or ())


def _of_others(data: Data, read_it: Reader) -> Arrays:
    """What somebody's function reads, held against what was said of it."""
    try:
        found = read_it(expanded(data.root) if data.root else None)
    except OSError as error:
        field = ("data", "root" if data.root else "dataset")
        fact = f"the files of {data.name} cannot be read"
        raise RecipeFailure([Problem("A620", fact, field, notes=(reason(error),))]) from None
    parts: tuple[Part, ...] = ("train", "test")
    arrays = {part: found[part] for part in parts if part in found}
    return _checked(
        data,
        {
            part: (np.asarray(images), np.asarray(labels).astype(np.int64))
            for part, (images, labels) in arrays.items()
        },
    )


def _digits() -> Iterator[tuple[Part, tuple[np.ndarray, np.ndarray]]]:
    with np.load(DIGITS, allow_pickle=False) as content:
        parts: tuple[Part, ...] = ("train", "test")
        for part in parts:
            yield part, (content[f"x_{part}"], content[f"y_{part}"])


def _published(data: Data, progress: Progress) -> Arrays:
    """A public set from the first place that has it, downloaded if need be and allowed."""
    for place in filter(is_there, places(data)):
        if (found := READERS[data.name](place, data.name)) is not None:
            return _checked(data, found)
    target = expanded(data.root) if data.root else HERE / data.name
    if data.download and (data.root is None or is_here(target)):
        _download(data, target, progress)
        found = READERS[data.name](target, data.name) if is_there(target) else None
        if found is not None:
            return _checked(data, found)
    raise _missing(data, target)


def _download(data: Data, target: Path, progress: Progress) -> None:
    try:
        download(data.name, target, progress)
    except OSError as error:
        fact = f"{data.name} could not be put into `{target}`"
        raise RecipeFailure(
            [
                Problem(
                    "A621",
                    fact,
                    ("data", "root" if data.root else "dataset"),
                    notes=(reason(error),),
                )
            ]
        ) from None


def is_here(target: Path) -> bool:
    """Whether a folder is below that in which archspec runs: no recipe has files put elsewhere."""
    try:
        # Where links lead in a circle, `Path.resolve` raises another error.
        return Path(os.path.realpath(target)).is_relative_to(os.path.realpath(Path.cwd()))
    except ValueError:  # a name that nothing can have
        return False


def places(data: Data) -> list[Path]:
    """Where the files may be: `root` alone if given, with the sub-folders torchvision makes."""
    inner = RAW.get(data.name)
    if data.root:
        return [expanded(data.root), *([expanded(data.root) / inner] if inner else [])]
    dashed = data.name.replace("_", "-")
    named = [HERE / data.name, HERE / dashed, SYSTEM / dashed, SYSTEM / data.name]
    # Files of the idx sets all have the same names, so these lie in a folder of their own.
    return [*named, HERE / inner if inner else HERE]


RAW = {"mnist": "MNIST/raw", "fashion_mnist": "FashionMNIST/raw", "kmnist": "KMNIST/raw"}
"""Where torchvision puts the files of the idx sets below its root."""


def _idx(folder: Path, _dataset: str) -> Arrays | None:
    names: dict[Part, str] = {"train": "train", "test": "t10k"}
    found: Arrays = {}
    for part, name in names.items():
        images = either(folder / f"{name}-images-idx3-ubyte")
        labels = either(folder / f"{name}-labels-idx1-ubyte")
        if images is None or labels is None:
            return None
        found[part] = (read_idx(images, 3)[:, None], read_idx(labels, 1).astype(np.int64))
    return found


def either(path: Path) -> Path | None:
    """The file, or else the same one packed."""
    zipped = path.with_name(path.name + ".gz")
    return next((one for one in (path, zipped) if one.is_file()), None)


def _svhn(folder: Path, _dataset: str) -> Arrays | None:
    parts: tuple[Part, ...] = ("train", "test")
    files = {part: folder / f"{part}_32x32.mat" for part in parts}
    if not all(path.is_file() for path in files.values()):
        return None
    contents = {part: read_mat(path) for part, path in files.items()}
    return {
        # Stored as height, width, channel, sample; the digit 0 has the label 10.
        part: (content["X"].transpose(3, 2, 0, 1), content["y"].ravel().astype(np.int64) % 10)
        for part, content in contents.items()
        if {"X", "y"} <= content.keys() and content["X"].ndim == 4
    }


READERS: dict[str, Callable[[Path, str], Arrays | None]] = {
    "mnist": _idx,
    "fashion_mnist": _idx,
    "kmnist": _idx,
    "svhn": _svhn,
    "cifar10": read_cifar,
    "cifar100": read_cifar,
}


def _checked(data: Data, arrays: Arrays) -> Arrays:
    """The arrays, if images and labels are as many and as large as this data set's."""
    facts = DATASETS[data.name]
    for part in ("train", "test") if facts.test else ("train",):
        images, labels = arrays.get(part, (np.empty(0), np.empty(0)))
        count = len(facts.classes or ())
        if len(images) != len(labels) or images.shape[1:] != facts.shape:
            why = f"{len(images):,} images of shape {images.shape[1:]}, {len(labels):,} labels"
        elif len(labels) == 0 or labels.min() < 0 or labels.max() >= count:
            why = f"labels are not between 0 and {count - 1}"
        else:
            continue
        fact = f"the {part} files are not those of {data.name}"
        raise RecipeFailure([Problem("A622", fact, ("data", "root"), notes=(why,))])
    return arrays


def _missing(data: Data, target: Path) -> RecipeFailure:
    looked = ", ".join(f"`{place}`" for place in places(data))
    notes, way_out = [f"looked in {looked}"], "allow `download: true`"
    if data.download:
        notes.append("nothing is downloaded to a place outside of the folder where archspec runs")
        way_out = f"or leave `root` out, and they are downloaded into `{HERE / data.name}`"
    meant = nearby(target, "folder") if data.root and not is_there(target) else None
    return RecipeFailure(
        [
            Problem(
                "A620",
                f"the files of {data.name} are not on this machine",
                ("data", "root" if data.root else "dataset"),
                notes=tuple(notes),
                fixes=(
                    *((Fix(meant),) if meant else ()),
                    Fix(f"put them into `{target}`, or name their folder with `root:`"),
                    Fix(way_out),
                ),
            )
        ]
    )
