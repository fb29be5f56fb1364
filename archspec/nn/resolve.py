"""From a dotted path in a lowering to the class or function it names."""

import importlib
from functools import cache
from typing import Any

from archspec.plugins import is_admitted

ROOTS = ("torch.", "torchvision.", "operator.", "archspec.nn.")


@cache
def resolve(target: str) -> Any:
    """The class or function; paths come from kinds, never from a file.

    It is of torch, of archspec, or of a package whose kinds were let in.

    >>> resolve("operator.add")(1, 2)
    3
    """
    if not target.startswith(ROOTS) and not is_admitted(target):
        raise ValueError(f"{target} is outside {', '.join(ROOTS)}")
    module, _, name = target.rpartition(".")
    return getattr(importlib.import_module(module), name)
