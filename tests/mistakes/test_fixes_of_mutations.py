"""Random slips in files that ship: `--fix` writes what stood there, or nothing."""

import re
from collections.abc import Callable, Iterator
from itertools import islice
from random import Random

import pytest

from archspec.catalog import shipped
from archspec.checking import findings
from archspec.diagnostics import Failure, Source
from archspec.diagnostics.fixes import fixed
from archspec.syntax import plain, read

from .planted import PLANTS

LETTERS = "abcdefghijklmnopqrstuvwxyz_"
WORD = re.compile(r"(?<![\w$.#-])[a-z_]{4,}(?![\w.-])")
NUMBER = re.compile(r"(?<=: )\d+(?=[,}\s])")


def slip(word: str, random: Random) -> str:
    """A letter left out, doubled, swapped with the next, or another in its place."""
    at = random.randrange(len(word) - 1)
    return random.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + random.choice(LETTERS) + word[at + 1 :],
        )
    )


def misspelt(line: str, random: Random) -> str:
    """A word of a line with a slip in it."""
    words = [*WORD.finditer(line.partition("#")[0])]
    if not words:
        return line
    one = random.choice(words)
    return line[: one.start()] + slip(one[0], random) + line[one.end() :]


def in_other_form(line: str, random: Random) -> str:
    """A number of a line as people write it elsewhere."""
    form = random.choice(('"{}"', "{}.0", "'{}'", "${}", "{}_", "0x{}", "0{}"))
    return NUMBER.sub(lambda found: form.format(found[0]), line, count=1)


def planted_in(line: str, random: Random) -> str:
    """One of the mistakes that are planted elsewhere, but for names that nothing can have.

    Such a name must become another, here and wherever it is named.
    """
    words = sorted(PLANTS.keys() - {"a name that nothing can have"})
    return PLANTS[random.choice(words)](line)


def mutations(change: Callable[[str, Random], str], seed: int) -> Iterator[tuple[str, str]]:
    """A file as it ships, and with a line of it changed."""
    random = Random(seed)  # noqa: S311  nothing is kept secret
    texts = [path.read_text(encoding="utf-8") for path in shipped().values()]
    small = [text for text in texts if len(text) < 2500]
    while True:
        text = random.choice(small)
        lines = text.split("\n")
        at = random.randrange(len(lines))
        line = change(lines[at], random)
        if line != lines[at] and not lines[at].startswith(("name", "about")):
            yield text, "\n".join([*lines[:at], line, *lines[at + 1 :]])


@pytest.mark.parametrize("change", [misspelt, in_other_form, planted_in])
def test_a_slip_is_mended_or_left(change: Callable[[str, Random], str]):
    mended = 0
    for before, text in islice(mutations(change, seed=3), 80):
        source = Source("net.yaml", text)
        after = fixed(source, findings)
        if after is not source:
            assert tree(before) in (tree(after.text), tree(undone(before, text, after.text))), (
                changed(text, after.text)
            )
            mended += 1
    assert mended > 8


def undone(before: str, text: str, after: str) -> str:
    """The text with the slip taken back wherever it is.

    Where a name of the file's own is misspelt, what uses it may follow: which of the two was meant
    nobody can tell, and the network is the same.
    """
    pairs = zip(before.split("\n"), text.split("\n"), strict=True)
    [(old, new)] = [({*WORD.findall(a)}, {*WORD.findall(b)}) for a, b in pairs if a != b]
    for right, wrong in zip(old - new, new - old, strict=False):
        after = re.sub(rf"\b{wrong}\b", right, after)
    return after


def tree(text: str) -> object:
    try:
        return plain(read(Source("net.yaml", text)))
    except Failure as failure:
        return str(failure)


def changed(before: str, after: str) -> str:
    pairs = zip(before.split("\n"), after.split("\n"), strict=True)
    return "\n".join(f"{old}\n{new}" for old, new in pairs if old != new)
