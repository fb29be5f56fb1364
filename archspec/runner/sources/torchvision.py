"""Data sets that torchvision reads, and downloads where it may."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from archspec.diagnostics import Fix, Problem
from archspec.diagnostics.readable import as_name
from archspec.files import expanded, is_there
from archspec.recipe import Data, RecipeFailure
from archspec.recipe.published import PUBLISHED, PublishedSet
from archspec.runner.data.packed import Item, Packed
from archspec.runner.data.picture import without_programs
from archspec.runner.data.samples import Part
from archspec.runner.data.sources import HERE, is_here
from archspec.runner.progress import Progress
from archspec.runner.sources.raw import Column, Raw, Source

PAGE: Final = "https://docs.pytorch.org/vision/stable/datasets.html"
LABELS: Final = ("_labels", "targets", "labels", "y", "_samples", "_flat_character_images")
"""Where the classes of torchvision keep the labels of all samples, alone or behind each file."""


def published_root(data: Data) -> Path:
    """The folder of a data set of torchvision's."""
    return expanded(data.root) if data.root else HERE / data.name


def read_published(data: Data, progress: Progress) -> Source:
    """The samples of a data set of torchvision's; pictures are decoded when they are needed.

    Raises:
        RecipeFailure: A506 where it needs a package that is missing, A620 where it is not there and
            may not be downloaded, A621 where that fails, A622 where its files are damaged.
    """
    known, root = PUBLISHED[data.name], published_root(data)
    sets = {part: _opened(data, known, root, words, progress) for part, words in _words(known)}
    parts = {part: _raw(known, one) for part, one in sets.items()}
    classes = _classes(known, sets["train"])
    return Source(parts, len(parts) > 1, {"label": classes} if classes else {})


def _words(known: PublishedSet) -> list[tuple[Part, Mapping[str, Any]]]:
    return [(part, {**known.given, **words}) for part, words in known.parts.items()]


def _opened(
    data: Data, known: PublishedSet, root: Path, words: Mapping[str, Any], progress: Progress
) -> Any:
    import torchvision.datasets

    reader = getattr(torchvision.datasets, known.reader)
    fetch = known.fetched and data.download and (data.root is None or is_here(root))
    try:
        with without_programs():
            found = _tried(reader, root, words)
            if found is None and fetch:
                progress.on_note(f"torchvision downloads {data.name} into `{root}`")
                root.mkdir(parents=True, exist_ok=True)
                return reader(str(root), download=True, **words)
    except ImportError as error:
        raise _lacks(data, error) from None
    except Exception as error:
        # Each of these classes raises what its files make it raise.
        raise _failed(data, root, error, fetched=fetch) from None
    if found is None:
        raise _absent(data, known, root)
    return found


def _tried(reader: Any, root: Path, words: Mapping[str, Any]) -> Any:
    """The data set as it lies there, or nothing where it does not."""
    if not is_there(root):
        return None
    never = {"download": False} if reader.__name__ == "SEMEION" else {}
    try:
        return reader(str(root), **never, **words)
    except (FileNotFoundError, RuntimeError) as error:
        if "not found" in str(error).lower() or isinstance(error, FileNotFoundError):
            return None
        raise


def _raw(known: PublishedSet, dataset: Any) -> Raw:
    count = len(dataset)
    columns: dict[str, Column] = {"image": _pictures(dataset, count, (0,))}
    if known.mask:
        place = (1, 1) if known.classes else (1,)
        columns["mask"] = _pictures(dataset, count, place, known.lowest)
    if known.classes:
        columns["label"] = _labels(dataset, count)
    if known.attributes:
        table = np.asarray(dataset.attr)
        columns |= {name: table[:, place] for place, name in enumerate(known.attributes)}
    return Raw(columns, count)


def _pictures(dataset: Any, count: int, place: tuple[int, ...], lowest: int = 0) -> Packed:
    return Packed(tuple(Item(dataset, row, place, lowest) for row in range(count)))


def _labels(dataset: Any, count: int) -> np.ndarray:
    """The labels of all samples: as the data set keeps them, or else from each sample."""
    for name in LABELS:
        kept = getattr(dataset, name, None)
        if kept is not None and len(kept) == count and (found := _numbers(kept)) is not None:
            return found
    labels = [dataset[row][1] for row in range(count)]
    return np.array([one[0] if isinstance(one, tuple) else one for one in labels], np.int64)


def _numbers(kept: Sequence[Any]) -> np.ndarray | None:
    first = kept[0]
    behind = isinstance(first, (tuple, list)) and len(first) == 2
    values = np.asarray([one[1] for one in kept] if behind else kept)
    whole = values.ndim == 1 and values.dtype.kind in "iu"
    return values.astype(np.int64) if whole else None


def _classes(known: PublishedSet, dataset: Any) -> tuple[str, ...]:
    """The names of the classes where the data set has one for each, else their numbers."""
    if not known.classes:
        return ()
    found = getattr(dataset, "classes", None) or ()
    names = tuple(as_name(one[0] if isinstance(one, tuple) else str(one)) for one in found)
    fits = len(names) == known.classes == len({*names})
    return names if fits else tuple(map(str, range(known.classes)))


def _absent(data: Data, known: PublishedSet, root: Path) -> RecipeFailure:
    fact = f"the files of {data.name} are not on this machine"
    notes = [f"looked in `{root}`"]
    if not known.fetched:
        notes.append(f"nobody may download it: {PAGE} says where it is")
    fixes = [Fix(f"put them into `{root}` as torchvision's `{known.reader}` wants them")]
    if known.fetched and not data.download:
        fixes.append(Fix("allow `download: true`"))
    elif known.fetched:
        fixes.append(Fix(f"or leave `root` out, and they are downloaded into `{HERE / data.name}`"))
    place = ("data", "root" if data.root else "dataset")
    return RecipeFailure([Problem("A620", fact, place, notes=tuple(notes), fixes=tuple(fixes))])


def _lacks(data: Data, error: ImportError) -> RecipeFailure:
    package = error.name or "scipy"
    fact = f"`{package}` is not installed, which {data.name} takes"
    fix = Fix(f"install it with `pip install {package}`")
    return RecipeFailure([Problem("A506", fact, ("data", "dataset"), fixes=(fix,))])


def _failed(data: Data, root: Path, error: Exception, *, fetched: bool) -> RecipeFailure:
    code = "A621" if fetched else "A622"
    fact = f"{data.name} could not be {'downloaded into' if fetched else 'read from'} `{root}`"
    notes = (f"{type(error).__name__}: {as_name(str(error))}",)
    place = ("data", "root" if data.root else "dataset")
    return RecipeFailure([Problem(code, fact, place, notes=notes)])
