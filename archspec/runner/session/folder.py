"""The folder of a run: claimed by one process, and held by it for as long as it trains there."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from shlex import quote

from archspec.diagnostics import Failure, Fix, Problem
from archspec.files import (
    STALE,
    Content,
    Held,
    Holder,
    holder_of,
    locked,
    missing_folders,
    remove_empty,
)
from archspec.files.run_files import LOCK
from archspec.runner.storage import check_names, holds_run, occupied, sweep, unwritable, write_all

Say = Callable[[str], None]


@dataclass(frozen=True)
class FirstFree:
    """The first folder `name`, `name-2`, … that nobody has, chosen when it is made."""

    home: Path
    name: str

    def __iter__(self) -> Iterator[Path]:
        """The folders in the order in which they are tried, without an end."""
        number = 1
        while True:
            yield self.home / (self.name if number == 1 else f"{self.name}-{number}")
            number += 1


@contextmanager
def new_folder(place: Path | FirstFree, note: Say) -> Iterator[Path]:
    """A folder for a new run, which no other process gets.

    What was made of it is taken away again where the block fails before the run has begun.

    Raises:
        Failure: A640 if a run is there already, A644 if it cannot be made, A649 if another process
            has it.
    """
    with ExitStack() as stack:
        folder, made = _claimed(place, stack, note)
        # A process that was killed here before its run had begun may have left halves of files.
        sweep(folder)
        try:
            yield folder
        except BaseException:
            if not holds_run(folder):
                with suppress(OSError):
                    (folder / LOCK).unlink()
                remove_empty(made)
            raise


@contextmanager
def held(folder: Path, note: Say) -> Iterator[None]:
    """Keeps every other process from training in the folder of a run.

    Raises:
        Failure: A644 if it cannot be written to, A649 if another process trains there.
    """
    with ExitStack() as stack:
        try:
            _hold(folder, stack, note)
        except Held as found:
            measured = f"`archspec eval {quote(str(folder))}` measures it meanwhile"
            advice = f"wait until it ends, or stop it; {measured}"
            raise taken(folder, found.holder, advice) from None
        except OSError as error:
            raise unwritable(folder / LOCK, error) from None
        yield


def check_unused(folder: Path, names: Iterable[str]) -> None:
    """Nothing, where no file in a folder has one of the names that a run will need.

    Raises:
        Failure: A640 where one has, which may be somebody's only copy; A647 for what is no name.
    """
    names = tuple(names)
    check_names(names)
    found = [name for name in names if os.path.lexists(folder / name)]
    if found:
        listed = " and ".join(f"`{name}`" for name in found)
        fact = f"`{folder}` has {listed}, which the run would write over"
        helps = (Fix("choose another folder, by `-o`, or move the files out of this one"),)
        raise Failure([Problem("A640", fact, fixes=helps).unlocated()])


def write_first(folder: Path, files: Mapping[str, Content | str]) -> None:
    """Write all that a run begins with: with the last of the files, which marks one, it is there.

    Raises:
        Failure: A644 if one cannot be written, A647 for a name that is none; then none is there.
    """
    check_names(files)
    before = {name for name in files if os.path.lexists(folder / name)}
    try:
        write_all({folder / name: content for name, content in files.items()})
    except BaseException:
        for name in files.keys() - before:
            with suppress(OSError):
                (folder / name).unlink()
        raise


def trained_by(folder: Path) -> str:
    """Who trains in the folder now, as a part of a sentence; nothing where nobody does."""
    try:
        holder = holder_of(folder / LOCK)
    except Held:
        return "another process"
    except OSError:
        # A folder that may only be read says nothing of it, and is read all the same.
        return ""
    return described(holder) if holder else ""


def taken(folder: Path, holder: Holder | None, advice: str) -> Failure:
    """The finding that another process trains in a folder."""
    fact = f"`{folder}` is being trained by {described(holder)}"
    return Failure([Problem("A649", fact, fixes=(Fix(advice),)).unlocated()])


def described(holder: Holder | None) -> str:
    """The holder of a folder, as a part of a sentence."""
    if holder is None:
        return "another process"
    return f"process {holder.process} on {holder.host}{_since(holder.since)}"


def _since(seconds: float) -> str:
    try:
        begun = datetime.fromtimestamp(seconds).astimezone()
    except (ValueError, OverflowError, OSError):
        return ""
    today = begun.date() == datetime.now().astimezone().date()
    return f" since {begun:%H:%M}" if today else f" since {begun:%Y-%m-%d %H:%M}"


def _claimed(place: Path | FirstFree, stack: ExitStack, note: Say) -> tuple[Path, list[Path]]:
    """The folder, locked, and the folders that were made for it, the innermost first."""
    free = isinstance(place, FirstFree)
    for folder in [place] if isinstance(place, Path) else place:
        missing = missing_folders(folder)
        try:
            # Of two that make it at once, only one can have made it.
            folder.mkdir(parents=True, exist_ok=not free)
            _hold(folder, stack, note)
        except FileExistsError as error:
            if not free:
                raise unwritable(folder, error) from None
        except Held as found:
            if not free:
                advice = "wait until it ends or stop it, or train into another folder: `-o FOLDER`"
                raise taken(folder, found.holder, advice) from None
        except OSError as error:
            remove_empty(missing)
            raise unwritable(folder, error) from None
        else:
            if holds_run(folder):
                raise occupied(folder)
            return folder, missing
    raise AssertionError("the names do not end")


def _hold(folder: Path, stack: ExitStack, note: Say) -> None:
    if not stack.enter_context(locked(folder / LOCK)):
        note(
            f"the file system of `{folder}` has no locks: after a crash the run can be taken up "
            f"again when {STALE / 60:.0f} minutes have gone by"
        )
