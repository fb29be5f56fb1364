"""Advice: what is allowed, and rarely meant.

Before: shapes, costs and receptive fields are known. After: nothing has changed; each rule has said
what it found. A rule is a function that has the name of its file, takes the graph and the spec, and
yields findings; putting such a file here is all it takes to add one.
"""

import importlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Final

from archspec import plugins
from archspec.diagnostics import Diagnostic, in_order
from archspec.graph import Graph
from archspec.language import Spec
from archspec.passes.advice.silence import unsilenced
from archspec.patterns import compile_later

Rule = Callable[[Graph, Spec], Iterator[Diagnostic]]


ENTRY_POINTS: Final = "archspec.advice"
CODE: Final = compile_later(r"A9\d\d")
"""Codes of rules that others add."""

_registered: dict[str, Rule] = {}


def find_advice(graph: Graph, spec: Spec) -> tuple[Diagnostic, ...]:
    """What every rule has to say, in order, without what comments in the file silence."""
    found = [finding for rule in rules() for finding in rule(graph, spec)]
    return in_order(unsilenced(_once_a_place(found), spec))


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule, by the alphabet, and then those of others.

    Raises:
        Failure: A530 where a package offers rules that cannot be loaded.
    """
    paths = (path for folder in __path__ for path in Path(folder).glob("[!_]*.py"))
    names = sorted(path.stem for path in paths)
    modules = {name: importlib.import_module(f"{__name__}.{name}") for name in names}
    own = [vars(module)[name] for name, module in modules.items() if name in vars(module)]
    return (*own, *registered().values())


def registered() -> Mapping[str, Rule]:
    """The rules of others by their codes: those that packages offer, and those registered.

    Raises:
        Failure: A530 where a package offers rules that cannot be loaded.
    """
    _load_offered()
    return _registered


@cache
def _load_offered() -> None:
    """Imports once what packages offer: each registers its rules when it is imported."""
    for _ in plugins.offered(ENTRY_POINTS):
        pass


def register(code: str, rule: Rule) -> None:
    """Adds a rule, for as long as this process runs.

    Args:
        code: `A900` to `A999`, by which comments silence it.
        rule: a function from graph and spec to findings of that code. Its docstring is the page
            that `archspec explain` prints.

    Raises:
        TypeError: where another rule has the code, or it is no code for rules of others.
    """
    if not CODE.fullmatch(code):
        raise TypeError(f"`{code}` is no code for a rule of your own: these are A900 to A999")
    if not rule.__doc__:
        raise TypeError(f"the rule `{rule.__name__}` needs a docstring, which is its page")
    known = _registered.get(code)
    if known is not None and known.__qualname__ != rule.__qualname__:
        raise TypeError(f"`{code}` is the code of the rule `{known.__name__}`")
    _registered[code] = rule
    rules.cache_clear()


def forget(code: str) -> None:
    """Takes a registered rule away."""
    _registered.pop(code, None)
    rules.cache_clear()


def _once_a_place(found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """One finding where a line stands for many layers, which is one cause."""
    alike: dict[object, list[Diagnostic]] = {}
    for finding in found:
        alike.setdefault((finding.code, finding.span), []).append(finding)
    for first, *others in alike.values():
        note = f"in {len(others) + 1:,} layers that stand here"
        yield replace(first, notes=(*first.notes, note)) if others else first
