"""What a tree of folders means: its parts, and the classes of each."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from archspec.diagnostics import Fix, Problem
from archspec.diagnostics.suggest import listed, near
from archspec.recipe import RecipeFailure
from archspec.recipe.part_names import part_named
from archspec.runner.data.account import left_text
from archspec.runner.data.bounds import MAX_CLASSES
from archspec.runner.data.mistaken_parts import check_are_classes
from archspec.runner.data.samples import PARTS, Part
from archspec.runner.data.survey import Folder, Leavings

LAYOUT = Fix(
    "put the images of each class into a folder: `root/<class>/…`, or `root/train/<class>/…` and "
    "`root/test/<class>/…`"
)

Labelled = list[tuple[Path, int]]
"""Files with the numbers of their classes."""


@dataclass(frozen=True)
class Layout:
    """What a folder is.

    Args:
        files: of each part, with the numbers of their classes.
        classes: their names.
        notes: what is odd about these, each a sentence without a full stop.
    """

    files: dict[Part, Labelled]
    classes: tuple[str, ...]
    notes: tuple[str, ...] = ()


def understand(top: Folder, left: Leavings, kept: Sequence[str] | None = None) -> Layout:
    """The data set that a folder is; what has no part in it goes to `left`.

    Folders that are called as parts are and hold folders of images are the parts. Without any, the
    folder itself holds the training images. The class folders of the training images, sorted by
    name, are the classes; images may lie at any depth in them.

    Args:
        top: the folder.
        left: told of what is left out.
        kept: the classes that the recipe lists.

    Raises:
        RecipeFailure: A625 where it can mean nothing, or two things; A602 with one class alone.
    """
    parts = _parts(top, left)
    train = parts["train"]
    if train is top:
        check_are_classes(top, kept)
    names = tuple(sorted(one.name for one in train.filled))
    _check_classes(train, names, left)
    for part in parts.values():
        _check_one_form(part)
    empty = {one.name for one in train.folders} - {*names}
    for part in parts.values():
        _check_known(part, train, names, empty)
    files = {part: list(_labelled(parts[part], names, left)) for part in PARTS if part in parts}
    if len(names) == 1:
        raise _one_class(train, train.filled[0], alone=train is top)
    return Layout(files, names, tuple(_alike(names)))


def _check_one_form(part: Folder) -> None:
    """Nothing, where no two folders of a part have names that look the same."""
    names = Counter(one.name for one in part.filled)
    if twice := next((name for name, times in names.items() if times > 1), None):
        fact = f"`{part.path}` has two folders `{twice}`, whose accents are written in two ways"
        raise unfit(fact, Fix("put the images of both into one of them"))


def _alike(names: Sequence[str]) -> Iterator[str]:
    """Classes that may be meant as one; single letters may well be told apart by their size."""
    spelt: dict[str, list[str]] = {}
    for name in names:
        spelt.setdefault(" ".join(name.split()).casefold(), []).append(name)
    for some in spelt.values():
        if len({name.casefold() for name in some}) > 1:
            yield f"classes {listed(some)} differ in blanks or capitals alone"
        elif len(some) > 1 and len(some[0]) > 1:
            yield f"classes {listed(some)} differ in capitals alone"


def _parts(top: Folder, left: Leavings) -> dict[Part, Folder]:
    found: dict[Part, list[Folder]] = {part: [] for part in PARTS}
    others: list[Folder] = []
    for one in top.folders:
        part = part_named(one.name)
        (found[part] if part and _of_classes(one) else others).append(one)
    for part, folders in found.items():
        if len(folders) > 1:
            names = listed(one.name for one in folders)
            raise unfit(f"in `{top.path}`, {names} are all names of the part `{part}`")
    parts = {part: folders[0] for part, folders in found.items() if folders}
    if parts and "train" not in parts:
        names = listed(one.name for one in parts.values())
        raise unfit(f"`{top.path}` has {names}, and no folder `train` beside them")
    if not parts:
        return {"train": top}
    _leave(top.images, others, left)
    return parts


def _of_classes(folder: Folder) -> bool:
    """Whether a folder holds folders of images, or empty ones and nothing else."""
    return bool(folder.filled or (folder.folders and not folder.images))


def _leave(images: Sequence[Path], others: Sequence[Folder], left: Leavings) -> None:
    """Counts what lies beside the parts."""
    for path in images:
        left.add("image", "in no class folder", path.name)
    for one in others:
        why = "its images lie in no class folders" if part_named(one.name) else "not a part"
        left.add("folder", why if one.images or one.filled else "empty", one.name)


def _check_known(part: Folder, train: Folder, names: Sequence[str], empty: set[str]) -> None:
    """Nothing, where the training images have every class of the part."""
    for name in (one.name for one in part.filled):
        if name in empty:
            fact = f"`{train.path / name}` is empty, and `{part.path / name}` is not"
            raise unfit(fact, Fix(f"put the training images of `{name}` there"))
        if name not in names:
            alike = [Fix(f"call it `{one}`, as there") for one in near(name, names)[:1]]
            more = f"put training images of it into `{train.path / name}`, or leave it out here"
            fixes = alike or [Fix(more)]
            raise unfit(f"`{part.path}` has a class that the training images lack: {name}", *fixes)


def _labelled(part: Folder, names: Sequence[str], left: Leavings) -> Iterator[tuple[Path, int]]:
    filled = {one.name: one for one in part.filled}
    for path in part.images:
        left.add("image", "in no class folder", path.name)
    for one in part.folders:
        if one.name not in filled:
            left.add("folder", "empty", one.name)
    for label, name in enumerate(names):
        if name in filled:
            yield from ((path, label) for path in sorted(filled[name].all_images()))


def _check_classes(train: Folder, names: Sequence[str], left: Leavings) -> None:
    if not names and train.images:
        told = tuple(f"left out: {left_text(one)}" for one in left.listed()[:3])
        raise unfit(f"the images of `{train.path}` lie in no class folders", notes=told)
    if not names:
        folders = listed(one.name for one in train.folders)
        notes = (
            (f"{folders} {'is' if len(train.folders) == 1 else 'are'} empty",) if folders else ()
        )
        notes = (*notes, *(f"left out: {left_text(one)}" for one in left.listed()[:3]))
        raise unfit(f"there are no images in the class folders of `{train.path}`", notes=notes)
    if len(names) > MAX_CLASSES:
        raise unfit(f"`{train.path}` has {len(names):,} classes, more than {MAX_CLASSES:,}")


def _one_class(train: Folder, only: Folder, *, alone: bool) -> RecipeFailure:
    fact = f"`{train.path}` has one class, `{only.name}`, which leaves nothing to tell apart"
    below = [one.name for one in only.filled]
    empty = [one.name for one in train.folders if one.name != only.name]
    notes = tuple(
        f"{what} {listed(names)}"
        for what, names in (("below it lie", below), ("empty folders:", empty))
        if names
    )
    fixes = (LAYOUT,)
    if len(below) > 1 and alone:
        fixes = (Fix(f"write `root: {only.path}`, if these are meant"),)
    elif len(below) > 1:
        fixes = (Fix(f"put these straight into `{train.path}`, if they are the classes"),)
    return RecipeFailure([Problem("A602", fact, ("data", "root"), notes=notes, fixes=fixes)])


def unfit(fact: str, *fixes: Fix, notes: tuple[str, ...] = ()) -> RecipeFailure:
    """The failure that a folder is no data set."""
    helps = fixes or (LAYOUT,)
    return RecipeFailure([Problem("A625", fact, ("data", "root"), notes=notes, fixes=helps)])
