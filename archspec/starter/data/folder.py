"""A folder of pictures, with one below it for each class, or with masks beside them."""

import os
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from shlex import quote
from typing import Final

from archspec.diagnostics import Failure
from archspec.files import expanded
from archspec.recipe.class_folders import class_folders
from archspec.recipe.columns import TABLES
from archspec.recipe.data import Data
from archspec.recipe.on_disk import parts_on_disk
from archspec.recipe.part_names import part_named
from archspec.recipe.picture_names import has_picture_ending
from archspec.starter.data.found import Found, held_back, refused
from archspec.starter.request import Unfit, Wanted
from archspec.syntax.writing import written

LOOKED_AT: Final = 1_000
"""Files of a folder whose names are looked at."""

TEXTS: Final = frozenset((".txt", ".md"))
LAYOUT: Final = "put the pictures of each class into a folder of its own: `{0}/cat/…`, `{0}/dog/…`"


def of_folder(path: str, wanted: Wanted) -> Found:
    """What a folder of pictures says.

    Raises:
        Failure: A625 where it is no folder of classes, nor one of pictures with masks.
        Unfit: where it has another number of classes than was asked for.
    """
    if wanted.family == "unet":
        return _masks(path)
    if wanted.family == "autoencoder":
        return _pictures(path)
    names = class_folders(path)
    if names is None:
        raise _no_classes(path)
    if wanted.classes not in (0, len(names)) or wanted.values:
        given = f"--classes {wanted.classes}" if wanted.classes else f"--values {wanted.values}"
        raise Unfit(f"`{path}` has {len(names)} folders of classes: leave `{given}` out")
    held = held_back(parts_on_disk(Data(folder=path)))
    line = f"data: {{folder: {written(path)}{held}}}  # a folder for each class"
    told = f"{len(names)} classes of `{path}`: {', '.join(names[:6])}{', …' * (len(names) > 6)}"
    return Found("images", (line,), classes=len(names), told=told, samples=_samples(path))


def _samples(path: str) -> int:
    """How many pictures there are in folders of classes to train on, up to those looked at."""
    place = expanded(path)
    inside = (name for name in _names(place) if part_named(name) == "train")
    files = (name for _, _, names in os.walk(place / next(inside, "")) for name in names)
    return sum(has_picture_ending(Path(name)) for name in islice(files, LOOKED_AT))


def _names(folder: Path) -> list[str]:
    return [one.name for one in islice(folder.iterdir(), LOOKED_AT) if one.is_dir()]


def _pictures(path: str) -> Found:
    """Pictures that are their own targets."""
    if class_folders(path) is not None:
        line = f"data: {{folder: {written(path)}, inputs: {{input: image}}, val: 0.1}}"
        return Found("images", (line,), told=f"the pictures in the folders of `{path}`")
    if (pattern := _pattern(path)) is None:
        raise refused("A625", f"no pictures lie in `{path}`")
    lines = ("data:", "  fields:", f"    image: {{image: {pattern}}}", "  val: 0.1")
    return Found("images", lines, told=f"the pictures in `{path}`")


def _masks(path: str) -> Found:
    """Pictures and masks of the same names, in two folders."""
    images, masks = (_pattern(f"{path}/{name}") for name in ("images", "masks"))
    if images is None or masks is None:
        fact = f"`{path}` has no pictures in `images` and masks in `masks`"
        raise refused("A625", fact, "a picture and its mask have one name, but for the ending")
    lines = (
        "data:",
        "  fields:",
        f"    image: {{image: {images}}}",
        f"    mask: {{mask: {masks}}}",
        "  val: 0.1",
    )
    return Found("masks", lines, told=f"the masks in `{path}/masks` of the pictures beside them")


def _pattern(folder: str) -> str | None:
    """The pattern of the pictures in a folder, by the ending that most of them have."""
    endings = Counter(one.suffix for one in _files(expanded(folder)) if has_picture_ending(one))
    return written(f"{folder}/*{endings.most_common(1)[0][0]}") if endings else None


def _files(folder: Path) -> Iterator[Path]:
    try:
        yield from islice((one for one in folder.iterdir() if one.is_file()), LOOKED_AT)
    except OSError:
        return


def _no_classes(path: str) -> Failure:
    """Why a folder has no classes, and what to do with what lies in it."""
    place = expanded(path)
    below = [one for one in islice(place.iterdir(), LOOKED_AT) if one.is_dir()]
    files = [one for folder in (place, *below) for one in _files(folder)]
    texts = [one for one in files if one.suffix.lower() in TEXTS]
    if len(texts) > len(files) // 2:
        fact = f"`{path}` is a folder of text files, and texts are rows of a table here"
        return refused("A625", fact, "docs/data.md#texts has the lines that make one of them")
    if tables := [one for one in files if one.suffix.lower() in TABLES]:
        fact = f"`{path}` has no folders of pictures, but a table"
        return refused("A625", fact, f"name it: `--data {quote(str(tables[0]))}`")
    if any(map(has_picture_ending, files)):
        fact = f"the classes of the pictures in `{path}` are not certain from its folders"
        return refused("A625", fact, LAYOUT.format(path))
    return refused("A625", f"no pictures lie in the folders of `{path}`", LAYOUT.format(path))
