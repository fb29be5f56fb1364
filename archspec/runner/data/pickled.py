"""Reads the pickles of CIFAR's Python files without running anything that is in them."""

import io
import pickle
from pathlib import Path
from typing import Any

import numpy as np

from archspec.diagnostics import Fix, Problem
from archspec.recipe import RecipeFailure

LARGEST = 2**29


def _latin1(text: str, encoding: str) -> bytes:
    """What Python 3 writes for bytes in old protocols; any other codec is refused."""
    if encoding != "latin1":
        raise pickle.UnpicklingError(f"asks for the codec {encoding}")
    return text.encode("latin1")


_reconstruct = np.zeros(0).__reduce__()[0]

ALLOWED: dict[tuple[str, str], Any] = {
    ("numpy", "ndarray"): np.ndarray,
    ("numpy", "dtype"): np.dtype,
    ("numpy.core.multiarray", "_reconstruct"): _reconstruct,
    ("numpy._core.multiarray", "_reconstruct"): _reconstruct,
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
    if path.stat().st_size > LARGEST:
        raise _refused(path, "it is larger than any file of CIFAR", "A622")
    try:
        content = _Arrays(io.BytesIO(path.read_bytes()), encoding="bytes").load()
    except pickle.UnpicklingError as error:
        code = "A623" if "asks for" in str(error) else "A622"
        raise _refused(path, f"it {error}", code) from None
    except (OSError, RecipeFailure):
        raise
    except Exception as error:
        raise _refused(path, f"{type(error).__name__}: {error}", "A622") from None
    if not isinstance(content, dict):
        raise _refused(path, "it does not hold a mapping", "A622")
    return {_text(key): value for key, value in content.items()}


def _text(key: object) -> str:
    return key.decode("latin1") if isinstance(key, bytes) else str(key)


def _refused(path: Path, why: str, code: str) -> RecipeFailure:
    fact = {
        "A622": f"`{path}` is not a complete CIFAR file",
        "A623": f"`{path}` holds more than arrays, so it was not opened",
    }[code]
    advice = Fix("fetch the official file again, or use the binary version of the data set")
    return RecipeFailure([Problem(code, fact, ("data", "root"), notes=(why,), fixes=(advice,))])
