"""From the tree to plain values: expressions computed, lists as tuples."""

import re
from collections.abc import Hashable, Mapping
from enum import IntEnum
from functools import lru_cache
from typing import Any, Final

from archspec.diagnostics import Diagnostic, Help, Span
from archspec.diagnostics.suggest import listed, nearest, perhaps
from archspec.language.expressions.bounds import MAX_STEPS, TEXT_STEP, Budget, is_small
from archspec.language.expressions.environment import IN, SIZES, Environment
from archspec.language.expressions.evaluation import KNOWN
from archspec.language.expressions.expression_error import ExpressionError
from archspec.language.expressions.expressions import (
    asks,
    evaluate,
    is_computation,
    is_expression,
    mentions,
    parameter,
    parameters,
)
from archspec.language.expressions.file_budget import FileBudget, current_budget
from archspec.language.expressions.frozen import frozen
from archspec.language.expressions.unknown import UnknownValue
from archspec.language.skip import Skip
from archspec.language.suggestions.unknown_parameters import about_received, instead_of_parameter
from archspec.syntax import Entry, Scalar, Sequence, Tree
from archspec.syntax import Mapping as Fields
from archspec.syntax.unquoted import quoting_a_call

Scope = Mapping[str, Any]
ABSENT: Final = object()
"""What stands for the value of a name that is no parameter, such as that of a function."""
RECEIVED: Final = {IN: "channels", SIZES: "sizes"}


class Computes(IntEnum):
    """Where in a value text is an expression even without a `$`, since no word may stand there."""

    NOWHERE = 0
    ITSELF = 1
    """In the value, and not in what stands in it as a list or a mapping."""
    WITHIN = 2
    """In the value and in all that stands in it."""


def value_of(tree: Tree, scope: Scope, computes: Computes = Computes.NOWHERE) -> Any:
    """The value that a tree stands for.

    Raises:
        Skip: where an expression has none.
    """
    return _value_of(tree, scope, current_budget(), computes)


def _value_of(tree: Tree, scope: Scope, file: FileBudget, computes: Computes) -> Any:
    if isinstance(tree, Scalar):
        return _scalar_value(tree, scope, file, computes)
    _spend(file, 1, tree)
    inside = computes if computes == Computes.WITHIN else Computes.NOWHERE
    if isinstance(tree, Fields):
        return {entry.key.text: _value_of(entry.value, scope, file, inside) for entry in tree}
    return tuple(_value_of(item, scope, file, inside) for item in tree)


def scalar_value(scalar: Scalar, scope: Scope) -> Any:
    """The value of one scalar, computed where it is an expression."""
    return _scalar_value(scalar, scope, current_budget(), Computes.NOWHERE)


def _scalar_value(scalar: Scalar, scope: Scope, file: FileBudget, computes: Computes) -> Any:
    text = scalar.value
    if not isinstance(text, str) or not (
        is_expression(text) or (computes and is_computation(text))
    ):
        _spend(file, 1 + len(scalar.text) // TEXT_STEP, scalar)
        return text
    if (name := parameter(text)) and is_small(value := scope.get(name)):
        _spend(file, 2, scalar)
        return value
    _spend(file, 1, scalar)
    key, lasting = _depends_on(text, scope) or (None, None)
    if key is not None and (known := file.known.get(key)):
        value, steps, _ = known
        _spend(file, steps, scalar)
        return value
    budget = Budget()
    try:
        value = frozen(_computed(scalar, scope, budget))
    finally:
        # What came of it counts less than that nothing more can be worked out.
        _spend(file, MAX_STEPS - budget.left, scalar)
    if key is not None:
        file.known[key] = value, MAX_STEPS - budget.left, lasting
    return value


def mark(value: Any) -> Hashable:
    """What tells a value from all that are another one in a file, such as 1, 1.0 and true.

    Lists and mappings, which never change, are told by their places in memory, and must stay there.

    >>> len({mark(one) for one in (1, 1.0, True, "1", 0.0, -0.0)})
    6
    """
    if isinstance(value, (list, tuple, dict)):
        return id(value)
    return type(value), repr(value) if isinstance(value, float) else value


def _mark(name: str, value: Any) -> Hashable:
    """The same of what a text mentions: sizes that are received are a new list at each layer."""
    if name in RECEIVED and isinstance(value, tuple):
        return tuple(map(mark, value))
    return mark(value)


def _depends_on(text: str, scope: Scope) -> tuple[tuple[Hashable, ...], list[Any]] | None:
    """A text with marks of all that it mentions, and these values; None where one may not last."""
    values = [(name, scope.get(name, ABSENT)) for name in parameters(text)]
    if asks(text) or not all(_lasts(name, value) for name, value in values):
        return None
    return (text, *(_mark(*one) for one in values)), [value for _, value in values]


def _lasts(name: str, value: Any) -> bool:
    """Whether a value can be told again later: a number, or what stays at its place in memory."""
    if isinstance(value, (tuple, dict)):
        return name not in RECEIVED or (isinstance(value, tuple) and all(map(is_small, value)))
    return value is ABSENT or value is None or is_small(value)


def _computed(scalar: Scalar, scope: Scope, budget: Budget) -> Any:
    try:
        return evaluate(scalar.text, scope, budget)
    except ExpressionError as error:
        if error.code == "A302" and not error.help and isinstance(scope, Environment):
            # What is said of it depends on what stands below.
            scope.above.miss(error.near, _stretch(scalar, error.at))
            raise Skip from None
        raise Skip(located(error, scalar, scope)) from None
    except UnknownValue as error:
        found = error.value.found(error.name, _stretch(scalar, f"${error.name}"))
        raise Skip(*found) from None


def _spend(file: FileBudget, steps: int, tree: Tree) -> None:
    if finding := file.spent(steps, tree.span):
        raise Skip(finding)


def located(error: ExpressionError, scalar: Scalar, scope: Scope) -> Diagnostic:
    """The error as a finding, at the stretch of the scalar that is at fault."""
    span = _stretch(scalar, error.at)
    helps: tuple[Help, ...] = (Help(error.help),) if error.help else ()
    if error.code == "A209" and scalar.plain and (cut := _cut_at_a_comma(scalar.span)):
        helps = (cut,)
    if not error.near:
        if error.code == "A210" and not helps and (help_ := about_received(scalar.text, scope)):
            helps = (help_,)
        return Diagnostic(error.code, error.message, span, notes=error.notes, helps=helps)
    if error.near in RECEIVED:
        what = f"the {RECEIVED[error.near]} that a layer receives"
        verb = "are" if error.near == SIZES else "is"
        message = f"`${error.near}`, {what}, {verb} not known here"
        return Diagnostic(error.code, message, span, notes=(KNOWN,))
    names = nearest(error.near, scope)
    notes = (f"parameters here: {listed(names)}",) if names else ("there are no parameters here",)
    inner = re.search(rf"{re.escape(error.near)}\.(\w+)", scalar.text)
    if inner and inner[1] in scope:
        helps = (perhaps(f"${inner[1]}"),)
    elif help_ := instead_of_parameter(error.near, names, scope):
        helps = (help_,)
    return Diagnostic(error.code, error.message, span, "", (), notes, helps)


def _cut_at_a_comma(span: Span) -> Help | None:
    """How to quote a call of which a comma of YAML has left the beginning."""
    lines = span.source.lines
    if span.line != span.end_line or span.line > len(lines):
        return None
    return quoting_a_call(lines[span.line - 1], span)


def _stretch(scalar: Scalar, at: str) -> Span:
    word = re.search(rf"(?<!\w){re.escape(at)}(?!\w)", scalar.text) if at else None
    offset = word.start() if word else scalar.text.find(at) if at else -1
    one_line = scalar.span.line == scalar.span.end_line
    if offset < 0 or not one_line:
        return scalar.span
    quote = 0 if scalar.plain else 1
    return scalar.span.part(offset + quote, len(at))


def tree_of(value: Any, span: Span) -> Tree:
    """The tree that a value would be read from, all of it at one place."""
    if isinstance(value, Mapping):
        entries = ((Scalar(str(k), str(k), span), tree_of(v, span)) for k, v in value.items())
        return Fields(tuple(Entry(key, tree) for key, tree in entries), span, flow=True)
    if isinstance(value, (list, tuple)):
        return Sequence(tuple(tree_of(item, span) for item in value), span, flow=True)
    return Scalar(value, "" if value is None else str(value), span)


@lru_cache(maxsize=4096)
def names_in(tree: Tree) -> frozenset[str]:
    """Every parameter that a tree mentions."""
    if isinstance(tree, Scalar):
        return mentions(tree.text) if "$" in tree.text else frozenset()
    if isinstance(tree, Fields):
        keys = (names_in(entry.key) | names_in(entry.value) for entry in tree)
        return frozenset().union(*keys)
    return frozenset().union(*map(names_in, tree))
