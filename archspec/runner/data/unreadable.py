"""The images of a data set that cannot be read, all of them at once."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from archspec.diagnostics import Fix, Problem
from archspec.recipe import RecipeFailure
from archspec.runner.data.decoding import decode_all
from archspec.runner.data.picture import Depth, read_picture

SHOWN: Final = 10
"""Files that are named; there may be thousands."""


def unreadable(
    paths: Sequence[Path], shape: Sequence[int], workers: int, depth: Depth
) -> RecipeFailure | None:
    """The failure that names the images which cannot be read, if there are any.

    Every image is decoded for it, which is done where one of them could not be.

    Args:
        paths: all images of the data set.
        shape: of the network's input.
        workers: images decoded at the same time.
        depth: how values are read.
    """
    faults: dict[int, str] = {}

    def look(number: int, room: int | None) -> None:
        try:
            read_picture(paths[number], shape, depth, room)
        except RecipeFailure as failure:
            faults[number] = failure.problems[0].notes[0]

    decode_all(len(paths), look, workers)
    found = [(paths[number], faults[number]) for number in sorted(faults)]
    return _failure(found) if found else None


def _failure(found: Sequence[tuple[Path, str]]) -> RecipeFailure:
    if len(found) == 1:
        ((path, why),) = found
        fact, notes, it = f"cannot read the image `{path}`", (why,), "it"
    else:
        fact, it = f"cannot read {len(found):,} of the images", "them"
        more = len(found) - SHOWN
        others = (f"and {more:,} other{'s' * (more > 1)}",) if more > 0 else ()
        notes = (*(f"`{path}`: {why}" for path, why in found[:SHOWN]), *others)
    mend = Fix(f"save {it} anew with a program that shows {it}, or remove {it} from the folder")
    return RecipeFailure([Problem("A626", fact, ("data", "root"), notes=notes, fixes=(mend,))])
