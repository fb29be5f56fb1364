"""What stands for a value within a class: a literal, or what follows from a parameter."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from archspec.backends.source.python.build import literal, name

Slot: TypeAlias = tuple[int, str]
"""A value within a class: the position in it, and what it is there."""


@dataclass(frozen=True, slots=True)
class ClassName:
    """A class that stands as a value, such as `torch.nn.ReLU`."""

    target: str


@dataclass(frozen=True, slots=True)
class Bound:
    """A value of a class.

    Args:
        value: the literal, where it is one.
        variable: the parameter that it follows from, if any.
        times: a factor.
        over: a divisor, which divides it.
        items: what stands in it, where it is a tuple that follows from the parameter.
    """

    value: Any = None
    variable: str = ""
    times: int = 1
    over: int = 1
    items: "tuple[Bound, ...]" = ()

    def of(self, value: Any) -> Any:
        """What it is where the parameter has this value."""
        if not self.variable:
            return self.value
        if self.items:
            return tuple(one.of(value) for one in self.items)
        return value if self.times == self.over == 1 else value * self.times // self.over

    def within(self, outer: "Mapping[str, Bound]") -> "Bound":
        """The same in terms of an outer class, which says what the parameters are.

        >>> Bound(variable="width", times=4).within({"width": Bound(16)}).value
        64
        >>> sides = Bound(variable="d", items=(Bound(variable="d", times=6), Bound(0)))
        >>> sides.within({"d": Bound(2)}).value
        (12, 0)
        """
        if not self.variable or self.variable not in outer:
            return self
        found = outer[self.variable]
        if not found.variable:
            return Bound(self.of(found.value))
        if self.items:
            return Bound(None, found.variable, items=tuple(i.within(outer) for i in self.items))
        times, over = found.times * self.times, found.over * self.over
        if times % over == 0:
            times, over = times // over, 1
        return Bound(None, found.variable, times, over)


def written(bound: Bound) -> ast.expr:
    """A value as source: `64`, `width`, `4 * width`, `width // 2`, `(2 * width, 0)`."""
    if not bound.variable:
        return literal(bound.value)
    if bound.items:
        return ast.Tuple([written(one) for one in bound.items])
    made: ast.expr = name(bound.variable)
    if bound.times != 1:
        made = ast.BinOp(literal(bound.times), ast.Mult(), made)
    if bound.over != 1:
        made = ast.BinOp(made, ast.FloorDiv(), literal(bound.over))
    return made


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal and of one type, all the way in."""
    return repr(one) == repr(other)


@dataclass(frozen=True, slots=True)
class Condition:
    """When something is there that not all instances of a class have.

    Args:
        text: in Python, with the parameters as they are called.
        given: the parameter that says so itself, if one does.
    """

    text: str
    given: str = ""
