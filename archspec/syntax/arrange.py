"""The order of a file's parts, and the blank lines between them."""

from typing import Final

from yaml.events import AliasEvent

from archspec.syntax.attach import Group, Item, Leaf

HEAD: Final = ("archspec", "name", "about", "params", "variants", "input", "inputs", "include")
"""What a file begins with, line upon line."""
PARTS: Final = ("defaults", "blocks", "layers", "outputs", "expect", "train")
"""What follows, each with a blank line above it."""
SPREAD: Final = frozenset(("variants", "defaults", "blocks", "layers", "train"))
"""What never stands on one line, however short."""
LAYERED: Final = frozenset(("blocks", "layers"))
"""Where a list that has mappings in it is a list of layers."""

RANKS: Final = {key: rank for rank, key in enumerate((*HEAD, *PARTS), 1)}


def arrange(root: Group) -> list[str]:
    """Puts the parts in order; what stands above them all is given back."""
    if not root.mapping:
        return []
    head = _header(root.items[0])
    if not _aliased(root):
        ranks = _ranks(root.items)
        root.items.sort(key=lambda item: ranks[id(item)])
    for item in root.items:
        _space(item)
    first = root.items[0].above
    root.items[0].above = first[first[:1] == [""] :]
    return head


def _header(first: Item) -> list[str]:
    """The comments on the file: those above the first key with a blank line below them."""
    if "" not in first.above:
        return []
    end = len(first.above) - first.above[::-1].index("")
    head, first.above = first.above[:end], first.above[end:]
    return head if any(head) else []


def _ranks(items: list[Item]) -> dict[int, int]:
    """The place of each item; an unknown key stays below the one it was written below."""
    ranks, last = {}, 0
    for item in items:
        last = RANKS.get(_name(item), last)
        ranks[id(item)] = last
    return ranks


def _space(item: Item) -> None:
    """A blank line above a part, and none in the head but beside comments."""
    if _name(item) in PARTS:
        item.above = ["", *item.above[item.above[:1] == [""] :]]
    elif _name(item) in HEAD and not any(item.above):
        item.above = []


def _name(item: Item) -> str:
    return item.key.event.value if item.key and not _aliased(item.key) else ""


def _aliased(node: Leaf | Group | None) -> bool:
    """Whether something in it refers to what must stand above."""
    if isinstance(node, Group):
        return any(_aliased(item.key) or _aliased(item.value) for item in node.items)
    return node is not None and isinstance(node.event, AliasEvent)
