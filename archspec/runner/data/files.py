"""The files that a data set is read from, by which a run can tell whether it is still the same."""

from itertools import islice
from pathlib import Path
from typing import Final

from archspec.files import expanded
from archspec.recipe import Data
from archspec.recipe.columns.column import is_pattern
from archspec.recipe.data_plugins import reader
from archspec.recipe.published import PUBLISHED
from archspec.recipe.sources import Files, listed_files
from archspec.runner.data.cifar import LAYOUTS
from archspec.runner.data.folder import folder_files
from archspec.runner.data.patterns import matching_files
from archspec.runner.data.sources import DIGITS, HERE, either, places

MAX_BELOW: Final = 5_000_000


def data_files(data: Data) -> dict[str, Path]:
    """Every file of the data set, under a name that stays the same where the data is moved.

    >>> list(data_files(Data(dataset="digits")))
    ['digits.npz']
    """
    if data.name == "digits":
        return {DIGITS.name: DIGITS}
    if data.name == "npz":
        path = expanded(data.root or "")
        return {path.name: path}
    if data.name in ("table", "arrays"):
        return _listed(data)
    if data.shards is not None:
        return _shards(data.shards)
    if data.name == "fields":
        return _matching(data)
    if data.name in ("image_folder", "folder"):
        root = expanded(data.root or data.folder or "")
        found = folder_files(root, data.classes)
        return {path.relative_to(root).as_posix(): path for path in found}
    if data.name in PUBLISHED:
        root = expanded(data.root) if data.root else HERE / data.name
        return {path.relative_to(root).as_posix(): path for path in _below(root)}
    if reader(data.name) is not None:
        return _of_root(expanded(data.root)) if data.root else {}
    sets = (_published(place, data.name) for place in places(data))
    return {path.name: path for path in next(filter(None, sets), ())}


def _below(root: Path) -> list[Path]:
    """All files below a folder; what is linked is left where it is."""
    found = (path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    return sorted(islice(found, MAX_BELOW))


def _of_root(root: Path) -> dict[str, Path]:
    """The files at a root, which is a file or a folder."""
    found = [root] if root.is_file() else sorted(path for path in root.glob("*") if path.is_file())
    return {path.name: path for path in found}


def _listed(data: Data) -> dict[str, Path]:
    given = data.table if data.table is not None else data.arrays
    assert given is not None  # noqa: S101  the source is one of these
    paths = [expanded(one.path) for one in listed_files(data.name, given)]
    return _by_name(paths)


def _by_name(paths: list[Path]) -> dict[str, Path]:
    names = [path.name for path in paths]
    # Files of one name lie in several folders.
    said = names if len(set(names)) == len(names) else [path.as_posix() for path in paths]
    return dict(zip(said, paths, strict=True))


def _shards(given: Files) -> dict[str, Path]:
    ends = [expanded(one.path) for one in listed_files("shards", given)]
    found = [matching_files(str(path)) if is_pattern(path.name) else [path] for path in ends]
    return _by_name([path for paths in found for path in paths])


def _matching(data: Data) -> dict[str, Path]:
    return {
        f"{name}/{path.name}": path
        for name, field in data.fields.items()
        for pattern in field.columns
        if is_pattern(pattern)
        for path in matching_files(pattern)
    }


def _published(folder: Path, dataset: str) -> list[Path]:
    """The files of a published set, if all of them are in this folder."""
    if dataset == "svhn":
        return _all([[folder / f"{part}_32x32.mat" for part in ("train", "test")]])
    if dataset not in LAYOUTS:
        kinds = ("images-idx3-ubyte", "labels-idx1-ubyte")
        names = [f"{part}-{kind}" for part in ("train", "t10k") for kind in kinds]
        return _all([[either(folder / name) or folder / name for name in names]])
    binary, pickled, parts = LAYOUTS[dataset]
    names = [name for names in parts.values() for name in names]
    ways = [(place, ".bin") for place in (folder / binary, folder)]
    ways += [(place, "") for place in (folder / pickled, folder)]
    return _all([[place / f"{name}{ending}" for name in names] for place, ending in ways])


def _all(ways: list[list[Path]]) -> list[Path]:
    return next((way for way in ways if all(path.is_file() for path in way)), [])
