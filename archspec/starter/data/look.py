"""A folder, a table or an archive, looked at before a file is written for it."""

from pathlib import Path

from archspec.diagnostics import Failure
from archspec.files import expanded, is_there, reason
from archspec.files.nearby import nearby
from archspec.recipe.columns import ARCHIVES, TABLES, Unreadable
from archspec.starter.data.arrays import of_arrays
from archspec.starter.data.folder import of_folder
from archspec.starter.data.found import Found, refused
from archspec.starter.data.table import of_table
from archspec.starter.request import Wanted


def look(path: str, wanted: Wanted) -> Found:
    """What the data says of the network.

    Args:
        path: of a folder, a table or an archive, as a recipe is to have it.
        wanted: what was asked for besides.

    Raises:
        Failure: A620 where it is not there, A602, A624, A625, A650, A654 where no network can be
            begun for it.
        Unfit: where what was asked for does not go with it.
    """
    place = expanded(path)
    if not is_there(place):
        raise _absent(path, place)
    if place.is_dir():
        return of_folder(path, wanted)
    ending = place.suffix.lower()
    if ending not in (*TABLES, *ARCHIVES):
        fact = f"`{path}` is neither a folder nor a table nor an archive of arrays"
        forms = f"tables end in {', '.join(TABLES)}, archives in {', '.join(ARCHIVES)}"
        raise refused("A654", fact, forms, "docs/data.md says how data may lie")
    try:
        return of_table(path, wanted) if ending in TABLES else of_arrays(path, wanted)
    except Unreadable as error:
        raise refused("A654", f"`{path}` cannot be read: {error}") from None
    except OSError as error:
        raise refused("A620", f"`{path}` cannot be read: {reason(error)}") from None


def _absent(path: str, place: Path) -> Failure:
    kind = "file" if place.suffix else "folder"
    found = nearby(place, "file", "folder")
    fact = f"there is no such {kind}: `{path}`"
    alone = "leave `--data` out, and name the data in the file later"
    return refused("A620", fact, *([found] if found else []), alone)
