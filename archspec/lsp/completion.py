"""What could be written at the cursor."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from archspec.dataclass import dataclass
from archspec.lsp import outline
from archspec.lsp.grammar import place_of
from archspec.lsp.options import Option
from archspec.lsp.scanner import sketch
from archspec.lsp.silenced import begun_code, codes
from archspec.lsp.sketch import Item, Word

MARK: Final = "\uf8ff"
"""Stands for the cursor in a text: a letter that nobody uses, so that there is a word to find."""

BEGUN: Final = re.compile(r"[\"']?(?:\w[\w.-]*)?")
PARAMETER: Final = re.compile(r"\$\{?(\w*)$|\$\{[^{}]*?(\w+)$")


RECEIVED: Final = (
    Option("in", "parameter", "channels", "`$in`: the channels that the layer receives"),
    Option("sizes", "parameter", "sizes", "`$sizes`: the sizes that the layer receives"),
)
"""What an expression in a layer can name besides parameters."""


@dataclass(frozen=True, slots=True)
class Completion:
    """An option, and the stretch of the text that it replaces."""

    option: Option
    start: int
    end: int

    @property
    def text(self) -> str:
        """What is inserted."""
        return f"{self.option.before}{self.option.name}{self.option.after}"


def completions(text: str, offset: int, home: Path = Path()) -> list[Completion]:
    r"""The words that could stand at an offset, whatever state the text is in.

    Args:
        text: of a spec or a study.
        offset: of the cursor.
        home: the folder of its file.

    >>> text = "archspec: 1\ninput: [3, 32, 32]\nlayers:\n  - conv: {wid"
    >>> completions(text, len(text))[0].text
    'width: '
    """
    if (code := begun_code(text, offset)) is not None:
        return [Completion(option, offset - len(code), offset) for option in codes()]
    root = sketch(text[:offset] + MARK + text[offset:])
    marked = _marked(root)
    if marked is None:
        return []
    item, word = marked
    before = word.written.partition(MARK)[0]
    if found := PARAMETER.search(before):
        name = found[1] if found[1] is not None else found[2]
        options, start = _parameters(item), offset - len(name)
    elif not BEGUN.fullmatch(before):
        return []
    else:
        options, start = _keys(item, home) if word is item.key else _values(item, home), word.start
    colon = text.startswith(":", offset)
    return [Completion(option, start, offset) for option in _unique(options, colon=colon)]


def _marked(root: Item) -> tuple[Item, Word] | None:
    found = ((item, word) for item in root.walk() for word in item.words)
    return next(((item, word) for item, word in found if MARK in word.written), None)


def _keys(item: Item, home: Path) -> Iterator[Option]:
    """What a key may be; where nothing else stands below the one above it, its value too."""
    above = item.parent or item
    place, in_braces = place_of(above, home), item.column < 0
    written = {other.key.text for other in above.entries if other is not item and other.key}
    if not (written and place.single):
        for option in place.keys():  # noqa: SIM118  not a mapping
            if option.name not in written:
                yield replace(option, after=option.after or ": ") if in_braces else option
    if not (written or item.colon or in_braces):
        yield from place.words()


def _values(item: Item, home: Path) -> Iterator[Option]:
    """What a value may be; an item of a list may also begin a mapping."""
    place = place_of(item, home)
    yield from (option for option in place.words() if not option.before)
    if item.key is None:
        yield from place.keys()


def _parameters(item: Item) -> Iterator[Option]:
    for found in outline.parameters(item):
        value = found.item.value.text if found.item.value else ""
        yield Option(found.name, "parameter", value, f"`${found.name}`")
    if any(outer.key and outer.key.text == "layers" for outer in item.path):
        yield from RECEIVED


def _unique(options: Iterator[Option], *, colon: bool) -> list[Option]:
    """Each name once, the first that gave it; without a colon where there is one already."""
    found: dict[str, Option] = {}
    for option in options:
        found.setdefault(option.name, replace(option, after="") if colon else option)
    return list(found.values())
