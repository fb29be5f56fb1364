"""Syntax trees of Python as text, laid out as Python's formatters do: 88 columns, double quotes."""

import ast
import re
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

from archspec.backends.source.python.document import (
    SOFT,
    STEP,
    WIDTH,
    Break,
    Document,
    Indented,
    enclosed,
    group,
    lines,
    separated,
)
from archspec.backends.source.python.expressions import at_start, expression
from archspec.backends.source.python.operators import OPERATORS

Comments: TypeAlias = Mapping[ast.stmt, str]
"""What stands behind a statement."""


def lay_out(tree: ast.Module, comments: Comments | None = None, width: int = WIDTH) -> str:
    r"""A module as text, in lines of at most so many columns where they can be broken.

    >>> print(lay_out(ast.parse("def f(x): return [x,  1]\ny = f(2)")), end="")
    def f(x):
        return [x, 1]
    <BLANKLINE>
    <BLANKLINE>
    y = f(2)
    """
    written = "\n".join(_Layout(comments or {}, width).body(tree.body, 0))
    return f"{written}\n"


class _Layout:
    """Writes statements line by line."""

    def __init__(self, comments: Comments, width: int):
        self.comments = comments
        self.width = width

    def _lines(self, document: Document, indent: int) -> str:
        return lines(document, indent, self.width)

    def body(self, statements: Sequence[ast.stmt], indent: int) -> Iterator[str]:
        """Statements below each other, with blank lines around definitions."""
        before: ast.stmt | None = None
        for one in statements:
            if before is not None:
                yield from [""] * _blanks(before, one, indent)
            yield from self._statement(one, indent)
            before = one

    def _statement(self, node: ast.stmt, indent: int) -> Iterator[str]:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            for decorator in node.decorator_list:
                yield self._lines(("@", expression(decorator)), indent)
            yield self._lines((*_HEADS[type(node)](node), ":"), indent)
            yield from self._definition(node, indent + STEP)
        elif type(node) in _HEADS:
            yield from self._compound(node, indent)
        else:
            yield self._with_comment(node, self._lines(_SIMPLE[type(node)](node), indent))

    def _with_comment(self, node: ast.stmt, written: str) -> str:
        """A statement with what is remarked of it, if that fits behind it."""
        remark = self.comments.get(node, "")
        commented = f"{written}  # {remark}"
        fits = "\n" not in written and len(commented) <= self.width
        return commented if remark and (fits or remark.startswith("type: ")) else written

    def _compound(self, node: Any, indent: int) -> Iterator[str]:
        yield self._lines((*_HEADS[type(node)](node), ":"), indent)
        yield from self.body(node.body, indent + STEP)
        other = getattr(node, "orelse", [])
        if len(other) == 1 and isinstance(other[0], ast.If):
            first, *rest = self._compound(other[0], indent)
            yield f"{' ' * indent}el{first.lstrip()}"
            yield from rest
        elif other:
            yield f"{' ' * indent}else:"
            yield from self.body(other, indent + STEP)

    def _definition(self, node: ast.FunctionDef | ast.ClassDef, indent: int) -> Iterator[str]:
        text, body = ast.get_docstring(node), node.body
        if text is not None:
            yield from documented(text, indent)
            body = body[1:]
            if body and isinstance(node, ast.ClassDef):
                yield ""
        yield from self.body(body, indent)


_QUOTES: Final = re.compile(r'"{3,}|\A"+|"+\Z')


def documented(text: str, indent: int) -> Iterator[str]:
    r"""A docstring of these words; what would end or change it is escaped.

    >>> list(documented("Lines.\n\n    More, with a \\.", 0))[1:3]
    ['', 'More, with a \\\\.']
    """
    # A quote at an end would be read with those that the text stands in.
    escaped = _QUOTES.sub(lambda found: len(found[0]) * '\\"', text.replace("\\", "\\\\"))
    first, _, rest = escaped.partition("\n")
    pad = " " * indent
    if not rest:
        yield f'{pad}"""{first}"""'
        return
    yield f'{pad}"""{first.rstrip()}'
    for line in textwrap.dedent(rest).rstrip().splitlines():
        yield f"{pad}{line}".rstrip()
    yield f'{pad}"""'


def _blanks(before: ast.stmt, after: ast.stmt, indent: int) -> int:
    """How many blank lines stand between two statements."""
    definitions = (ast.FunctionDef, ast.ClassDef)
    imports = (ast.Import, ast.ImportFrom)
    if isinstance(before, definitions) or isinstance(after, definitions):
        return 1 if indent else 2
    if isinstance(before, imports) and not isinstance(after, imports):
        return 1
    if (
        isinstance(before, imports)
        and isinstance(after, imports)
        and _library(before) != _library(after)
    ):
        return 1
    return 0


def _library(node: Any) -> bool:
    name = node.module if isinstance(node, ast.ImportFrom) else node.names[0].name
    return str(name).partition(".")[0] not in ("torch", "torchvision")


def _function(node: Any) -> tuple[Document, ...]:
    name = f"def {node.name}"
    # What is given stays in one piece: parameters have their own lines before it has.
    whole = "" if node.returns is None else lines(expression(node.returns), width=10**6)
    returns = (f" -> {whole}",) if whole else ()
    given = list(_parameters(node.args))
    if not given:
        return (name, "()", *returns)
    return (name, enclosed("(", group(*separated(given)), ")"), *returns)


def _parameters(node: ast.arguments) -> Iterator[Document]:
    missing = [None] * (len(node.args) - len(node.defaults))
    for one, default in zip(node.args, [*missing, *node.defaults], strict=True):
        yield _parameter(one, default)
    if node.vararg:
        yield ("*", _parameter(node.vararg, None))
    elif node.kwonlyargs:
        yield "*"
    for one, default in zip(node.kwonlyargs, node.kw_defaults, strict=True):
        yield _parameter(one, default)
    if node.kwarg:
        yield ("**", _parameter(node.kwarg, None))


def _parameter(node: ast.arg, default: ast.expr | None) -> Document:
    if node.annotation is None:
        return node.arg if default is None else (node.arg, "=", expression(default))
    annotated = (node.arg, ": ", expression(node.annotation))
    return annotated if default is None else (*annotated, " = ", expression(default))


def _class(node: Any) -> tuple[Document, ...]:
    bases = list(map(expression, node.bases))
    return (f"class {node.name}", enclosed("(", group(*separated(bases)), ")") if bases else "")


def _assignment(node: Any) -> Document:
    targets = [part for one in node.targets for part in (_target(one), " = ")]
    return (*targets, at_start(node.value))


def _target(node: ast.expr) -> Document:
    """What is assigned to; several have parentheses only where they take several lines."""
    return _bare(node) if isinstance(node, ast.Tuple) else expression(node)


def _bare(node: ast.Tuple) -> Document:
    """A tuple that has parentheses only where it is broken."""
    start, end = Break("", "(", ends=False), Break("", ")", ends=False)
    parts = separated(list(map(expression, node.elts)))
    return group(start, Indented((SOFT, *parts)), SOFT, end)


def _annotated(node: Any) -> Document:
    start = (expression(node.target), ": ", expression(node.annotation))
    return start if node.value is None else (*start, " = ", at_start(node.value))


def _augmented(node: Any) -> Document:
    return (expression(node.target), f" {OPERATORS[type(node.op)]}= ", at_start(node.value))


def _returned(node: Any) -> Document:
    if node.value is None:
        return "return"
    if isinstance(node.value, ast.Tuple):
        return ("return ", _bare(node.value))
    return ("return ", at_start(node.value))


def _imported(node: Any) -> Document:
    names = ", ".join(f"{a.name} as {a.asname}" if a.asname else a.name for a in node.names)
    return f"from {node.module} import {names}" if hasattr(node, "module") else f"import {names}"


_HEADS: Final[Mapping[type[ast.stmt], Callable[[Any], tuple[Document, ...]]]] = {
    ast.ClassDef: _class,
    ast.For: lambda n: ("for ", _target(n.target), " in ", at_start(n.iter)),
    ast.FunctionDef: _function,
    ast.If: lambda n: ("if ", at_start(n.test)),
    ast.While: lambda n: ("while ", at_start(n.test)),
    ast.With: lambda n: ("with ", expression(n.items[0].context_expr)),
}
_SIMPLE: Final[Mapping[type[ast.stmt], Callable[[Any], Document]]] = {
    ast.AnnAssign: _annotated,
    ast.Assign: _assignment,
    ast.AugAssign: _augmented,
    ast.Expr: lambda n: at_start(n.value),
    ast.Import: _imported,
    ast.ImportFrom: _imported,
    ast.Raise: lambda n: ("raise ", at_start(n.exc)),
    ast.Return: _returned,
}
