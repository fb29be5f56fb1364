"""What a run began with, so that it never goes on with something else unnoticed.

`fingerprint.json` has the texts, the recipe and the facts of the run, and of each file of its data
the size, the time of its last change and a sum of what it holds. A file is read again only where
its time or its size is another one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from hashlib import blake2b
from pathlib import Path, PurePosixPath
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from archspec.diagnostics.readable import as_json
from archspec.diagnostics.suggest import listed
from archspec.files.extent import beyond
from archspec.files.run_files import FINGERPRINT, MAX_RECIPE_VALUES
from archspec.recipe import Recipe, recipe_of
from archspec.runner.data.contents import LARGE, contents
from archspec.runner.storage import read_json, unreadable

UNITS: Final = 20_000
"""Files that are kept apart; where a data set has more, those of a folder are one."""

NAMED: Final = 5
"""Changes that are told one by one."""


@dataclass(frozen=True)
class Print:
    """A file of the data, or all files of one of its folders.

    Args:
        size: their bytes together.
        changed: the time of the last change in nanoseconds since 1970, summed over the files.
        sums: of what they hold: by the name of each array, or one without a name.
    """

    size: int
    changed: int
    sums: Mapping[str, str]


@dataclass(frozen=True)
class DataPrint:
    """The data of a run.

    Args:
        whole: whether all of each file was read.
        files: by their names below the folder of the data.
    """

    whole: bool
    files: Mapping[str, Print]


@dataclass(frozen=True)
class Fingerprint:
    """All that a run began with.

    Args:
        texts: by name, what was kept with the run, such as its spec.
        recipe: as it was resolved, with what has been changed since by way of resuming.
        data: what it is trained on.
        facts: what was found of its network and its data, as `run.json` has it; None where an older
            version wrote the folder.
        identity: of the run, which its checkpoints have as well; nothing where an older version
            wrote the folder.
    """

    texts: Mapping[str, str]
    recipe: Mapping[str, Any]
    data: DataPrint
    facts: Mapping[str, Any] | None = None
    identity: str = ""

    @cached_property
    def began(self) -> Recipe:
        """The recipe as one.

        Raises:
            pydantic.ValidationError: if it is none.
        """
        return recipe_of(self.recipe)


Units = Mapping[str, Mapping[str, Path]]


def data_print(files: Mapping[str, Path], known: DataPrint | None = None) -> DataPrint:
    """The fingerprint of data as it is now.

    Args:
        files: of the data, by name.
        known: an earlier one; what seems unchanged since is not read again.

    Raises:
        OSError: if a file cannot be read.
    """
    units = dict(_units(files, UNITS))
    sizes = {
        name: sum(path.stat().st_size for path in unit.values()) for name, unit in units.items()
    }
    whole = known.whole if known else sum(sizes.values()) <= LARGE
    before = known.files if known else {}
    if len(units) == len(before) == 1:
        # A single file may be given under another name.
        before = dict(zip(units, before.values(), strict=True))
    found = {}
    for name, unit in units.items():
        changed = sum(path.stat().st_mtime_ns for path in unit.values())
        old = before.get(name)
        same = old is not None and (old.size, old.changed) == (sizes[name], changed)
        sums = old.sums if old and same else _sums(unit, whole=whole)
        found[name] = Print(sizes[name], changed, sums)
    return DataPrint(whole, found)


def differences(old: DataPrint, new: DataPrint) -> tuple[str, ...]:
    """What differs between two fingerprints, as sentences; nothing where the data is the same.

    >>> one = DataPrint(True, {"a.npz": Print(9, 0, {"x": "1", "y": "2"})})
    >>> other = DataPrint(True, {"a.npz": Print(9, 7, {"x": "3", "y": "2"})})
    >>> differences(one, other)
    ('`a.npz` has other contents: `x` changed, `y` did not',)
    >>> differences(one, one)
    ()
    """
    before, after = old.files, new.files
    if len(before) == len(after) == 1:
        before = dict(zip(after, before.values(), strict=True))
    found = [*_differences(before, after)]
    rest = len(found) - NAMED
    more = (f"and {rest:,} others",) if rest > 0 else ()
    return (*found[:NAMED], *more)


def _differences(before: Mapping[str, Print], after: Mapping[str, Print]) -> Iterator[str]:
    for name in sorted(before.keys() | after.keys()):
        if name not in after:
            yield f"`{name}` is gone"
        elif name not in before:
            yield f"`{name}` is new"
        elif before[name].sums != after[name].sums:
            parts = _arrays(before[name].sums, after[name].sums)
            yield f"`{name}` has other contents{parts}"


def _arrays(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    names = sorted((before.keys() | after.keys()) - {""})
    words = {
        "changed": [n for n in names if n in before and n in after and before[n] != after[n]],
        "went": [n for n in names if n not in after],
        "came": [n for n in names if n not in before],
        "did not": [n for n in names if before.get(n) == after.get(n)],
    }
    said = [f"{listed(some, 6)} {word}" for word, some in words.items() if some]
    return f": {', '.join(said)}" if said else ""


def as_text(fingerprint: Fingerprint) -> str:
    """The content of `fingerprint.json`."""
    return as_json(asdict(fingerprint)) + "\n"


def read_fingerprint(folder: Path) -> Fingerprint | None:
    """What the run in a folder began with; None where nothing says so.

    Raises:
        Failure: A641 if it cannot be read, A645 if it is not what a run writes there.
    """
    path = folder / FINGERPRINT
    if not path.is_symlink() and not path.exists():
        return None
    content = read_json(path)
    if isinstance(began := content.get("recipe"), dict) and (
        why := beyond(began, MAX_RECIPE_VALUES)
    ):
        raise unreadable(path, f"`recipe`: {why}")
    try:
        found = TypeAdapter(Fingerprint).validate_python(content)
        assert found.began  # noqa: S101  looked at once, so that it is one from here on
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"][:3]))
        raise unreadable(path, f"`{place}` is not what a run writes there") from None
    return found


def _units(files: Mapping[str, Path], most: int) -> Iterator[tuple[str, dict[str, Path]]]:
    """The files by themselves; or by folders, as far up as leaves no more than so many."""
    depth = max((len(PurePosixPath(name).parts) for name in files), default=1)
    groups = {name: {name: path} for name, path in files.items()}
    while len(groups) > most and depth > 1:
        depth -= 1
        groups = {}
        for name, path in files.items():
            groups.setdefault("/".join(PurePosixPath(name).parts[:depth]), {})[name] = path
    yield from groups.items()


def _sums(unit: Mapping[str, Path], *, whole: bool) -> dict[str, str]:
    if len(unit) == 1:
        return contents(*unit.values(), whole=whole)
    together = blake2b(digest_size=16)
    for name, path in sorted(unit.items()):
        together.update(f"{name}\0{contents(path, whole=whole)}\0".encode("utf-8", "replace"))
    return {"": together.hexdigest()}
