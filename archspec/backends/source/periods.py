"""Modules that come in turn, such as two blocks twelve times, as one loop."""

import ast
from collections.abc import Iterator, Sequence
from typing import Final

from archspec.backends.source.python.build import call, descendants, literal

LEAST: Final = 3
"""How often the same modules follow each other where a loop is worth it."""

LONGEST: Final = 8
"""The most modules that are looked at as one turn."""

WORD: Final = "module"


def loop_periods(entries: Sequence[ast.expr]) -> Iterator[ast.expr]:
    """The entries of a row, in which turns that follow each other are a loop.

    `A(), B(), A(), B(), A(), B()` becomes
    `*(module for _ in range(3) for module in (A(), B()))`: what is made is made anew in each turn,
    and in the same order.
    """
    texts = [None if _stays(one) else ast.unparse(one) for one in entries]
    i = 0
    while i < len(entries):
        length, turns = _turns(texts, i)
        if turns < LEAST or _begins_later(texts, i, length, turns):
            yield entries[i]
            i += 1
            continue
        yield _loop(entries[i : i + length], turns)
        i += length * turns


def _stays(entry: ast.expr) -> bool:
    """Whether an entry is no part of a turn: it is several, or uses the word of the loop."""
    names = (one.id for one in descendants(entry) if isinstance(one, ast.Name))
    return isinstance(entry, ast.Starred) or WORD in names


def _begins_later(texts: Sequence[str | None], start: int, length: int, turns: int) -> bool:
    """Whether as many turns begin at a place further on, so that none is cut at the end."""
    later = range(start + 1, start + length)
    return any(_turns(texts, one) == (length, turns) for one in later)


def _turns(texts: Sequence[str | None], start: int) -> tuple[int, int]:
    """The length of the turns that cover most from a place on, and how many they are."""
    found = (1, 1)
    for length in range(2, LONGEST + 1):
        turn, turns = texts[start : start + length], 1
        if len(turn) < length or None in turn:
            break
        while texts[start + turns * length : start + (turns + 1) * length] == turn:
            turns += 1
        if turns >= LEAST and length * turns > found[0] * found[1]:
            found = (length, turns)
    return found


def _loop(turn: Sequence[ast.expr], turns: int) -> ast.expr:
    """`*(module for _ in range(turns) for module in (…))`."""
    rounds = ast.comprehension(ast.Name("_"), call("range", literal(turns)), [], 0)
    modules = ast.comprehension(ast.Name(WORD), ast.Tuple(list(turn)), [], 0)
    return ast.Starred(ast.GeneratorExp(ast.Name(WORD), [rounds, modules]))
