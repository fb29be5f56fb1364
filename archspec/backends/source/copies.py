"""The source of classes and functions of ours, for files that import torch alone."""

import ast
import inspect
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final, TypeAlias

from archspec.nn.resolve import resolve

Definition: TypeAlias = ast.ClassDef | ast.FunctionDef


OURS: Final = "archspec.nn."


@cache
def _module(name: str) -> dict[str, Definition]:
    """The definitions of a module by name."""
    return {one.name: one for one in _body(name) if isinstance(one, Definition)}


@cache
def _imported(name: str) -> dict[str, str]:
    """The modules of ours that names of a module come from."""
    imports = (one for one in _body(name) if isinstance(one, ast.ImportFrom))
    ours = (one for one in imports if (one.module or "").startswith(OURS))
    return {alias.name: one.module or "" for one in ours for alias in one.names}


@cache
def _body(name: str) -> list[ast.stmt]:
    return ast.parse(inspect.getsource(__import__(name, fromlist=["_"]))).body


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
        if not isinstance(node, ast.Name):
            continue
        home = module if node.id in known else _imported(module).get(node.id)
        if home is not None:
            yield from _copied(home, node.id, seen)
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
