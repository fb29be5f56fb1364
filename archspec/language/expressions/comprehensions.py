"""Lists that an expression makes of lists: `[2 * w for w in $widths if w > 8]`."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from archspec.language.expressions.constants import CONSTANTS
from archspec.language.expressions.expression_error import PREFIX, ExpressionError, show, shown
from archspec.language.expressions.functions import FUNCTIONS
from archspec.language.expressions.open_values import truth

T = TypeVar("T", bound="Evaluates")


class Evaluates(Protocol):
    """Computes expressions, with names for the items of lists."""

    def visit(self, node: ast.expr) -> Any:
        """The value of a node."""

    def binding(self: T, names: Mapping[str, Any]) -> T:
        """The same, with names for items."""


def comprehended(evaluation: Evaluates, node: ast.ListComp | ast.GeneratorExp) -> list[Any]:
    """The values of the element, once for every item that passes the conditions.

    Raises:
        ExpressionError: A209 for a name that cannot be bound, A210 for what is no list.
    """
    return [inner.visit(node.elt) for inner in _rounds(evaluation, node.generators)]


def _rounds(evaluation: Evaluates, loops: Sequence[ast.comprehension]) -> Iterator[Evaluates]:
    if not loops:
        yield evaluation
        return
    loop = loops[0]
    _check(loop)
    for item in _items(evaluation, loop):
        inner = evaluation.binding(_bound(loop.target, item))
        if all(truth(inner.visit(test)) for test in loop.ifs):
            yield from _rounds(inner, loops[1:])


def _items(evaluation: Evaluates, loop: ast.comprehension) -> Sequence[Any]:
    items = evaluation.visit(loop.iter)
    if isinstance(items, (list, tuple)):
        return items
    target = shown(ast.unparse(loop.target))
    whole = isinstance(items, int) and not isinstance(items, bool)
    help_ = f"for its numbers from 0, write `range({shown(ast.unparse(loop.iter))})`"
    raise ExpressionError(
        "A210",
        f"`for {target} in …` needs a list, and {show(items)} is none",
        help=help_ if whole else "",
    )


def _check(loop: ast.comprehension) -> None:
    """That what is bound are names, which expressions do not have already."""
    if loop.is_async:
        raise ExpressionError("A209", "`async` is more than an expression may hold", "async")
    at = f"for {shown(_written(loop.target))}"
    for part in _leaves(loop.target):
        word = part.id if isinstance(part, ast.Name) else ""
        if not word:
            what = shown(ast.unparse(part))
            raise ExpressionError("A209", f"`for` binds names, and `{what}` is none", what)
        if word.startswith(PREFIX):
            help_ = f"write `{word.removeprefix(PREFIX)}`, here and where it is used"
            message = f"a name that `for` binds is written without `$`: `{shown(word)}`"
            raise ExpressionError("A209", message, at, help=help_)
        if word in CONSTANTS or word in FUNCTIONS:
            message = f"`for` cannot bind `{word}`: expressions have this word already"
            raise ExpressionError("A209", message, at, help="bind another name")


def _written(target: ast.expr) -> str:
    # Python writes the names of a pair in parentheses, and people do not.
    text = ast.unparse(target)
    return text[1:-1] if isinstance(target, ast.Tuple) else text


def _leaves(target: ast.expr) -> Iterator[ast.expr]:
    if isinstance(target, (ast.Tuple, ast.List)):
        for part in target.elts:
            yield from _leaves(part)
    else:
        yield target


def _bound(target: ast.expr, item: Any) -> Mapping[str, Any]:
    if isinstance(target, ast.Name):
        return {target.id: item}
    parts = target.elts if isinstance(target, (ast.Tuple, ast.List)) else []
    if not isinstance(item, (list, tuple)) or len(item) != len(parts):
        names = shown(_written(target))
        message = f"`for {names} in …` needs items of {len(parts)}, and one is {show(item)}"
        raise ExpressionError("A210", message)
    names_: dict[str, Any] = {}
    for part, value in zip(parts, item, strict=True):
        names_ |= _bound(part, value)
    return names_
