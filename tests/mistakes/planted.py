"""Several mistakes planted into one file: how many of them are found at once.

`python tests/mistakes/planted.py` counts, over every file that ships.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from random import Random

from archspec.catalog import shipped
from archspec.compiler import compile_source
from archspec.diagnostics import Failure, Source

Finding = tuple[str, int]
"""A code and a line."""


def _replaced(pattern: str, by: str) -> Callable[[str], str]:
    return lambda line: re.sub(pattern, by, line, count=1)


PLANTS: dict[str, Callable[[str], str]] = {
    "a field misspelt": _replaced(r"\bwidth: ", "widht: "),
    "another field misspelt": _replaced(r"\bkernel: ", "kernle: "),
    "a parameter misspelt": _replaced(r"\$(\w\w+)", r"$\1_"),
    "a kind misspelt": _replaced(r"- conv\b", "- cnov"),
    "another kind misspelt": _replaced(r"- relu\b", "- rleu"),
    "a value of another type": _replaced(r"\bkernel: [^,}]+", "kernel: large"),
    "a value out of range": _replaced(r"\bstride: [^,}]+", "stride: 0"),
    "a kernel larger than the image": _replaced(r"\bkernel: \d+", "kernel: 999"),
    "groups that do not divide": _replaced(r"- conv: \{", "- conv: {groups: 7919, "),
    "a flatten forgotten": _replaced(r"- flatten$", "- identity"),
    "a name that is not there": _replaced(r"- relu$", "- relu: {from: nowhere}"),
    "a name that nothing can have": _replaced(r"\bname: [\w.]+", "name: forward"),
    "a vector demanded of an image": _replaced(r"- maxpool: 2$", "- linear: 8"),
    "an expression without a value": _replaced(r"\bwidth: [^,}]+", "width: 8 // $zero"),
}


@dataclass(frozen=True)
class Planted:
    """A file with mistakes, and what each of them gives alone.

    Args:
        text: the file with all of them.
        alone: the findings of each one by itself.
    """

    text: str
    alone: tuple[frozenset[Finding], ...]

    @property
    def found(self) -> frozenset[Finding]:
        """What is found where all of them are there."""
        return findings(self.text)

    @property
    def expected(self) -> frozenset[Finding]:
        """What each of them gives alone, together."""
        return frozenset().union(*self.alone)


def findings(text: str) -> frozenset[Finding]:
    """What is wrong with a text."""
    try:
        found = compile_source(Source("net.yaml", text))[0].faults
    except Failure as failure:
        found = tuple(failure.diagnostics)
    return frozenset((d.code, d.span.line if d.span else 0) for d in found)


def planted(seed: int = 0) -> Iterator[Planted]:
    """Files that ship with two or three mistakes in different lines, each found alone."""
    random = Random(seed)  # noqa: S311  nothing is kept secret
    texts = [path.read_text(encoding="utf-8") for path in shipped().values()]
    while True:
        lines = random.choice(texts).split("\n")
        single: list[tuple[int, str, frozenset[Finding]]] = []
        words = random.sample(sorted(PLANTS), len(PLANTS))
        for word in words:
            if len(single) == random.choice((2, 3)):
                break
            one = _planted(lines, PLANTS[word], random, {i for i, _, _ in single})
            single += [one] if one else []
        if len(single) >= 2:
            for i, line, _ in single:
                lines[i] = line
            yield Planted("\n".join(lines), tuple(found for _, _, found in single))


def _planted(
    lines: list[str], change: Callable[[str], str], random: Random, taken: set[int]
) -> tuple[int, str, frozenset[Finding]] | None:
    """One mistake: its line, what stands there now, and what is found of it."""
    start = next((i for i, line in enumerate(lines) if line.startswith("layers:")), 0)
    fitting = [i for i in range(start, len(lines)) if change(lines[i]) != lines[i]]
    fitting = [i for i in fitting if i not in taken]
    if not fitting:
        return None
    i = random.choice(fitting)
    found = findings("\n".join([*lines[:i], change(lines[i]), *lines[i + 1 :]]))
    return (i, change(lines[i]), found) if found else None


def counted(count: int, seed: int = 0) -> dict[str, int]:
    """How well mistakes are found together, over so many files."""
    total = dict.fromkeys(("files", "whole", "mistakes", "found", "noise"), 0)
    for one in islice(planted(seed), count):
        found, expected = one.found, one.expected
        total["files"] += 1
        total["whole"] += expected <= found
        total["mistakes"] += len(expected)
        total["found"] += len(expected & found)
        total["noise"] += len(found - expected)
    return total


if __name__ == "__main__":
    print(counted(424))
