"""Where the names in a file come from."""

import re
from collections.abc import Iterator
from itertools import chain
from typing import Final

from archspec.kind.fields import Reference, References
from archspec.lsp import outline
from archspec.lsp.grammar import place_of
from archspec.lsp.marks import is_like
from archspec.lsp.outline import Declaration
from archspec.lsp.places import Call, OneLayer, Value
from archspec.lsp.sketch import Item, Word
from archspec.recipe.keys import Patterns

PARAMETER: Final = re.compile(r"\$(?P<name>[A-Za-z_]\w*)|\$\{(?P<inside>[^{}]*)\}?")
NAME: Final = re.compile(r"[A-Za-z_]\w*")


def declaration(root: Item, offset: int) -> Declaration | None:
    """What the name at an offset stands for: a parameter, a block, or a layer."""
    found = root.at(offset)
    return declared(*found, offset) if found else None


def declared(item: Item, word: Word, offset: int) -> Declaration | None:
    """The same for an offset in a word of which the item is known."""
    name = parameter_at(word, offset)
    if name is not None:
        return _named(name, outline.parameters(item))
    return _block_or_argument(item, word) or _layer(item, word)


def parameter_at(word: Word, offset: int) -> str | None:
    """The parameter that is named at an offset of a word.

    >>> parameter_at(Word("$width // 2", 10), 12), parameter_at(Word("$width // 2", 10), 20)
    ('width', None)
    """
    named = ((name, start) for name, start in named_in(word) if start <= offset + 1)
    return next((name for name, start in named if offset <= start + len(name)), None)


def named_in(word: Word) -> Iterator[tuple[str, int]]:
    """The parameters that a word names, each with the offset at which its name begins.

    >>> [*named_in(Word("$width // ${a + b}", 10))]
    [('width', 11), ('a', 22), ('b', 26)]
    """
    for found in PARAMETER.finditer(word.written):
        if found["name"]:
            yield found["name"], word.start + found.start("name")
        for name in NAME.finditer(found["inside"] or ""):
            yield name[0], word.start + found.start("inside") + name.start()


def _block_or_argument(item: Item, word: Word) -> Declaration | None:
    """A block where it is called, or the parameter of it that a call sets."""
    above = place_of(item.parent) if item.parent and word is item.key else place_of(item)
    if isinstance(above, OneLayer):
        return _named(word.text, outline.blocks(above.root))
    if isinstance(above, Call) and word is item.key:
        params = outline.keys(above.block.child("params"))
        return _named(word.text, chain(params, outline.words(above.block.child("inputs"))))
    return None


def _layer(item: Item, word: Word) -> Declaration | None:
    """A layer, where a field takes the name of one; the last above that has the name.

    A pattern of keys begins with that of a layer, up to its first dot.
    """
    place = place_of(item)
    if word is not item.value or not isinstance(place, Value):
        return None
    if is_like(place.info, Patterns):
        return _named(word.text.partition(".")[0], outline.first_names(item.path[0]))
    if not refers(place):
        return None
    named = [found for found in outline.layer_names(item) if found.name == word.text]
    return named[-1] if named else None


def refers(place: Value) -> bool:
    """Whether it takes the names of layers."""
    return is_like(place.info, Reference) or is_like(place.info, References)


def _named(name: str, found: Iterator[Declaration]) -> Declaration | None:
    return next((one for one in found if one.name == name), None)
