"""Rates that grow evenly through a network, such as those of stochastic depth, as one list."""

import ast
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count
from typing import Final

from archspec.backends.source.python.build import (
    assign,
    call,
    descendants,
    is_word,
    literal,
    name,
    template,
)

LEAST: Final = 4
"""Rates that are worth a list."""

LEAST_LOOPED: Final = 3
"""Modules in a row that a loop makes."""


def gather_rates(constructor: ast.FunctionDef, at: int) -> None:
    """Puts rates that grow evenly into a list, and takes them from there.

    `Block(drop=0.0), Block(drop=0.1), …` become `drop_rates = [0.3 * i / 3 for i in range(4)]`, and
    `Block(drop=drop_rates[0])`, …, of which a row is a loop over a part of the list. Each rate is,
    to the bit, the number that it was.

    Args:
        constructor: of the network.
        at: before which of its statements the lists are made.
    """
    given: dict[str, list[ast.keyword]] = defaultdict(list)
    used: set[str] = set()
    for node in descendants(constructor):
        if isinstance(node, ast.Name):
            used.add(node.id)
        elif isinstance(node, ast.keyword) and node.arg and _rate(node) is not None:
            given[node.arg.rstrip("0123456789")].append(node)
    for stem, keywords in given.items():
        rates = sorted({rate for one in keywords if (rate := _rate(one)) is not None})
        if (formula := progression(rates)) is None:
            continue
        word, each = (_free(chain(texts, _numbered(texts[-1])), used) for texts in _words(stem))
        used |= {word, each}
        _take(keywords, word, rates)
        _loop(constructor, word, each, len(rates))
        constructor.body.insert(at, assign(ast.Name(word), _listed(formula, len(rates))))


@dataclass(frozen=True, slots=True)
class Progression:
    """`top * i / divisor`, from a first number on."""

    top: float
    divisor: int
    start: int

    def rates(self, length: int) -> Iterator[float]:
        """So many of its rates."""
        return (self.top * i / self.divisor for i in range(self.start, self.start + length))


def progression(rates: Sequence[float]) -> Progression | None:
    """That which gives these rates, to the bit.

    >>> progression([0.0, 0.125, 0.25, 0.375, 0.5])
    Progression(top=0.5, divisor=4, start=0)
    >>> progression([0.0, 0.1, 0.3, 0.4])
    """
    if len(rates) < LEAST:
        return None
    start = 0 if rates[0] == 0 else 1
    last = start + len(rates) - 1
    for divisor in (last, last + 1):
        top = float(f"{rates[-1] * divisor / last:.6g}")
        found = Progression(top, divisor, start)
        if list(found.rates(len(rates))) == list(rates):
            return found
    return None


def _rate(one: ast.keyword) -> float | None:
    """The number that an argument is, if it is a fraction."""
    value = one.value.value if isinstance(one.value, ast.Constant) else None
    return value if isinstance(value, float) else None


def _words(stem: str) -> tuple[list[str], list[str]]:
    """What a list is called, and each of it."""
    return [f"{stem}s" if "rate" in stem else f"{stem}_rates", "rates"], ["rate"]


def _numbered(word: str) -> Iterator[str]:
    return (f"{word}{i}" for i in count(2))


def _free(words: Iterable[str], used: Container[str]) -> str:
    return next(word for word in words if is_word(word) and word not in used)


def _listed(formula: Progression, length: int) -> ast.expr:
    """The list, as an expression."""
    ends = (formula.start, formula.start + length) if formula.start else (length,)
    values = {"top": literal(formula.top), "divisor": literal(formula.divisor)}
    values |= {"numbers": call("range", *map(literal, ends))}
    return template("[top * i / divisor for i in numbers]", values)


def _take(keywords: Sequence[ast.keyword], word: str, rates: Sequence[float]) -> None:
    """Makes arguments of places in the list."""
    places: Mapping[float, int] = {rate: i for i, rate in enumerate(rates)}
    for one in keywords:
        if (rate := _rate(one)) is not None:
            one.value = ast.Subscript(name(word), literal(places[rate]))


def _loop(constructor: ast.FunctionDef, word: str, each: str, rates: int) -> None:
    """Makes loops of modules in a row that differ in following each other in the list alone."""
    for node in list(descendants(constructor)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "nn.Sequential":
            node.args = list(_looped(node.args, word, each, rates))


def _looped(entries: Sequence[ast.expr], word: str, each: str, rates: int) -> Iterator[ast.expr]:
    """Entries, of which a row that takes neighbouring ones of so many rates is a loop."""
    i = 0
    while i < len(entries):
        taken = _taken(entries[i], word)
        length = 1
        while taken is not None and i + length < len(entries):
            other = _taken(entries[i + length], word)
            if other is None or other != (taken[0] + length, taken[1]):
                break
            length += 1
        if taken is None or length < LEAST_LOOPED:
            yield entries[i]
            i += 1
            continue
        part = None if length == rates else (taken[0], taken[0] + length)
        yield _over(entries[i], word, each, part)
        i += length


def _taken(entry: ast.expr, word: str) -> tuple[int, str] | None:
    """Which rate a module takes, and what else it is."""
    if not isinstance(entry, ast.Call):
        return None
    found = [one for one in entry.keywords if _is_from(one.value, word)]
    if len(found) != 1:
        return None
    rest = call(entry.func, *entry.args, *(one for one in entry.keywords if one is not found[0]))
    return _place(found[0].value), f"{found[0].arg} {ast.unparse(rest)}"


def _is_from(value: ast.expr, word: str) -> bool:
    return (
        isinstance(value, ast.Subscript)
        and isinstance(value.value, ast.Name)
        and value.value.id == word
    )


def _place(value: ast.expr) -> int:
    place = value.slice if isinstance(value, ast.Subscript) else None
    assert isinstance(place, ast.Constant)  # noqa: S101  it was made so
    assert isinstance(place.value, int)  # noqa: S101  it was made so
    return place.value


def _over(entry: ast.expr, word: str, each: str, part: tuple[int, int] | None) -> ast.expr:
    """A loop over the list, or over a part of it: from a place up to one before another."""
    assert isinstance(entry, ast.Call)  # noqa: S101  it takes a rate
    for one in entry.keywords:
        if _is_from(one.value, word):
            one.value = name(each)
    rates: ast.expr = name(word)
    if part is not None:
        start, end = part
        rates = ast.Subscript(rates, ast.Slice(literal(start) if start else None, literal(end)))
    loop = ast.comprehension(ast.Name(each), rates, [], 0)
    return ast.Starred(ast.GeneratorExp(entry, [loop]))
