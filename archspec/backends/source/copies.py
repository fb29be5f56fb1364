"""The source of classes and functions of ours, for files that import torch alone."""

import ast
import inspect
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TypeAlias

from archspec.nn.resolve import resolve

Definition: TypeAlias = ast.ClassDef | ast.FunctionDef


@cache
def _module(name: str) -> dict[str, Definition]:
    """The definitions of a module by name."""
    source = inspect.getsource(__import__(name, fromlist=["_"]))
    return {one.name: one for one in ast.parse(source).body if isinstance(one, Definition)}


def copies(targets: Iterable[str]) -> Iterator[Definition]:
    """The definitions behind these names, each after what it needs."""
    seen: set[tuple[str, str]] = set()
    for target in targets:
        found = resolve(target)
        yield from _copied(found.__module__, found.__name__, seen)


def _copied(module: str, word: str, seen: set[tuple[str, str]]) -> Iterator[Definition]:
    if (module, word) in seen:
        return
    seen.add((module, word))
    known = _module(module)
    for node in ast.walk(known[word]):
        if isinstance(node, ast.Name) and node.id in known:
            yield from _copied(module, node.id, seen)
    yield _without_doctests(known[word])


def _without_doctests(node: Definition) -> Definition:
    """A definition as a reader of it alone needs it: without examples, and what is for printing.

    Its constructor says what it gives, as those around it do.
    """
    [made] = ast.parse(ast.unparse(node)).body
    assert isinstance(made, Definition)  # noqa: S101  it was one before
    for one in ast.walk(made):
        if isinstance(one, ast.ClassDef):
            one.body = [part for part in one.body if getattr(part, "name", "") != "extra_repr"]
        if isinstance(one, ast.FunctionDef) and one.name == "__init__":
            one.returns = ast.Constant(None)
        if isinstance(one, Definition) and (text := ast.get_docstring(one)):
            one.body[0] = ast.Expr(ast.Constant(text.split("\n>>> ")[0].rstrip()))
    return made
