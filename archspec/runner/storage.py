"""Files of a run: each is written beside its place and then renamed, so none is ever half there."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from archspec.diagnostics import Failure, Fix, Problem


def write(path: Path, content: bytes | str) -> None:
    """Put `content` at `path` in one step.

    Raises:
        Failure: A644 if the disk is full, read-only or forbidden.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with beside.open("wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise unwritable(path, error) from None


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Put `content` at `path` as indented JSON."""
    write(path, json.dumps(content, indent=2, ensure_ascii=False) + "\n")


def read_json(path: Path) -> dict[str, Any]:
    """The mapping at `path`.

    Raises:
        Failure: A641 if there is none, A645 if it is not JSON.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise missing(path, error) from None
    except ValueError as error:
        raise unreadable(path, str(error)) from None
    if not isinstance(content, dict):
        raise unreadable(path, "it does not hold a mapping")
    return content


def make_folder(folder: Path, files: Mapping[str, str]) -> None:
    """Make `folder` and write `files` into it, by plain names.

    Raises:
        Failure: A640 if a run is there already, A644 if it cannot be made, A647 for other names.
    """
    for name in files:
        if name != Path(name).name or name in ("", ".", ".."):
            fact = f"`{name}` would lie outside of the run's folder"
            raise Failure([Problem("A647", fact).unlocated()])
    if (folder / "recipe.json").exists():
        helps = (Fix("resume that run, or choose another folder"),)
        fact = f"`{folder}` already holds a run"
        raise Failure([Problem("A640", fact, fixes=helps).unlocated()])
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(folder, error) from None
    for name, text in files.items():
        write(folder / name, text)


def sweep(folder: Path) -> None:
    """Remove what a killed process had half written."""
    for path in folder.glob(".*.part"):
        path.unlink(missing_ok=True)


def missing(path: Path, error: OSError) -> Failure:
    """The finding that a run's file is not there."""
    fact = f"`{path.parent}` holds no complete run"
    note = f"`{path.name}`: {_reason(error)}"
    helps = (Fix("name the folder that `archspec train` wrote"),)
    return Failure([Problem("A641", fact, notes=(note,), fixes=helps).unlocated()])


def unreadable(path: Path, why: str) -> Failure:
    """The finding that a run's file was changed or damaged."""
    fact = f"`{path}` is not as it was written"
    return Failure([Problem("A645", fact, notes=(why,)).unlocated()])


def unwritable(path: Path, error: OSError) -> Failure:
    """The finding that the disk does not take a file."""
    fact = f"cannot write `{path}`"
    return Failure([Problem("A644", fact, notes=(_reason(error),)).unlocated()])


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
