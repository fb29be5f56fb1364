"""Open sizes as text: as people read them, and as a file has them."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any, Protocol, TypeAlias

Monomial: TypeAlias = tuple[Any, ...]


class Polynomial(Protocol):
    """A sum of products of names and floors, each with the number that it is counted."""

    @property
    def terms(self) -> tuple[tuple[Monomial, int], ...]:
        """The products and their numbers."""


class Quotient(Protocol):
    """A quotient that is rounded down."""

    @property
    def over(self) -> Any:
        """What is divided."""

    @property
    def by(self) -> Any:
        """What it is divided by."""


POWERS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def sentence(size: Polynomial) -> str:
    """As a number by itself, with a comma between thousands: 1,728·H·W + 64."""
    return _signed((_product(m, abs(n), ","), n) for m, n in size.terms)


def factor(size: Polynomial) -> str:
    """As a factor of a product, such as a shape: a sum stands in parentheses."""
    text = _signed((_product(m, abs(n), ""), n) for m, n in size.terms)
    return f"({text})" if len(size.terms) > 1 or text.startswith("-") else text


def expression(size: Any) -> str:
    """As Python, and a file, would have it: 64*(H//4)*(W//4)."""
    if isinstance(size, int):
        return str(size)
    return _signed((_term(m, n), n) for m, n in size.terms)


def floor_expression(floor: Quotient) -> str:
    """A quotient rounded down, as Python has it: (H + 1)//2."""
    over, by = expression(floor.over), expression(floor.by)
    many = not isinstance(floor.over, int) and len(floor.over.terms) > 1
    return f"{f'({over})' if many else over}//{by if by.isalnum() else f'({by})'}"


def _signed(terms: Iterator[tuple[str, int]]) -> str:
    """Terms with the signs of their counts between them."""
    text = "".join(f" {'-' if count < 0 else '+'} {term}" for term, count in terms)
    return text.removeprefix(" + ").replace(" - ", "-", text.startswith(" - "))


def _product(monomial: Monomial, count: int, spec: str) -> str:
    powers = [(_atom(atom), len(list(same))) for atom, same in groupby(monomial)]
    factors = [a if n == 1 else f"{a}{str(n).translate(POWERS)}" for a, n in powers]
    number = [] if count == 1 and monomial else [format(count, spec)]
    return "·".join(number + factors)


def _atom(atom: Any) -> str:
    """A name, ⌊p/k⌋, or ⌈p/k⌉ where that is shorter."""
    if isinstance(atom, str):
        return atom
    over, by = atom.over, atom.by
    if isinstance(by, int) and by > 1 and not isinstance(over, int) and over.terms[-1][1] == by - 1:
        up = over - (by - 1)
        if not over.terms[-1][0]:
            return f"⌈{_tight(up)}/{by}⌉"
    return f"⌊{_tight(over)}/{_tight(by)}⌋"


def _tight(size: Any) -> str:
    return str(size).replace(" ", "")


def _term(monomial: Monomial, count: int) -> str:
    alone = len(monomial) == count == 1
    factors = [a if isinstance(a, str) else floor_expression(a) for a in monomial]
    if not alone:
        factors = [f"({f})" if "//" in f else f for f in factors]
    return "*".join(factors if abs(count) == 1 and monomial else [str(abs(count)), *factors])
