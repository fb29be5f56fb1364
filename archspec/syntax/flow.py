"""What stands on one line, in brackets and braces."""

from typing import Final

from archspec.diagnostics.text import columns
from archspec.syntax.attach import Group, Leaf
from archspec.syntax.writing import Unwritable, is_number, write

WIDTH: Final = 100
"""Where a line ends; a comment may go further."""
MAX_DEPTH: Final = 3
"""How deeply brackets and braces may be nested on one line."""


def inline(value: Leaf | Group | None, *, layered: bool) -> str | None:
    """A value in one line, or None where it does not stand so.

    Comments need lines of their own, and so do the items of a list that holds lists; where
    `layered`, those of one that holds mappings do, too.
    """
    if isinstance(value, Leaf):
        return write(value.event, flow=True)
    if value is None or value.commented() or _depth(value) > MAX_DEPTH:
        return None
    inside = [item.value for item in value.items if isinstance(item.value, Group)]
    if not value.mapping and any(g.items and (layered or not g.mapping) for g in inside):
        return None
    texts = [inline(item.value, layered=layered) for item in value.items]
    keys = [f"{key_text(item.key, flow=True)}: " if item.key else "" for item in value.items]
    whole = [f"{key}{text}" for key, text in zip(keys, texts, strict=True) if text is not None]
    anchor = f"&{value.anchor} " if value.anchor else ""
    brackets = "{%s}" if value.mapping else "[%s]"
    return anchor + brackets % ", ".join(whole) if len(whole) == len(texts) else None


def key_text(key: Leaf, *, flow: bool) -> str:
    """A key; behind an alias there is a blank, or the colon would be part of its name."""
    text = write(key.event, flow=flow)
    if text is None:
        raise Unwritable("a key that is a text in lines")
    return f"{text} " if text.startswith("*") else text


def filled(group: Group, indent: int) -> list[str] | None:
    """A long list of single values in brackets, as many on a line as fit."""
    single = all(isinstance(item.value, Leaf) for item in group.items)
    pieces = [inline(item.value, layered=False) for item in group.items] if single else []
    if group.mapping or group.commented() or not pieces:
        return None
    lines = [f"{' ' * indent}["]
    for i, piece in enumerate(pieces):
        if piece is None:
            return None
        text = piece + (", " if i < len(pieces) - 1 else "]")
        if i and columns(lines[-1] + text.rstrip()) > WIDTH:
            lines.append(" " * (indent + 1))
        lines[-1] += text
    return [line.rstrip() for line in lines]


def matrix(group: Group, indent: int) -> list[str]:
    """Rows of figures, each column as wide as its widest figure; nothing where it is no matrix."""
    cells = [_figures(item.value) for item in group.items]
    if len(cells) < 2 or not cells[0] or any(len(row) != len(cells[0]) for row in cells):
        return []
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    padded = ([c.rjust(w) for c, w in zip(row, widths, strict=True)] for row in cells)
    texts = [f"[{', '.join(row)}]" for row in padded]
    return texts if indent + len(texts[0]) <= WIDTH else []


def _figures(row: Leaf | Group | None) -> list[str]:
    """The numbers of a list that has nothing else."""
    if not isinstance(row, Group) or row.mapping or row.anchor or row.commented():
        return []
    leaves = [item.value for item in row.items if isinstance(item.value, Leaf)]
    numbers = len(leaves) == len(row.items) and all(is_number(leaf.event) for leaf in leaves)
    return [leaf.event.value for leaf in leaves] if numbers else []


def _depth(value: Leaf | Group | None) -> int:
    if not isinstance(value, Group) or not value.items:
        return 0
    return 1 + max(_depth(item.value) for item in value.items)
