"""From a dotted path in a lowering to the class or function it names."""

import importlib
from functools import cache
from typing import Any

ROOTS = ("torch.", "torchvision.", "operator.", "archspec.nn.")


@cache
def resolve(target: str) -> Any:
    """The class or function; paths come from kinds, never from a file.

    >>> resolve("operator.add")(1, 2)
    3
    """
    if not target.startswith(ROOTS):
        raise ValueError(f"{target} is outside {', '.join(ROOTS)}")
    module, _, name = target.rpartition(".")
    return getattr(importlib.import_module(module), name)
