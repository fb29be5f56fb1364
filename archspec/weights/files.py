"""Tensors from a file by a stranger: no code of it runs, and every fault of it is a finding."""

import os
import pickle
import re
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor

from archspec.diagnostics import Diagnostic, Failure, Help
from archspec.diagnostics.suggest import listed, near, perhaps
from archspec.files import (
    LongDirectory,
    gibibytes,
    machine_memory,
    open_archive,
    open_file,
    reason,
)
from archspec.files.nearby import nearby

PICKLED: Final = (".pt", ".pth", ".bin", ".ckpt")
ENDINGS: Final = (".safetensors", *PICKLED)

BEGINNINGS: Final = {
    b"version https://git-lfs": "it is a pointer of Git LFS; `git lfs pull` fetches what it names",
    b"<": "it is a web page",
}
"""What often stands in the place of a checkpoint, by its first bytes."""

ARCHIVE, PICKLE = b"PK", b"\x80"
"""How archives begin, and pickles since protocol 2."""

GLOBAL: Final = re.compile(r"GLOBAL ([\w.]+)")
"""How torch names the class or function that a pickle asks for."""

Shapes = Mapping[str, tuple[int, ...]]

MAX_INFLATION: Final = 4
"""How often a checkpoint may be larger than its file; `torch.save` does not compress at all."""


def read_header(path: Path) -> tuple[Shapes, dict[str, str]]:
    """The shape of every tensor of a safetensors file, and its text; no tensor is read.

    Raises:
        OSError: without the file.
        SafetensorError: if it is damaged.
    """
    with _opened(path) as file:
        shapes = {name: tuple(file.get_slice(name).get_shape()) for name in file.keys()}  # noqa: SIM118
        return shapes, dict(file.metadata() or {})


def read_safetensors(path: Path) -> dict[str, Tensor]:
    """The tensors of a safetensors file, on the CPU.

    Raises:
        OSError: without the file.
        SafetensorError: if it is damaged.
    """
    # Cloned, or the tensors would follow the file when it is replaced.
    return {name: one.clone() for name, one in _as_they_are(path).items()}


def _as_they_are(path: Path) -> dict[str, Tensor]:
    """The tensors of a safetensors file, of which nothing is read before it is asked for."""
    with _opened(path) as file:
        return {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    if why := _too_large(path):
        raise SafetensorError(why)
    with safe_open(path, "pt") as file:
        yield file


def read_content(path: Path) -> Any:
    """What a file of weights holds: tensors by key, or something around them.

    Raises:
        Failure: A520 if it is not there or cannot be read, A521 if it holds more than tensors.
    """
    try:
        if not path.is_file():
            raise _no_file(path)
        if path.suffix not in ENDINGS:
            raise unreadable(path, f"its ending is none of {listed(ENDINGS)}")
        if why := _too_large(path):
            raise unreadable(path, why)
        return _read_pickled(path) if path.suffix in PICKLED else _as_they_are(path)
    except OSError as error:
        raise unreadable(path, reason(error)) from None
    except SafetensorError as error:
        raise unreadable(path, _begins(path) or str(error)) from None


def _read_pickled(path: Path) -> Any:
    _check_inflation(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return torch.load(path, map_location="cpu", weights_only=True)
    except OSError:
        raise
    except pickle.UnpicklingError as error:
        raise _refused(path, str(error)) from None
    except Exception as error:
        # Bytes that are no checkpoint make torch raise anything: KeyError, struct.error, …
        raise (_unsafe(path) if "TorchScript" in str(error) else _damaged(path)) from None


def _too_large(path: Path) -> str:
    """Why a file cannot be read here: it may have holes, and be larger than any that was sent."""
    with open_file(path) as file:
        size, memory = os.fstat(file.fileno()).st_size, machine_memory()
    there = f"it has {gibibytes(size)}, and this machine {gibibytes(memory)} of memory"
    return there if size > memory else ""


def _check_inflation(path: Path) -> None:
    """A small archive may unpack to more than the machine has; older checkpoints are none."""
    if not _head(path).startswith(ARCHIVE):
        return
    try:
        with open_file(path) as file, open_archive(file) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
    except OSError:
        raise
    except LongDirectory as error:
        raise unreadable(path, str(error)) from None
    except Exception:
        # A damaged archive makes it raise struct.error, UnicodeDecodeError and others.
        raise _damaged(path) from None
    if unpacked > MAX_INFLATION * path.stat().st_size:
        raise unreadable(path, f"it unpacks to {unpacked:,} bytes, which no checkpoint does")


def _refused(path: Path, said: str) -> Failure:
    """The finding about what torch's unpickler does not take, which may be no pickle at all."""
    pickled = _head(path).startswith((ARCHIVE, PICKLE)) or GLOBAL.search(said)
    return _unsafe(path, said) if pickled else _damaged(path)


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(64)


def _begins(path: Path) -> str:
    """What it is instead of a checkpoint, where its first bytes show that."""
    head = _head(path)
    found = (what for start, what in BEGINNINGS.items() if head.startswith(start))
    return next(found, "") if head else "it is empty"


def unreadable(path: Path, why: str) -> Failure:
    """The finding that a file holds no weights that can be read."""
    return Failure([Diagnostic("A520", f"cannot read weights from `{path}`", notes=(why,))])


def _damaged(path: Path) -> Failure:
    return unreadable(path, _begins(path) or "it is damaged, cut off, or no file of `torch.save`")


def _no_file(path: Path) -> Failure:
    if path.exists():
        return unreadable(path, "it is a folder" if path.is_dir() else "it is no regular file")
    found = nearby(path, "file", fits=lambda one: one.suffix in ENDINGS)
    meant = [Help(found)] if found else [*map(perhaps, near(str(path), ["torchvision"]))]
    helps = tuple(meant)
    return Failure([Diagnostic("A520", f"there is no file `{path}`", helps=helps)])


def _unsafe(path: Path, said: str = "") -> Failure:
    asked = GLOBAL.search(said)
    note = f"it asks for `{asked[1]}`" if asked else "it holds a program or objects of classes"
    helps = (
        Help("ask for its `state_dict()` as `.safetensors`, which cannot hold anything else"),
        Help(
            "or, if you trust who made it, as this runs what it holds:"
            " `torch.load(path, weights_only=False)`, and save the state dict"
        ),
    )
    message = f"`{path}` holds more than tensors, and is not loaded"
    return Failure([Diagnostic("A521", message, notes=(note,), helps=helps)])
