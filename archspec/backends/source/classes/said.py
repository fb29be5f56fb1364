"""When something is there, as the file says it: `when: $extra`."""

import ast
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from archspec.backends.source.classes.members import INPUT, Member, Place
from archspec.backends.source.classes.wording import usable
from archspec.syntax import Scalar

RECEIVED: Final = "in_"
"""What stands for `$in` here, which is no word of Python's for a value."""

COMPARED: Final[Mapping[type[ast.cmpop], Callable[[Any, Any], bool]]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}

_NAME: Final = re.compile(r"\$([A-Za-z_]\w*)")


@dataclass(frozen=True, slots=True)
class Said:
    """A condition of the file, in Python.

    Args:
        test: with the parameters of the block as names.
        known: the value of each name, of each instance.
    """

    test: ast.expr
    known: Mapping[str, tuple[Any, ...]]


def said_of(place: Place, members: Sequence[Member], present: Sequence[bool]) -> Said | None:
    """The `when` of a place, where it asks for parameters of the block alone, and is borne out.

    Args:
        place: where it is there.
        members: the instances of its class.
        present: whether each of them has it.
    """
    fields = place.child.origin.fields
    entry = fields.entry("when") if fields else None
    if entry is None or not isinstance(entry.value, Scalar):
        return None
    text = _NAME.sub(lambda m: RECEIVED if m[1] == "in" else m[1], entry.value.text)
    try:
        test = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError):
        return None
    names = list(dict.fromkeys(one.id for one in ast.walk(test) if isinstance(one, ast.Name)))
    known = {one: tuple(_values(one, place, members)) for one in names}
    if not known or any(None in column for column in known.values()):
        return None
    try:
        found = [_truth(test, {n: v[i] for n, v in known.items()}) for i in range(len(members))]
    except TypeError:
        return None
    return Said(test, known) if found == list(present) else None


def _values(name: str, place: Place, members: Sequence[Member]) -> list[Any]:
    """What a name holds in each instance; None where it is no plain value of the block's own."""
    if name == RECEIVED:
        first = [ref.place for ref in place.takes] == [INPUT]
        return [one.received.channels if first and one.received.dims else None for one in members]
    given = [one.call.arguments.get(name) if one.call else None for one in members]
    plain = usable(name) and all(type(one) in (bool, int, float, str) for one in given)
    return given if plain else [None] * len(members)


def _truth(test: ast.expr, known: Mapping[str, Any]) -> Any:
    """What a condition comes to.

    Raises:
        TypeError: where it is more than names and numbers compared, or these cannot be.
    """
    match test:
        case ast.BoolOp(op=ast.And()):
            return all(_truth(one, known) for one in test.values)
        case ast.BoolOp():
            return any(_truth(one, known) for one in test.values)
        case ast.UnaryOp(op=ast.Not()):
            return not _truth(test.operand, known)
        case ast.Compare(ops=[op], comparators=[other]) if type(op) in COMPARED:
            return COMPARED[type(op)](_truth(test.left, known), _truth(other, known))
        case ast.Name():
            return known[test.id]
        case ast.Constant(value=bool() | int() | float() | str()):
            return test.value
    raise TypeError(f"{type(test).__name__} is no comparison")
