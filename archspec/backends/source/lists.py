"""Modules in a list: made by one expression, and called in a loop where each does the same.

A class whose modules are numbered is an `nn.ModuleList`, and its rounds are `for layer in self`.
"""

import ast
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count, groupby
from typing import Final

from archspec.backends.source.construction import repeated
from archspec.backends.source.python.build import (
    assign,
    attribute,
    call,
    descendants,
    literal,
    name,
    template,
)

LEAST: Final = 3
"""How often the same must follow where a loop is worth it."""


def begin_list(statements: Sequence[ast.stmt]) -> list[ast.stmt]:
    """A constructor that only appends modules to `self`, as one that is given them.

    >>> body = ast.parse("self.append(A(1)); self.append(A(1)); self.append(A(1))").body
    >>> ast.unparse(begin_list(body))
    'super().__init__((A(1) for _ in range(3)))'
    """
    modules = list(_appended(statements))
    start = ast.Expr(template("super().__init__()", {}))
    if len(modules) < len(statements) or any(map(_is_of_self, modules)):
        return [start, *statements]
    entries = list(_gathered(modules))
    match entries:
        case [ast.Starred(value=every)]:
            given = every
        case _:
            given = ast.List(entries)
    return [ast.Expr(call(attribute(call("super"), "__init__"), given))]


def _is_of_self(module: ast.expr) -> bool:
    """Whether it is one that the list has already, as of rounds that share their weights."""
    return any(isinstance(one, ast.Name) and one.id == "self" for one in descendants(module))


def _gathered(modules: Sequence[ast.expr]) -> Iterator[ast.expr]:
    """Modules, those that are made alike in a row as one loop."""
    for _, group in groupby(modules, ast.unparse):
        alike = list(group)
        if len(alike) < LEAST:
            yield from alike
        else:
            yield ast.Starred(repeated(alike[0], 0, literal(len(alike)), "_"))


def _appended(statements: Sequence[ast.stmt]) -> Iterator[ast.expr]:
    for statement in statements:
        match statement:
            case ast.Expr(
                value=ast.Call(
                    func=ast.Attribute(value=ast.Name(id="self"), attr="append"), args=[module]
                )
            ):
                yield module


@dataclass(frozen=True, slots=True)
class _Call:
    """One module of a list called: `x = self.layers[2](x, mask)`.

    Args:
        held: the list, as it is called.
        index: which of its modules it is.
        arguments: what that is given, as text.
        made: the whole call.
        target: what gets its value; None where that is given back at once.
    """

    held: ast.expr
    index: int
    arguments: str
    made: ast.Call
    target: ast.expr | None


def call_in_turn(body: Sequence[ast.stmt], lengths: Mapping[str, int]) -> Iterator[ast.stmt]:
    """Statements, in which calls of all modules of a list in turn are a loop.

    Args:
        body: of a forward.
        lengths: how many modules each list has, by what it is called, such as `self.layers`.

    >>> body = ast.parse("x = self[0](x, y); x = self[1](x, y); x = self[2](x, y)").body
    >>> print("; ".join(map(ast.unparse, call_in_turn(body, {"self": 3}))))
    for layer in self:
        x = layer(x, y)

    Where the first ones do something else, it goes over the rest: `for layer in self[1:]`.
    """
    used = {one.id for part in body for one in descendants(part) if isinstance(one, ast.Name)}
    i = 0
    while i < len(body):
        calls = list(_turns(body[i:], lengths))
        if not calls:
            yield body[i]
            i += 1
            continue
        i += len(calls)
        target = calls[0].target
        assert target is not None  # noqa: S101  only the last of several gives its value back
        word = _free(used)
        step = ast.Call(name(word), calls[0].made.args, calls[0].made.keywords)
        yield ast.For(ast.Name(word), _from(calls[0]), [assign(target, step)], [], lineno=0)
        if calls[-1].target is None:
            yield ast.Return(target)


def _turns(body: Sequence[ast.stmt], lengths: Mapping[str, int]) -> Iterator[_Call]:
    """The calls of a list's last modules with which a body begins, each of the same values."""
    first = _called(body[0])
    if first is None or first.target is None:
        return
    length = lengths.get(ast.unparse(first.held), 0) - first.index
    found = [_called(one) for one in body[: max(length, 0)]]
    if not LEAST <= length == len(found):
        return
    target = ast.unparse(first.target)
    for i, one in enumerate(found):
        last = i == length - 1
        if one is None or one.index != first.index + i or one.arguments != first.arguments:
            return
        if ast.unparse(one.held) != ast.unparse(first.held):
            return
        if target != (target if one.target is None and last else _text(one.target)):
            return
    yield from filter(None, found)


def _called(statement: ast.stmt) -> _Call | None:
    target: ast.expr | None
    match statement:
        case ast.Assign(targets=[target], value=ast.Call() as made):
            pass
        case ast.Return(value=ast.Call() as made):
            target = None
        case _:
            return None
    match made.func:
        case ast.Subscript(value=held, slice=ast.Constant(value=int(index))):
            given = ast.unparse(ast.Call(ast.Name("_"), made.args, made.keywords))
            return _Call(held, index, given, made, target)
    return None


def _from(first: _Call) -> ast.expr:
    """The list from one of its modules on."""
    if not first.index:
        return first.held
    return ast.Subscript(first.held, ast.Slice(literal(first.index), None, None))


def _text(target: ast.expr | None) -> str:
    return "" if target is None else ast.unparse(target)


def _free(used: Collection[str]) -> str:
    """What the loop calls a module."""
    words = chain(("layer", "module"), (f"layer{i}" for i in count(2)))
    return next(word for word in words if word not in used)
