"""Finding the kinds: every final class in `archspec.layers`, and those that packages offer.

A file is searched for its words before it is imported: most networks use a handful of kinds, and
the classes of all of them would take longer to make than the network to check.
"""

import importlib
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any, Final

from archspec.kind.layer import Layer

ENTRY_POINTS: Final = "archspec.layers"
CLASS: Final = re.compile(r"^class ([A-Z]\w*)\(.*?(?=^class |\Z)", re.MULTILINE | re.DOTALL)
WORD: Final = re.compile(r'^    kind: ClassVar\[str\] = "(\w+)"$', re.MULTILINE)


@cache
def find(word: str) -> type[Layer] | None:
    """The kind of that name, if there is one.

    >>> find("conv").main, find("cnov")
    ('width', None)
    """
    if word not in homes():
        return offered().get(word)
    module = importlib.import_module(f"archspec.layers.{homes()[word]}")
    return next(cls for cls in _final_classes(module) if cls.kind == word)


@cache
def offered() -> Mapping[str, type[Layer]]:
    """The kinds of other packages, by their words."""
    # Slow to import, and only a word that no kind here has asks for it.
    from importlib.metadata import entry_points

    modules = (entry.load() for entry in entry_points(group=ENTRY_POINTS))
    return {cls.kind: cls for module in modules for cls in _final_classes(module)}


@cache
def kinds() -> Mapping[str, type[Layer]]:
    """Every kind by its word, in alphabetical order."""
    own = (importlib.import_module(f"archspec.layers.{name}") for name in set(homes().values()))
    found = {cls.kind: cls for module in own for cls in _final_classes(module)}
    return MappingProxyType(dict(sorted({**found, **offered()}.items())))


def of_role(role: str) -> tuple[str, ...]:
    """The kinds that a composite layer may name for that role."""
    return tuple(word for word, cls in kinds().items() if cls.role == role)


def make(kind: str, **fields: Any) -> Layer:
    """A layer of that kind, for containers that are built of others.

    >>> make("linear", width=10).width
    10
    """
    cls = find(kind)
    if cls is None:
        raise KeyError(kind)
    return cls.model_validate(fields)


@cache
def plain(kind: str) -> Layer:
    """A layer of that kind as its word alone makes it; one object, as no layer ever changes."""
    return make(kind)


@cache
def homes() -> Mapping[str, str]:
    """The file of every kind that comes with archspec, by its word."""
    package = importlib.import_module("archspec.layers")
    paths = (path for folder in package.__path__ for path in Path(folder).glob("*.py"))
    texts = {path.stem: path.read_text(encoding="utf-8") for path in paths}
    return {
        word[1]: name
        for name, text in texts.items()
        for body in CLASS.finditer(text)
        if (word := WORD.search(body[0]))
    }


def _final_classes(module: ModuleType) -> Iterator[type[Layer]]:
    for name, value in vars(module).items():
        final = isinstance(value, type) and issubclass(value, Layer) and value.kind
        if final and not name.startswith("_"):
            yield value
