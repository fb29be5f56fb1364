"""Finding the kinds: every final class in `archspec.layers`, and those that packages offer."""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import entry_points
from types import MappingProxyType, ModuleType
from typing import Any

from archspec.kind.layer import Layer
from archspec.kind.parts import Leaf

ENTRY_POINTS = "archspec.layers"


@cache
def kinds() -> Mapping[str, type[Layer]]:
    """Every kind by its word, in alphabetical order."""
    found = {cls.kind: cls for module in _modules() for cls in _final_classes(module)}
    return MappingProxyType(dict(sorted(found.items())))


def make(kind: str, **fields: Any) -> Leaf:
    """A layer of that kind, for containers that expand to others.

    >>> make("linear", width=10).layer.width
    10
    """
    return Leaf(kinds()[kind].model_validate(fields))


def of_role(role: str) -> tuple[str, ...]:
    """The kinds that a composite layer may name for that role."""
    return tuple(word for word, cls in kinds().items() if cls.role == role)


def _modules() -> Iterator[ModuleType]:
    package = importlib.import_module("archspec.layers")
    for info in pkgutil.iter_modules(package.__path__):
        yield importlib.import_module(f"archspec.layers.{info.name}")
    for entry in entry_points(group=ENTRY_POINTS):
        yield entry.load()


def _final_classes(module: ModuleType) -> Iterator[type[Layer]]:
    for name, value in vars(module).items():
        final = isinstance(value, type) and issubclass(value, Layer) and value.kind
        if final and not name.startswith("_"):
            yield value
