"""The names of a file, from its sketch: blocks, parameters and layers, and where each may be used.

A kind of layer is known by its fields, never by its word: what gives its layers a parameter has a
field that takes the name of one.
"""

from collections.abc import Iterator

from archspec.dataclass import dataclass
from archspec.kind import kinds
from archspec.kind.fields import ItemNames, ParameterName
from archspec.lsp.marks import is_like
from archspec.lsp.sketch import Item, Word


@dataclass(frozen=True, slots=True)
class Declaration:
    """A name, where it is written, and the item that gives it.

    `word` is the kind of a layer where a default of that kind stands for the name.
    """

    name: str
    word: Word
    item: Item


def blocks(root: Item) -> Iterator[Declaration]:
    """Every block of the file."""
    return keys(root.child("blocks"))


def block(root: Item, name: str) -> Item | None:
    """The block of that name."""
    return next((found.item for found in blocks(root) if found.name == name), None)


def parameters(item: Item) -> Iterator[Declaration]:
    """The parameters that an expression in this item may use, the nearest first."""
    for outer in reversed(item.path[:-1]):
        yield from _rounds(outer)
        if is_block(outer):
            yield from keys(outer.child("params"))
    yield from keys(item.path[0].child("params"))


def layer_names(item: Item) -> Iterator[Declaration]:
    """The names that may stand for a value here: layers above in the same block, and inputs.

    Outputs may name any layer, wherever they are written.
    """
    home = _home(item)
    part = item.path[1].key if len(item.path) > 1 else None
    anywhere = part is not None and part.text == "outputs"
    for other in home.walk():
        if other.start >= item.start and not anywhere:
            break
        named = other.key and other.key.text == "name" and other.parent is not home
        if named and other.value and _home(other) is home:
            yield Declaration(other.value.text, other.value, other)
    yield from words(home.child("inputs")) if is_block(home) else ()
    yield from keys(item.path[0].child("inputs"))


def first_names(root: Item) -> Iterator[Declaration]:
    """The names of layers with which keys of the network begin."""
    layers = root.child("layers")
    for other in layers.walk() if layers else ():
        above = other.path[-4:-1]
        if other.key and other.key.text == "name" and other.value and layers in above:
            yield Declaration(other.value.text, other.value, other)


def _home(item: Item) -> Item:
    """The block that an item stands in, or the whole file."""
    path = item.path
    return next((outer for outer in path if is_block(outer)), path[0])


def is_block(item: Item) -> bool:
    """Whether the item is the entry of a block."""
    above = item.parent
    below_blocks = above is not None and above.key is not None and above.key.text == "blocks"
    return below_blocks and above is not None and above.parent is item.path[0]


def keys(item: Item | None) -> Iterator[Declaration]:
    """The entries of a mapping, as the names they give."""
    for entry in item.entries if item else ():
        if entry.key:
            yield Declaration(entry.key.text, entry.key, entry)


def words(item: Item | None) -> Iterator[Declaration]:
    """The word that an entry has, or those in its list or behind the keys of its mapping."""
    for one in (item, *item.children) if item else ():
        if one.value:
            yield Declaration(one.value.text, one.value, one)


def _rounds(item: Item) -> Iterator[Declaration]:
    """The parameters that a container gives to the layers in it, as a repeat does."""
    cls = kinds().get(item.key.text) if item.key else None
    for name, info in cls.model_fields.items() if cls else ():
        if not is_like(info, ParameterName) and not is_like(info, ItemNames):
            continue
        entry = item.child(info.alias or name)
        if entry:
            yield from words(entry)
        elif isinstance(info.default, str) and item.key:
            yield Declaration(info.default, item.key, item)
