"""The source of classes and functions of ours, for files that import torch alone."""

import ast
import inspect
from collections.abc import Iterable, Iterator
from functools import cache

from archspec.nn.resolve import resolve


@cache
def _module(name: str) -> dict[str, ast.stmt]:
    """The definitions of a module by name."""
    source = inspect.getsource(__import__(name, fromlist=["_"]))
    kinds = (ast.ClassDef, ast.FunctionDef)
    return {one.name: one for one in ast.parse(source).body if isinstance(one, kinds)}


def copies(targets: Iterable[str]) -> Iterator[ast.stmt]:
    """The definitions behind these names, each after what it needs."""
    seen: set[tuple[str, str]] = set()
    for target in targets:
        found = resolve(target)
        yield from _copied(found.__module__, found.__name__, seen)


def _copied(module: str, word: str, seen: set[tuple[str, str]]) -> Iterator[ast.stmt]:
    if (module, word) in seen:
        return
    seen.add((module, word))
    known = _module(module)
    for node in ast.walk(known[word]):
        if isinstance(node, ast.Name) and node.id in known:
            yield from _copied(module, node.id, seen)
    yield _without_doctests(known[word])


def _without_doctests(node: ast.stmt) -> ast.stmt:
    """A definition as a reader of it alone needs it: without examples, and what is for printing."""
    made = ast.parse(ast.unparse(node)).body[0]
    for one in ast.walk(made):
        if isinstance(one, ast.ClassDef):
            kept = [part for part in one.body if getattr(part, "name", "") != "extra_repr"]
            one.body = kept
        if isinstance(one, (ast.ClassDef, ast.FunctionDef)) and (text := ast.get_docstring(one)):
            lines = text.split("\n>>> ")[0].rstrip()
            one.body[0] = ast.Expr(ast.Constant(lines))
    return made
