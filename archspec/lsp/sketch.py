"""What a text says that need not be YAML: the usual state of a file while it is typed."""

from collections.abc import Iterator

from archspec.dataclass import dataclass, field


@dataclass(frozen=True, slots=True)
class Word:
    """A scalar as it is written, and the offset at which it stands."""

    written: str
    start: int

    @property
    def end(self) -> int:
        """The offset after its last character."""
        return self.start + len(self.written)

    @property
    def text(self) -> str:
        """What it says, without quotes."""
        quoted = len(self.written) > 1 and self.written[0] in "\"'"
        return self.written.strip(self.written[0]) if quoted else self.written

    def holds(self, offset: int) -> bool:
        """Whether a cursor at that offset touches it."""
        return self.start <= offset <= self.end


@dataclass(slots=True, eq=False)
class Item:
    """An entry of a mapping, or an item of a list, which has no key.

    Args:
        start: the offset at which it begins.
        colon: whether the key has its colon; without, it is a word where a key belongs.
        column: where an entry of a block begins in its line; -1 inside brackets.
    """

    start: int = 0
    parent: "Item | None" = None
    key: Word | None = None
    value: Word | None = None
    colon: bool = False
    column: int = -1
    children: list["Item"] = field(default_factory=list)

    def add(self, child: "Item") -> "Item":
        """The child, put below this item."""
        child.parent = self
        self.children.append(child)
        return child

    def child(self, key: str) -> "Item | None":
        """The entry of that key, if there is one."""
        return next((c for c in self.entries if c.key and c.key.text == key), None)

    @property
    def entries(self) -> Iterator["Item"]:
        """The entries of a mapping that have their colon."""
        return (child for child in self.children if child.key and child.colon)

    @property
    def path(self) -> list["Item"]:
        """The items from the whole file down to this one."""
        found = [self]
        while (parent := found[-1].parent) is not None:
            found.append(parent)
        return found[::-1]

    @property
    def end(self) -> int:
        """The offset after its last word."""
        last = self
        while last.children:
            last = last.children[-1]
        word = last.value or last.key
        return word.end if word else last.start + 1

    @property
    def words(self) -> list[Word]:
        """Its key and its value, where it has them."""
        return [word for word in (self.key, self.value) if word is not None]

    def walk(self) -> Iterator["Item"]:
        """This item and all below it, in the order of the text."""
        yield self
        for child in self.children:
            yield from child.walk()

    def at(self, offset: int) -> "tuple[Item, Word] | None":
        """The word that a cursor at that offset touches, and the item whose it is."""
        found = ((item, word) for item in self.walk() for word in item.words)
        return next(((item, word) for item, word in found if word.holds(offset)), None)
