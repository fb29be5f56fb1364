"""Advice: what is allowed, and rarely meant.

Before: shapes, costs and receptive fields are known. After: nothing has changed; each rule has said
what it found. A rule is a function that has the name of its file, takes the graph and the spec, and
yields findings; putting such a file here is all it takes to add one.
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache

from archspec.diagnostics import Diagnostic, in_order
from archspec.graph import Graph
from archspec.language import Spec
from archspec.passes.advice.silence import unsilenced

Rule = Callable[[Graph, Spec], Iterator[Diagnostic]]


def find_advice(graph: Graph, spec: Spec) -> tuple[Diagnostic, ...]:
    """What every rule has to say, in order, without what comments in the file silence."""
    found = [finding for rule in rules() for finding in rule(graph, spec)]
    return in_order(unsilenced(_once_a_place(found), spec))


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule, by the alphabet."""
    names = [info.name for info in pkgutil.iter_modules(__path__)]
    modules = {name: importlib.import_module(f"{__name__}.{name}") for name in names}
    return tuple(vars(module)[name] for name, module in modules.items() if name in vars(module))


def _once_a_place(found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """One finding where a line stands for many layers, which is one cause."""
    alike: dict[object, list[Diagnostic]] = {}
    for finding in found:
        alike.setdefault((finding.code, finding.span), []).append(finding)
    for first, *others in alike.values():
        note = f"in {len(others) + 1:,} layers that stand here"
        yield replace(first, notes=(*first.notes, note)) if others else first
