"""Finding the kinds: every final class in `archspec.layers`, and those that packages offer.

A file is searched for its words before it is imported: most networks use a handful of kinds, and
the classes of all of them would take longer to make than the network to check.
"""

import importlib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any, Final

from archspec import plugins
from archspec.kind.guarding import guard
from archspec.kind.layer import Layer
from archspec.patterns import compile_later

ENTRY_POINTS: Final = "archspec.layers"
NAME: Final = compile_later(r"[a-z][a-z0-9_]*")
LINE: Final = '\n    kind: ClassVar[str] = "'
"""How a class says its word."""


_registered: dict[str, type[Layer]] = {}


@cache
def find(word: str) -> type[Layer] | None:
    """The kind of that name, if there is one.

    Raises:
        Failure: A530 where a package offers kinds that cannot be loaded.

    >>> find("conv").main, find("cnov")
    ('width', None)
    """
    if word in _registered:
        return _registered[word]
    if word not in homes():
        return offered().get(word)
    module = importlib.import_module(f"archspec.layers.{homes()[word]}")
    return next(cls for cls in _final_classes(module) if cls.kind == word)


@cache
def offered() -> Mapping[str, type[Layer]]:
    """The kinds of other packages, by their words.

    Raises:
        Failure: A530 where one cannot be loaded, or is no kind.
    """
    found: dict[str, type[Layer]] = {}
    for thing in plugins.offered(ENTRY_POINTS):
        classes = own_classes(thing) if isinstance(thing, ModuleType) else (thing,)
        for cls in classes:
            if fault := unfit(cls, {**homes(), **found}):
                raise plugins.unusable(fault)
            guard(cls)
            found[cls.kind] = cls
    return found


@cache
def kinds() -> Mapping[str, type[Layer]]:
    """Every kind by its word, in alphabetical order."""
    own = (importlib.import_module(f"archspec.layers.{name}") for name in set(homes().values()))
    found = {cls.kind: cls for module in own for cls in _final_classes(module)}
    return MappingProxyType(dict(sorted({**found, **offered(), **_registered}.items())))


def register(cls: type[Layer]) -> None:
    """Makes a class a kind, until it is forgotten or another class of its name takes its place.

    Raises:
        TypeError: which says why it cannot be one.
    """
    known = _registered.get(getattr(cls, "kind", ""))
    # A cell of a notebook is run again, with a new class each time.
    again = known is not None and _path(known) == _path(cls)
    if fault := unfit(cls, homes(), {} if again else _registered):
        raise TypeError(fault)
    guard(cls)
    _registered[cls.kind] = cls
    plugins.admit(cls.__module__)
    _look_anew()


def forget(word: str) -> None:
    """Takes a registered kind away."""
    _registered.pop(word, None)
    _look_anew()


def registered() -> tuple[str, ...]:
    """The words of the kinds that were registered in this process."""
    return tuple(_registered)


def _look_anew() -> None:
    for known in (find, kinds, plain):
        known.cache_clear()


def _path(cls: type) -> tuple[str, str]:
    return cls.__module__, cls.__qualname__


def unfit(cls: Any, *taken: Mapping[str, Any]) -> str:
    """Why a class cannot be a kind; empty where it can.

    >>> unfit(int)
    "`<class 'int'>` is no class below `archspec.kind.Layer`"
    """
    if not (isinstance(cls, type) and issubclass(cls, Layer)):
        return f"`{cls!r}` is no class below `archspec.kind.Layer`"
    name = f"the class `{cls.__name__}`"
    if not (isinstance(cls.kind, str) and NAME.fullmatch(cls.kind)):
        return f"{name} needs a `kind` of small letters, digits and _, not {cls.kind!r}"
    if any(cls.kind in words for words in taken):
        return f"{name} is called `{cls.kind}`, which is another kind's word"
    if cls.infer is Layer.infer:
        return f"{name} does not say what shape it gives: it needs `infer`"
    if cls.lower is Layer.lower and cls.build is Layer.build:
        return f"{name} does not say what it becomes: it needs `lower`, or `build`"
    return "" if cls.__doc__ and cls.__doc__ != Layer.__doc__ else f"{name} needs a docstring"


def own_classes(module: ModuleType) -> Iterator[type[Layer]]:
    """The kinds that a module defines itself, and does not only import."""
    return (cls for cls in _final_classes(module) if cls.__module__ == module.__name__)


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
    """The file of every kind that comes with archspec, by its word.

    Raises:
        RuntimeError: where a file has none, as one whose `kind` is not written as others are.
    """
    package = importlib.import_module("archspec.layers")
    paths = (path for folder in package.__path__ for path in Path(folder).glob("[!_]*.py"))
    found: dict[str, str] = {}
    for path in paths:
        words = _words(path.read_text(encoding="utf-8"))
        if not words:
            line = 'kind: ClassVar[str] = "word"'
            raise RuntimeError(f"{path} has no kind: a class in it needs the line `{line}`")
        found |= dict.fromkeys(words, path.stem)
    return found


def _words(text: str) -> list[str]:
    r"""The kinds that a file says it has; plain splitting takes a fifth of what a pattern takes.

    >>> _words('class A(Layer):\n    kind: ClassVar[str] = "a"\n')
    ['a']
    """
    # What containers are made of inside is private, and no kind.
    bodies = (body for body in f"\n{text}".split("\nclass ")[1:] if body[0] != "_")
    return [body.split(LINE)[1].partition('"')[0] for body in bodies if LINE in body]


def _final_classes(module: ModuleType) -> Iterator[type[Layer]]:
    for name, value in vars(module).items():
        final = isinstance(value, type) and issubclass(value, Layer) and value.kind
        if final and not name.startswith("_"):
            yield value
