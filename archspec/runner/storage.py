"""Files of a run: each is written beside its place and then renamed, so none is ever half there.

A run may come from a stranger. Its files are read only where they are files, up to a bound, and as
numbers and text; what is written goes into its folder, and through no link out of it.
"""

import errno
import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from shlex import quote
from typing import Any, Final

from archspec.diagnostics import Failure, Fix, Problem
from archspec.diagnostics.readable import as_json
from archspec.files import (
    PART,
    Content,
    append_file,
    is_there,
    made_folder,
    obstacle,
    read_bytes,
    reason,
    write_file,
    write_files,
)
from archspec.files.extent import beyond
from archspec.files.nearby import nearby
from archspec.files.run_files import RECIPE, STATE, WHILE_TRAINING

OF_TRAIN: Final = "name the folder that `archspec train` wrote"

HALF: Final = re.compile(rf"\.[0-9a-f]{{16}}{re.escape(PART)}")
"""The name of a file that is being written; no other is ever removed."""

MAX_JSON: Final = 2**24
"""Bytes of a file of facts; what a run writes takes some kilobytes."""

IN_THE_WAY: Final = (errno.EEXIST, errno.ENOTDIR, errno.ELOOP)
"""By what a system says that something else stands where a folder has to be."""


def write(path: Path, content: Content | str, *, also: Sequence[Path] = ()) -> None:
    """Put `content` at `path` in one step, and at the paths in `also`.

    Raises:
        Failure: A644 if the disk is full, read-only or forbidden.
    """
    try:
        write_file(path, _bytes(content), also=also)
    except OSError as error:
        raise unwritable(path, error) from None


def older(path: Path, number: int) -> Path:
    """Where the file is kept that was at a path so many times ago.

    >>> older(Path("run/state.safetensors"), 2).name
    'state-2.safetensors'
    """
    return path.with_stem(f"{path.stem}-{number}")


def keep_older(path: Path, count: int) -> None:
    """Before a file is written: let the last ones be kept, so that there will be `count` of them.

    The file itself stays where it is, so that there is one at every moment.

    Raises:
        Failure: A644 if the disk is full, read-only or forbidden.
    """
    if count == 1 or not path.is_file():
        return
    try:
        for number in range(count - 2, 0, -1):
            if older(path, number).is_file():
                older(path, number).replace(older(path, number + 1))
        older(path, 1).unlink(missing_ok=True)
        try:
            older(path, 1).hardlink_to(path)
        except OSError:
            # Not every file system gives a file two names.
            write_file(older(path, 1), path.read_bytes())
    except OSError as error:
        raise unwritable(older(path, 1), error) from None


def append(path: Path, text: str) -> None:
    """Put `text` behind what is at `path` already, which is no link.

    A machine that loses power meanwhile may leave a part of it, without the end of its last line.

    Raises:
        Failure: A644 if the disk is full, read-only or forbidden.
    """
    try:
        append_file(path, text.encode())
    except OSError as error:
        raise unwritable(path, error) from None


def write_all(contents: Mapping[Path, Content | str]) -> None:
    """Likewise several files, of which none is put in its place before all are written."""
    try:
        write_files({path: _bytes(content) for path, content in contents.items()})
    except OSError as error:
        raise unwritable(next(iter(contents)).parent, error) from None


def claim_empty(folder: Path, command: str) -> None:
    """Makes the folder of several runs; one that holds anything is refused.

    Args:
        folder: is made with those around it.
        command: goes on with what a folder holds.

    Raises:
        Failure: A640 where something is there, A644 where it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        taken = any(folder.iterdir())
    except OSError as error:
        fact = f"the folder `{folder}` cannot be made: {error.strerror}"
        raise Failure([Problem("A644", fact).unlocated()]) from None
    if taken:
        fact = f"the folder `{folder}` is not empty"
        helps = (Fix(f"go on with what it holds: `archspec {command} --resume {folder}`"),)
        raise Failure([Problem("A640", fact, fixes=helps).unlocated()])


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Put `content` at `path` as indented JSON."""
    write(path, as_json(content) + "\n")


def read_text(path: Path, most: int) -> str:
    """The text at `path`, which is no link and has at most so many bytes.

    Raises:
        Failure: A641 if there is none, A645 if it is not text.
    """
    try:
        return read_bytes(path, most, follow=False).decode("utf-8")
    except OSError as error:
        raise missing(path, error) from None
    except UnicodeDecodeError:
        raise unreadable(path, "it is not text in UTF-8") from None


def read_json(path: Path, most: int = MAX_JSON, most_values: int = MAX_JSON) -> dict[str, Any]:
    """The mapping at `path`, of at most so many bytes and values.

    Raises:
        Failure: A641 if there is none, A645 if it is not JSON, or more than that.
    """
    try:
        content = json.loads(read_bytes(path, most))
    except OSError as error:
        if error.errno == errno.EFBIG:
            raise unreadable(path, reason(error)) from None
        raise missing(path, error) from None
    except ValueError as error:
        raise unreadable(path, str(error)) from None
    except RecursionError:
        raise unreadable(path, "it is nested without end") from None
    if not isinstance(content, dict):
        raise unreadable(path, "it does not hold a mapping")
    if why := beyond(content, most_values):
        raise unreadable(path, why)
    return content


def make_folder(folder: Path, files: Mapping[str, Content | str]) -> None:
    """Make `folder` and write `files` into it, by plain names: all of them, or none.

    Raises:
        Failure: A640 if a run is there already, A644 if it cannot be made, A647 for other names.
    """
    check_names(files)
    try:
        if holds_run(folder):
            raise occupied(folder)
        with made_folder(folder):
            write_files({folder / name: _bytes(content) for name, content in files.items()})
    except OSError as error:
        raise unwritable(folder, error) from None


def holds_run(folder: Path) -> bool:
    """Whether the folder is that of a run."""
    return os.path.lexists(folder / RECIPE)


def occupied(folder: Path) -> Failure:
    """The finding that a folder is that of another run."""
    helps = (Fix(f"go on with it by `{way_on(folder)}`, or choose another folder"),)
    fact = f"`{folder}` already holds a run"
    return Failure([Problem("A640", fact, fixes=helps).unlocated()])


def check_names(names: Iterable[str]) -> None:
    """Nothing, where these are names of files and lead to no other folder.

    Raises:
        Failure: A647 where one does.
    """
    for name in names:
        if name != Path(name).name or name in ("", ".", ".."):
            fact = f"`{name}` would lie outside of the run's folder"
            raise Failure([Problem("A647", fact).unlocated()])


def check_places(folder: Path) -> None:
    """Nothing, where no folder stands in the place of a file that training will write.

    Raises:
        Failure: A644 where one does, which is better known before all epochs are trained.
    """
    for path in (folder / name for name in WHILE_TRAINING):
        if path.is_dir() and not path.is_symlink():
            error = IsADirectoryError(errno.EISDIR, "it is a folder", str(path))
            raise unwritable(path, error)


def _bytes(content: Content | str) -> Content:
    return content.encode() if isinstance(content, str) else content


def way_on(folder: Path) -> str:
    r"""The command that takes up the run in a folder, ready to be pasted into a shell.

    >>> way_on(Path("runs/it's mine"))
    'archspec train --resume \'runs/it\'"\'"\'s mine\''
    """
    return f"archspec train --resume {quote(str(folder))}"


def sweep(folder: Path) -> None:
    """Remove what a killed process had half written.

    Raises:
        Failure: A644 if nothing can be removed there.
    """
    try:
        for path in folder.glob(f".*{PART}"):
            if HALF.fullmatch(path.name) and (path.is_file() or path.is_symlink()):
                path.unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(folder, error) from None


def missing(path: Path, error: OSError) -> Failure:
    """The finding that a run's file is not there."""
    fact = f"`{path.parent}` holds no complete run"
    note = f"`{path.name}`: {reason(error)}"
    gone = not is_there(path.parent)
    meant = nearby(path.parent, "folder", fits=lambda one: is_there(one / RECIPE)) if gone else None
    weights = f"`start: {{weights: {path.parent}}}`"
    ended = f"it does not go on without; another run may begin with its weights: {weights}"
    way = ended if path.name == STATE and is_there(path.parent / RECIPE) else OF_TRAIN
    helps = (Fix(meant or way),)
    return Failure([Problem("A641", fact, notes=(note,), fixes=helps).unlocated()])


def unreadable(path: Path, why: str) -> Failure:
    """The finding that a run's file was changed or damaged."""
    fact = f"`{path}` is not as it was written"
    return Failure([Problem("A645", fact, notes=(why,)).unlocated()])


def unwritable(path: Path, error: OSError) -> Failure:
    """The finding that the disk does not take a file."""
    fact = f"cannot write `{path}`"
    stands = obstacle(path) if error.errno in IN_THE_WAY else ""
    return Failure([Problem("A644", fact, notes=(stands or reason(error),)).unlocated()])
