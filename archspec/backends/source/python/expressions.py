"""Expressions as documents: brackets, operators and commas where Python's formatters break them."""

import ast
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from archspec.backends.source.python.document import (
    SOFT,
    SPACE,
    Break,
    Document,
    Indented,
    enclosed,
    group,
    separated,
)
from archspec.backends.source.python.operators import OPERATORS, TIGHTEST, level

_EXPONENT: Final = re.compile(r"e\+?(-?)0*(?=\d)")
"""How Python writes exponents, with a sign and zeros that people leave out."""

LINKS: Final = (ast.Attribute, ast.Call, ast.Subscript)


def expression(node: ast.expr) -> Document:
    """An expression that stands in brackets, so that its own operators may end lines."""
    return _written(node, SPACE)


def _written(node: ast.expr, space: Document) -> Document:
    """An expression; a row of calls on each other is broken before each, if at all."""
    if isinstance(node, LINKS) and _joints(node) > 1:
        return group(*_links(node, space))
    return _WRITERS[type(node)](node, space)


def at_start(node: ast.expr) -> Document:
    """One that stands in no brackets, and gets some where its operators must end lines."""
    several = isinstance(node, (ast.BinOp, ast.BoolOp, ast.Compare, ast.IfExp))
    if (several and not _ends_in_brackets(node)) or (isinstance(node, LINKS) and _joints(node) > 1):
        inner = _written(node, SPACE)
        start, end = Break("", "(", ends=False), Break("", ")", ends=False)
        return group(start, Indented((SOFT, inner)), SOFT, end)
    return _written(node, " ")


def _joints(node: ast.expr) -> int:
    """How often something is asked of what a call or a bracket gives."""
    count = 0
    while isinstance(node, LINKS):
        inner = node.func if isinstance(node, ast.Call) else node.value
        closed = isinstance(inner, (ast.Call, ast.Subscript)) or level(inner) < TIGHTEST
        count += isinstance(node, ast.Attribute) and closed
        node = inner
    return count


def _links(node: ast.expr, space: Document) -> tuple[Document, ...]:
    """The parts of a row of calls, with a break before each that is asked of a call."""
    if not isinstance(node, LINKS):
        return (_held(node, TIGHTEST, space),)
    if isinstance(node, ast.Call):
        return (*_links(node.func, space), _arguments(node))
    if isinstance(node, ast.Subscript):
        return (*_links(node.value, space), _index(node))
    closed = isinstance(node.value, (ast.Call, ast.Subscript)) or level(node.value) < TIGHTEST
    return (*_links(node.value, space), *([SOFT] if closed else []), f".{node.attr}")


def _ends_in_brackets(node: ast.expr) -> bool:
    """Whether one operator is before a call, whose own brackets can be broken instead."""
    if not isinstance(node, ast.BinOp) or isinstance(node.left, ast.BinOp):
        return False
    return isinstance(node.right, ast.Call) and bool(node.right.args or node.right.keywords)


def _held(node: ast.expr, least: int, space: Document) -> Document:
    """A part of an expression, in parentheses where it would fall apart without."""
    if level(node) < least or isinstance(node, ast.GeneratorExp):
        return enclosed("(", expression(node), ")")
    return _written(node, space)


def _constant(node: Any, _: Document) -> Document:
    if isinstance(node.value, str):
        return quoted(node.value)
    return "..." if node.value is ... else _EXPONENT.sub(r"e\1", repr(node.value))


def quoted(text: str) -> str:
    r"""A text as a literal, in double quotes unless it has more of these.

    >>> print(quoted("5"), quoted('a"b'), quoted("it's"), quoted("a\nb"))
    "5" 'a"b' "it's" "a\nb"
    """
    written = repr(text)
    if written[0] == "'" and '"' not in written:
        return f'"{written[1:-1]}"'
    return written


def _name(node: Any, _: Document) -> Document:
    name: str = node.id
    return name


def _attribute(node: Any, space: Document) -> Document:
    return (_held(node.value, TIGHTEST, space), f".{node.attr}")


def _call(node: Any, space: Document) -> Document:
    return (_held(node.func, TIGHTEST, space), _arguments(node))


def _arguments(node: ast.Call) -> Document:
    given: list[ast.expr | ast.keyword] = [*node.args, *node.keywords]
    if not given:
        return "()"
    if len(given) == 1 and isinstance(given[0], ast.GeneratorExp):
        return enclosed("(", _generator(given[0]), ")")
    return enclosed("(", group(*separated(list(map(_argument, given)))), ")")


def _argument(node: Any) -> Document:
    if isinstance(node, ast.keyword):
        start = "**" if node.arg is None else f"{node.arg}="
        return (start, _held(node.value, 0, SPACE))
    return _held(node, 0, SPACE)


def _starred(node: Any, space: Document) -> Document:
    if isinstance(node.value, ast.GeneratorExp):
        return ("*", expression(node.value))
    return ("*", _held(node.value, TIGHTEST, space))


def _generator(node: Any) -> Document:
    """A comprehension without its brackets."""
    parts: list[Document] = [group(expression(node.elt))]
    for one in node.generators:
        target, source = expression(one.target), _held(one.iter, 1, SPACE)
        parts += [SPACE, group("for ", _bare(one.target, target), " in ", source)]
        for condition in one.ifs:
            parts += [SPACE, group("if ", _held(condition, 1, SPACE))]
    return group(*parts)


def _bare(node: ast.expr, document: Document) -> Document:
    """The target of a loop, whose tuples have no parentheses."""
    if isinstance(node, ast.Tuple):
        return ", ".join(one.id for one in node.elts if isinstance(one, ast.Name))
    return document


def _listed(start: str, end: str) -> Callable[[Any, Document], Document]:
    def write(node: Any, _: Document) -> Document:
        if not node.elts:
            return start + end
        items = [_held(one, 0, SPACE) for one in node.elts]
        if len(items) == 1 and isinstance(node, ast.Tuple):
            return enclosed(start, (items[0], ","), end)
        return enclosed(start, separated(items), end)

    return write


def _comprehension(node: Any, _: Document) -> Document:
    return enclosed("[", _generator(node), "]")


def _dict(node: Any, _: Document) -> Document:
    if not node.keys:
        return "{}"
    pairs = zip(node.keys, node.values, strict=True)
    return enclosed("{", separated([(expression(k), ": ", expression(v)) for k, v in pairs]), "}")


def _binary(node: Any, space: Document) -> Document:
    return group(*_operands(node, space))


def _operands(node: ast.BinOp, space: Document) -> tuple[Document, ...]:
    """A row of operators that bind alike, which break together; a power binds to the right."""
    mine, sign = level(node), OPERATORS[type(node.op)]
    if isinstance(node.op, ast.Pow):
        # A power of plain things has no blanks.
        plain = all(
            isinstance(one, (ast.Name, ast.Constant, ast.Attribute))
            for one in (node.left, node.right)
        )
        around = sign if plain else f" {sign} "
        return (_held(node.left, mine + 1, space), around, _held(node.right, mine - 1, space))
    right = (space, f"{sign} ", _held(node.right, mine + 1, space))
    if isinstance(node.left, ast.BinOp) and level(node.left) == mine:
        return (*_operands(node.left, space), *right)
    return (_held(node.left, mine, space), *right)


def _unary(node: Any, space: Document) -> Document:
    return (OPERATORS[type(node.op)], _held(node.operand, level(node), space))


def _boolean(node: Any, space: Document) -> Document:
    sign = OPERATORS[type(node.op)]
    return _joined([_held(one, level(node) + 1, space) for one in node.values], [sign] * 9, space)


def _comparison(node: Any, space: Document) -> Document:
    operands = [_held(one, level(node) + 1, space) for one in (node.left, *node.comparators)]
    return _joined(operands, [OPERATORS[type(op)] for op in node.ops], space)


def _joined(operands: Sequence[Document], signs: Sequence[str], space: Document) -> Document:
    parts = [operands[0]]
    for sign, operand in zip(signs, operands[1:], strict=False):
        parts += [space, f"{sign} ", operand]
    return group(*parts)


def _conditional(node: Any, space: Document) -> Document:
    body, test = (_held(one, 1, space) for one in (node.body, node.test))
    return group(body, space, "if ", test, space, "else ", _held(node.orelse, 0, space))


def _subscript(node: Any, space: Document) -> Document:
    return (_held(node.value, TIGHTEST, space), _index(node))


def _index(node: ast.Subscript) -> Document:
    index = node.slice
    if isinstance(index, ast.Tuple) and len(index.elts) > 1:
        return enclosed("[", separated(list(map(expression, index.elts))), "]")
    return enclosed("[", expression(index), "]")


def _slice(node: Any, _: Document) -> Document:
    """A slice, with blanks around its colons where its ends are no plain things."""
    ends = [one for one in (node.lower, node.upper) if one is not None]
    blank = "" if all(map(_is_plain, ends)) else " "
    parts: list[Document] = [] if node.lower is None else [expression(node.lower), blank]
    parts.append(":")
    parts += [] if node.upper is None else [blank, expression(node.upper)]
    if node.step is not None:
        parts += [":", expression(node.step)]
    return tuple(parts)


def _is_plain(node: ast.expr) -> bool:
    """A name, a number, or one with its sign."""
    signed = node.operand if isinstance(node, ast.UnaryOp) else node
    return isinstance(signed, (ast.Name, ast.Constant))


def _formatted(node: Any, _: Document) -> Document:
    """A text with values in it."""
    written = ""
    for part in node.values:
        if isinstance(part, ast.Constant):
            written += quoted(str(part.value))[1:-1].replace("{", "{{").replace("}", "}}")
        else:
            written += ast.unparse(ast.JoinedStr([part]))[2:-1]
    return f'f"{written}"'


_WRITERS: Final[Mapping[type[ast.expr], Callable[[Any, Document], Document]]] = {
    ast.Attribute: _attribute,
    ast.BinOp: _binary,
    ast.BoolOp: _boolean,
    ast.Call: _call,
    ast.Compare: _comparison,
    ast.Constant: _constant,
    ast.Dict: _dict,
    ast.GeneratorExp: lambda node, _: enclosed("(", _generator(node), ")"),
    ast.IfExp: _conditional,
    ast.JoinedStr: _formatted,
    ast.List: _listed("[", "]"),
    ast.ListComp: _comprehension,
    ast.Name: _name,
    ast.Slice: _slice,
    ast.Starred: _starred,
    ast.Subscript: _subscript,
    ast.Tuple: _listed("(", ")"),
    ast.UnaryOp: _unary,
}
