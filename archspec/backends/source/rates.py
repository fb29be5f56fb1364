"""Rates that grow evenly through a network, such as those of stochastic depth, as one list."""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import Final

from archspec.backends.source.python.build import assign, call, descendants, literal, name, template

LEAST: Final = 4
"""Rates that are worth a list."""

LEAST_LOOPED: Final = 3
"""Modules in a row that a loop makes."""


def gather_rates(constructor: ast.FunctionDef, at: int) -> None:
    """Puts rates that grow evenly from 0 into a list, and takes them from there.

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
        word, each = (next(word for word in _words(one) if word not in used) for one in (stem, ""))
        used |= {word, each}
        _take(keywords, word, rates)
        _loop(constructor, word, each)
        constructor.body.insert(at, assign(ast.Name(word), _listed(*formula, len(rates))))


def progression(rates: Sequence[float]) -> tuple[float, int] | None:
    """The top and the divisor of which `top * i / divisor` gives these rates, to the bit.

    >>> progression([0.0, 0.2 / 3, 0.4 / 3, 0.2])
    (0.2, 3)
    >>> progression([0.0, 0.1, 0.3, 0.4])
    """
    if len(rates) < LEAST or rates[0] != 0:
        return None
    last = len(rates) - 1
    for divisor in (last, last + 1):
        top = float(f"{rates[-1] * divisor / last:.6g}")
        if all(top * i / divisor == rate for i, rate in enumerate(rates)):
            return top, divisor
    return None


def _rate(one: ast.keyword) -> float | None:
    """The number that an argument is, if it is a fraction."""
    value = one.value.value if isinstance(one.value, ast.Constant) else None
    return value if isinstance(value, float) else None


def _words(stem: str) -> Iterator[str]:
    """What a list is called, or each of it, the best first."""
    word = f"{stem}s" if "rate" in stem else f"{stem}_rates" if stem else "rate"
    yield word
    yield from (f"{word}{i}" for i in count(2))


def _listed(top: float, divisor: int, length: int) -> ast.expr:
    values = {"top": literal(top), "divisor": literal(divisor), "length": literal(length)}
    return template("[top * i / divisor for i in range(length)]", values)


def _take(keywords: Sequence[ast.keyword], word: str, rates: Sequence[float]) -> None:
    """Makes arguments of places in the list."""
    places: Mapping[float, int] = {rate: i for i, rate in enumerate(rates)}
    for one in keywords:
        if (rate := _rate(one)) is not None:
            one.value = ast.Subscript(name(word), literal(places[rate]))


def _loop(constructor: ast.FunctionDef, word: str, each: str) -> None:
    """Makes loops of modules in a row that differ in following each other in the list alone."""
    for node in list(descendants(constructor)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "nn.Sequential":
            node.args = list(_looped(node.args, word, each))


def _looped(entries: Sequence[ast.expr], word: str, each: str) -> Iterator[ast.expr]:
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
        yield _over(entries[i], word, each, taken[0], length)
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


def _over(entry: ast.expr, word: str, each: str, start: int, length: int) -> ast.expr:
    """A loop over a part of the list."""
    assert isinstance(entry, ast.Call)  # noqa: S101  it takes a rate
    for one in entry.keywords:
        if _is_from(one.value, word):
            one.value = name(each)
    part = ast.Slice(literal(start) if start else None, literal(start + length))
    loop = ast.comprehension(ast.Name(each), ast.Subscript(name(word), part), [], 0)
    return ast.Starred(ast.GeneratorExp(entry, [loop]))
