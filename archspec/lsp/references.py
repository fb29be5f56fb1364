"""Every place of a name: where it is given to something, and where it stands for that."""

from collections.abc import Iterator

from archspec.dataclass import dataclass
from archspec.lsp import outline
from archspec.lsp.definition import declared, named_in
from archspec.lsp.outline import Declaration
from archspec.lsp.sketch import Item, Word


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where a name stands, without a `$` or what else is around it."""

    start: int
    end: int


def name_at(root: Item, offset: int) -> tuple[Declaration, Stretch] | None:
    """The name at an offset, where it is given or used, and what it stands for."""
    found = root.at(offset)
    if found is None:
        return None
    item, word = found
    for name, stretch in _names(word):
        if stretch.start <= offset <= stretch.end and (meant := _meant(item, word, name, stretch)):
            return meant, stretch
    return None


def occurrences(root: Item, meant: Declaration) -> Iterator[Stretch]:
    """Every place of a name, in the order of the text."""
    for item in root.walk():
        for word in item.words:
            if meant.name not in word.written:
                continue
            for name, stretch in _names(word):
                other = _meant(item, word, name, stretch) if name == meant.name else None
                if other is not None and other.word.start == meant.word.start:
                    yield stretch


def _names(word: Word) -> Iterator[tuple[str, Stretch]]:
    """The names that an expression has; of another word, what is before its first dot, and all."""
    found = False
    for name, start in named_in(word):
        found = True
        yield name, Stretch(start, start + len(name))
    quotes = word.end - word.start - len(word.text)
    if not found and quotes in (0, 2):
        start, first = word.start + quotes // 2, word.text.partition(".")[0]
        yield first, Stretch(start, start + len(first))
        if first != word.text:
            yield word.text, Stretch(start, start + len(word.text))


def _meant(item: Item, word: Word, name: str, stretch: Stretch) -> Declaration | None:
    """What a name stands for: itself where it is given."""
    given = (one for one in (*_given(item, word), *_set(item, word)) if one.name == name)
    found = next(given, None) or declared(item, word, stretch.start)
    return found if found and found.name == name else None


def _given(item: Item, word: Word) -> Iterator[Declaration]:
    """The name that a word gives: to a parameter, a block, an input or a layer."""
    above = item.parent
    if word is item.key and item.colon and above is not None and above.key is not None:
        params = above.key.text == "params" and _has_params(above.parent)
        if params or outline.is_block(item):
            yield Declaration(word.text, word, item)
    if word is item.value and item.key and item.key.text == "name" and above and above.parent:
        yield Declaration(word.text, word, item)


def _set(item: Item, word: Word) -> Iterator[Declaration]:
    """The parameters of the file, one of which a variant sets by its name."""
    variants = item.path[0].child("variants")
    if word is item.key and item.parent and variants and item.parent.parent is variants:
        yield from outline.keys(item.path[0].child("params"))


def _has_params(item: Item | None) -> bool:
    return item is not None and (item.parent is None or outline.is_block(item))
