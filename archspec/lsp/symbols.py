"""The outline of a file: its parts, its layers and what is in them."""

from collections.abc import Iterator
from typing import Final, Literal

from archspec.dataclass import dataclass
from archspec.lsp.grammar import Blocks, Whole
from archspec.lsp.outline import is_block
from archspec.lsp.places import OneLayer, Place
from archspec.lsp.sketch import Item, Word

MAX_DETAIL: Final = 60
Sort = Literal["part", "layer", "block", "parameter"]


@dataclass(frozen=True, slots=True)
class Symbol:
    """A thing that has a name, where it stands, and the things in it."""

    name: str
    detail: str
    sort: Sort
    item: Item
    word: Word
    children: tuple["Symbol", ...] = ()


def symbols(root: Item) -> tuple[Symbol, ...]:
    r"""The parts of a file, each with its layers, blocks or parameters.

    >>> from archspec.lsp.scanner import sketch
    >>> root = sketch("params: {w: 3}\nlayers:\n  - residual:\n      - conv: $w\n  - relu")
    >>> [(s.name, [c.name for c in s.children]) for s in symbols(root)]
    [('params', ['w']), ('layers', ['residual', 'relu'])]
    """
    return tuple(_below(root, Whole(root)))


def _below(item: Item, place: Place) -> Iterator[Symbol]:
    """The symbols in an item; what is none itself is passed through."""
    for child in item.children:
        below = place.below(child)
        word = child.value if isinstance(below, OneLayer) and child.key is None else child.key
        sort = _sort(child, place, below)
        inside = _below(child, below)
        if sort is None or word is None:
            yield from inside
        else:
            yield Symbol(word.text, _detail(child), sort, child, word, tuple(inside))


def _sort(child: Item, place: Place, below: Place) -> Sort | None:
    if isinstance(place, OneLayer) or (isinstance(below, OneLayer) and child.value):
        return "layer"
    if isinstance(place, Whole):
        return "part"
    if isinstance(place, Blocks):
        return "block"
    above = child.parent
    under_params = above is not None and above.key is not None and above.key.text == "params"
    owner = above.parent if above else None
    top = owner is not None and (owner.parent is None or is_block(owner))
    return "parameter" if under_params and top and child.colon else None


def _detail(item: Item) -> str:
    """The name of a layer, or its value."""
    name = item.child("name")
    word = name.value if name else item.value if item.key else None
    return word.text[:MAX_DETAIL] if word else ""
