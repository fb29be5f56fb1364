"""Sizes that are left open: whole-number polynomials over names and floors.

A plain size is an `int`. One that depends on a name is a `Size`, which takes part in the same
arithmetic, so that the formulas for windows serve both.
"""

from collections.abc import Iterable, Iterator, Mapping
from math import factorial, gcd, lcm, prod
from typing import Any, Final, TypeAlias, Union

from archspec.dataclass import dataclass
from archspec.shapes import size_text

LARGE: Final = factorial(32)
"""What stands for every name where two sizes are compared, which only large sizes decide."""

Whole: TypeAlias = Union[int, "Size"]
Atom: TypeAlias = Union[str, "Floor"]
Monomial: TypeAlias = tuple[Atom, ...]


@dataclass(frozen=True, slots=True)
class Floor:
    """⌊over / by⌋, where it comes to no polynomial."""

    over: Whole
    by: Whole


class Size:
    """A whole number that depends on names, such as ⌊H/4⌋ or 2·H + 1.

    Two that are equal are so for every value of the names; 2·⌊H/2⌋ and H are not. An order is that
    of large sizes: a kernel of 3 fits into H. A result that depends on no name is an `int`.

    >>> H = Size.named("H")
    >>> (16 * H - 2) // 2 + 1 == 8 * H, H // 2 // 2 == H // 4, H // 2 * 2 == H
    (True, True, False)
    >>> str(-(-H // 4)), f"{1000 * H * H + 1:,}", 3 <= H, (H // 4).at({"H": 30})
    ('⌈H/4⌉', '1,000·H² + 1', True, 7)
    """

    __slots__ = ("terms",)

    def __init__(self, terms: tuple[tuple[Monomial, int], ...]):
        self.terms = terms

    @staticmethod
    def named(name: str) -> "Size":
        """The size that a name stands for."""
        return Size((((name,), 1),))

    def at(self, values: Mapping[str, Whole]) -> Any:
        """The number where every name has a value; with fewer values, or other sizes, a `Size`.

        >>> H = Size.named("H")
        >>> str((H // 2).at({"H": 16 * H}))
        '8·H'
        """
        return sum(
            count * prod(_value(atom, values) for atom in monomial)
            for monomial, count in self.terms
        )

    @property
    def names(self) -> frozenset[str]:
        """The names that it depends on."""
        return frozenset(names for atom in self._atoms() for names in _names(atom))

    @property
    def multiple(self) -> int:
        """What a name must be a multiple of for every floor to come out even.

        >>> H = Size.named("H")
        >>> (H // 2 * 2 - H // 8).multiple
        8
        """
        floors = [atom for atom in self._atoms() if isinstance(atom, Floor)]
        return lcm(*(_multiple(floor) for floor in floors))

    @property
    def expression(self) -> str:
        """The text that a file has for it.

        >>> H = Size.named("H")
        >>> (3 * (H // 4) + 1).expression
        '3*(H//4) + 1'
        """
        return size_text.expression(self)

    def __str__(self) -> str:
        return size_text.factor(self)

    def __repr__(self) -> str:
        return f"Size({self.expression})"

    def __format__(self, spec: str) -> str:
        return size_text.sentence(self) if spec == "," else format(str(self), spec)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Size) and self.terms == other.terms

    def __hash__(self) -> int:
        return hash(self.terms)

    def __add__(self, other: Any) -> Any:
        return _sum([*self.terms, *_terms(other)])

    def __mul__(self, other: Any) -> Any:
        if not isinstance(other, (int, Size)):
            return NotImplemented
        pairs = ((one, another) for one in self.terms for another in _terms(other))
        return _sum([(tuple(sorted(a + b, key=_key)), n * m) for (a, n), (b, m) in pairs])

    def __neg__(self) -> Any:
        return -1 * self

    def __sub__(self, other: Any) -> Any:
        return self + -1 * other

    def __rsub__(self, other: Any) -> Any:
        return -self + other

    __radd__, __rmul__ = __add__, __mul__

    def __floordiv__(self, other: Any) -> Any:
        if isinstance(other, Size):
            return _ratio(self, other)
        return _divided(self, other) if other > 0 else _divided(-self, -other)

    def __rfloordiv__(self, other: Any) -> Any:
        return _atom(Floor(other, self))

    def __mod__(self, other: Any) -> Any:
        return self - self // other * other

    def __rmod__(self, other: Any) -> Any:
        return other - other // self * self

    def __truediv__(self, other: Any) -> float:
        """The ratio that large sizes come to."""
        return float(_large(self) / _large(other))

    def __rtruediv__(self, other: Any) -> float:
        return float(other / _large(self))

    def __lt__(self, other: Any) -> bool:
        return bool(_large(self) < _large(other))

    def __le__(self, other: Any) -> bool:
        return bool(_large(self) <= _large(other))

    def __gt__(self, other: Any) -> bool:
        return bool(_large(self) > _large(other))

    def __ge__(self, other: Any) -> bool:
        return bool(_large(self) >= _large(other))

    def _atoms(self) -> Iterator[Atom]:
        return (atom for monomial, _ in self.terms for atom in monomial)


def open_names(sizes: Iterable[Any]) -> tuple[str, ...]:
    """The names that any of these sizes depends on, in order.

    >>> open_names((3, Size.named("W"), Size.named("H") // 2))
    ('H', 'W')
    """
    return tuple(sorted({n for size in sizes if isinstance(size, Size) for n in size.names}))


def _terms(value: Whole) -> tuple[tuple[Monomial, int], ...]:
    return value.terms if isinstance(value, Size) else (((), value),)


def _sum(terms: Iterable[tuple[Monomial, int]]) -> Whole:
    total: dict[Monomial, int] = {}
    for monomial, count in terms:
        total[monomial] = total.get(monomial, 0) + count
    kept = {monomial: count for monomial, count in total.items() if count}
    if not any(kept):
        return kept.get((), 0)
    return Size(tuple(sorted(kept.items(), key=lambda t: (-len(t[0]), *map(_key, t[0])))))


def _key(atom: Atom) -> str:
    return atom if isinstance(atom, str) else size_text.floor_expression(atom)


def _atom(atom: Floor) -> Size:
    return Size((((atom,), 1),))


def _divided(size: Whole, by: int) -> Any:
    """⌊size / by⌋: what is divisible stands outside of the floor."""
    if isinstance(size, int):
        return size // by
    if size.terms[0][1] < 0:
        # ⌊−p/k⌋ is −⌈p/k⌉: one form for floors of p and of −p.
        return -_divided(-size + (by - 1), by)
    outside = _sum((monomial, count // by) for monomial, count in size.terms)
    return outside + _floor(_sum((monomial, count % by) for monomial, count in size.terms), by)


def _floor(rest: Whole, by: int) -> Any:
    """The floor of a fraction of which no term comes out even, in lowest terms, joined."""
    if isinstance(rest, int):
        return rest // by
    common = gcd(by, *(count for monomial, count in rest.terms if monomial))
    rest = _sum((monomial, count // common) for monomial, count in rest.terms)
    by //= common
    for monomial, count in _terms(rest):
        inner = monomial[0] if len(monomial) == count == 1 else ""
        if isinstance(inner, Floor) and isinstance(inner.by, int):
            # ⌊(⌊p/m⌋ + q)/k⌋ is ⌊(p + m·q)/(m·k)⌋ for every whole q.
            others = rest - _atom(inner)
            return _divided(inner.over + inner.by * others, inner.by * by)
    return _atom(Floor(rest, by))


def _ratio(size: Size, other: Size) -> Any:
    """⌊size / other⌋: a single term where it divides, else a floor."""
    (top, count), (bottom, by) = size.terms[0], other.terms[0]
    left = list(top)
    for atom in bottom:
        if atom not in left:
            return _atom(Floor(size, other))
        left.remove(atom)
    quotient = _sum([(tuple(left), count // by)])
    return quotient if quotient * other == size else _atom(Floor(size, other))


def _value(atom: Atom, values: Mapping[str, Whole]) -> Any:
    if isinstance(atom, str):
        return values.get(atom, Size.named(atom))
    return at(atom.over, values) // at(atom.by, values)


def at(size: Any, values: Mapping[str, Whole]) -> Any:
    """The size where names have these values; a plain number as it is."""
    return size.at(values) if isinstance(size, Size) else size


def _large(value: Any) -> Any:
    return value.at(dict.fromkeys(value.names, LARGE)) if isinstance(value, Size) else value


def _names(atom: Atom) -> Iterable[str]:
    return (atom,) if isinstance(atom, str) else open_names((atom.over, atom.by))


def _multiple(floor: Floor) -> int:
    inner = floor.over.multiple if isinstance(floor.over, Size) else 1
    return inner * (floor.by if isinstance(floor.by, int) else 1)
