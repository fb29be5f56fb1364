"""Reads the pickles of CIFAR's Python files without running anything that is in them.

Numpy's own classes are not asked: what a pickle says of an array is kept as it is, and an array is
made of it only where its bytes are as many as it says.
"""

import io
import pickle
import pickletools
from itertools import islice
from math import prod
from pathlib import Path
from typing import Any, Final

import numpy as np

from archspec.diagnostics import Fix, Problem
from archspec.files import read_bytes, reason
from archspec.recipe import RecipeFailure

LARGEST: Final = 2**28
"""Bytes of a file; the largest of CIFAR has 155 million."""

MOST_STEPS: Final = 1_000_000
"""Instructions of a pickle; CIFAR's have some for each label and name, 300,000 at most. A byte each
could make an object each."""

BYTES: Final = ("u1", "|u1", "B", "uint8")
"""What numpy has called the type of CIFAR's numbers."""


class Type:
    """The type of an array, by what it was made with; its state says how bytes are ordered."""

    def __init__(self, code: object = "", *_copied: object):
        self.code = code.decode("latin1") if isinstance(code, bytes) else str(code)

    def __setstate__(self, state: object) -> None:
        """A byte has no order."""


class Array:
    """What a pickle says of an array."""

    def __init__(self, *_ignored: object):
        self.content: np.ndarray | None = None

    def __setstate__(self, state: object) -> None:
        """Version, shape, type, order of axes, and bytes.

        Raises:
            UnpicklingError: where they are not those of an array of bytes.
        """
        if not (isinstance(state, tuple) and len(state) == 5):
            raise pickle.UnpicklingError("holds an array in another form")
        _version, shape, kind, by_columns, raw = state
        if not (isinstance(kind, Type) and kind.code in BYTES and isinstance(raw, bytes)):
            raise pickle.UnpicklingError("holds an array of other things than bytes")
        whole = isinstance(shape, tuple) and all(type(n) is int and n >= 0 for n in shape)
        if not whole or prod(shape) != len(raw):
            raise pickle.UnpicklingError(f"holds {len(raw):,} bytes for an array of {shape}")
        self.content = np.frombuffer(raw, np.uint8).reshape(shape, order="F" if by_columns else "C")


def _latin1(text: str, encoding: str) -> bytes:
    """What Python 3 writes for bytes in old protocols; any other codec is refused."""
    if encoding != "latin1":
        raise pickle.UnpicklingError(f"asks for the codec {encoding}")
    return text.encode("latin1")


ALLOWED: dict[tuple[str, str], Any] = {
    ("numpy", "ndarray"): Array,
    ("numpy", "dtype"): Type,
    ("numpy.core.multiarray", "_reconstruct"): Array,
    ("numpy._core.multiarray", "_reconstruct"): Array,
    ("_codecs", "encode"): _latin1,
}
"""All that an array of numbers needs; a pickle that names anything else is refused."""


class _Arrays(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        """Look `module.name` up in the table instead of importing it."""
        if (module, name) not in ALLOWED:
            raise pickle.UnpicklingError(f"asks for {module}.{name}")
        return ALLOWED[module, name]


def read_pickle(path: Path) -> dict[str, Any]:
    """The mapping in `path`, its keys as text.

    Raises:
        RecipeFailure: A623 if the file names anything but arrays, A622 if it is broken.
    """
    try:
        content = _Arrays(io.BytesIO(_bounded(path)), encoding="bytes").load()
    except pickle.UnpicklingError as error:
        code = "A623" if "asks for" in str(error) else "A622"
        raise _refused(path, f"it {error}", code) from None
    except OSError as error:
        raise _refused(path, reason(error), "A622") from None
    except Exception as error:
        raise _refused(path, f"{type(error).__name__}: {error}", "A622") from None
    if not isinstance(content, dict):
        raise _refused(path, "it does not hold a mapping", "A622")
    return {_text(key): _plain(value) for key, value in content.items()}


def _bounded(path: Path) -> bytes:
    """The bytes of a pickle that has no more instructions than it may.

    Raises:
        UnpicklingError: where it has more.
        ValueError: where it is no pickle.
    """
    data = read_bytes(path, LARGEST)
    if sum(1 for _ in islice(pickletools.genops(data), MOST_STEPS + 1)) > MOST_STEPS:
        raise pickle.UnpicklingError(f"has more than {MOST_STEPS:,} instructions")
    return data


def _plain(value: object) -> object:
    return value.content if isinstance(value, Array) else value


def _text(key: object) -> str:
    return key.decode("latin1") if isinstance(key, bytes) else str(key)


def _refused(path: Path, why: str, code: str) -> RecipeFailure:
    fact = {
        "A622": f"`{path}` is not a complete CIFAR file",
        "A623": f"`{path}` holds more than arrays, so it was not opened",
    }[code]
    advice = Fix("fetch the official file again, or use the binary version of the data set")
    return RecipeFailure([Problem(code, fact, ("data", "root"), notes=(why,), fixes=(advice,))])
