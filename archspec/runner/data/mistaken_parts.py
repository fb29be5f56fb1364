"""Folders that would be taken for classes, and look like the parts of a data set."""

from collections.abc import Sequence

from archspec.diagnostics import Fix, Problem
from archspec.diagnostics.suggest import listed
from archspec.recipe import RecipeFailure
from archspec.recipe.part_names import part_meant
from archspec.runner.data.survey import Folder

NAMES = "`train`, `val`, `test`"


def check_are_classes(top: Folder, kept: Sequence[str] | None) -> None:
    """Nothing, where the folders of images in `top` may well be the classes.

    They are parts where all of them have names as parts do, or where each holds the same folders
    and no images: the network would learn to tell `my_train` from `my_val`.

    Args:
        top: a folder without any part that is called as one.
        kept: the classes that the recipe lists; who lists these folders means them as classes.

    Raises:
        RecipeFailure: A625 where they look like parts, or hold the parts.
    """
    folders = top.filled
    names = [one.name for one in folders]
    if len(folders) < 2 or (kept and {*kept} <= {*names}):
        return
    below = _common(folders)
    if below and all(map(part_meant, below)):
        raise _parts_below(top, names, below)
    telling = [name for name in names if part_meant(name)]
    if len(telling) == len(names) or below:
        raise _parts_here(top, names, below)


def _common(folders: Sequence[Folder]) -> list[str]:
    """The folders that each of these holds, where they hold nothing else.

    Where a name says that it is a part, it may lack some that others have.
    """
    held = [{below.name for below in one.filled} for one in folders]
    largest = max(held, key=len)
    if len(largest) < 2 or any(one.images for one in folders):
        return []
    telling = any(part_meant(one.name) for one in folders)
    alike = (bool(one) and one <= largest if telling else one == largest for one in held)
    return sorted(largest) if all(alike) else []


def _parts_here(top: Folder, names: Sequence[str], below: Sequence[str]) -> RecipeFailure:
    fact = f"the folders in `{top.path}` look like parts of the data, not classes: {listed(names)}"
    meant = [part_meant(name) for name in names]
    known = all(meant) and len({*meant}) == len(meant)
    pairs = ", ".join(f"`{name}` → `{part}`" for name, part in zip(names, meant, strict=True))
    name_them = Fix(f"name them {NAMES}" + (f": {pairs}" if known else ""))
    notes = (f"in them lie {listed(below)}",) if below else ("their images lie straight in them",)
    straight = () if below else (Fix(f"and put the images of each class into a folder in {NAMES}"),)
    return _failure(fact, notes, (name_them, *straight, _as_classes(names)))


def _parts_below(top: Folder, names: Sequence[str], below: Sequence[str]) -> RecipeFailure:
    fact = f"in `{top.path}`, each class has parts of its own, which are not told apart there"
    notes = (f"in {listed(names)} lie {listed(below)}",)
    move = f"put the classes into the parts: `{top.path}/train/{names[0]}/…`"
    return _failure(fact, notes, (Fix(move), _as_classes(names)))


def _as_classes(names: Sequence[str]) -> Fix:
    """How to say that the folders are meant as classes, with all that lies in them."""
    some = ", ".join(f'"{name}"' for name in names[:3]) + (", …" if len(names) > 3 else "")
    return Fix(f"or, if they are the classes, list them: `classes: [{some}]`")


def _failure(fact: str, notes: tuple[str, ...], fixes: tuple[Fix, ...]) -> RecipeFailure:
    return RecipeFailure([Problem("A625", fact, ("data", "root"), notes=notes, fixes=fixes)])
