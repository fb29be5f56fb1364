"""A coarser picture than one box for each scope: neighbours of one kind as one box.

A dense network may have a hundred scopes in a row, each wider than the last. They are not the same,
so that they are no repeat; but as boxes they say one thing a hundred times.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from archspec.backends.diagram.picture.counts import params_text
from archspec.backends.diagram.picture.labels import spelt_range
from archspec.backends.diagram.picture.picture import Box, Edge, Item, Picture, Row
from archspec.backends.diagram.picture.rows import FOLDED

FEWEST = 2
"""The fewest neighbours that become one."""


def gather(picture: Picture) -> Picture:
    """The picture with folded scopes of one kind that follow each other as one box.

    Only what each gives to the next one, and to nobody else, is left out with them.
    """
    lines = _Lines(picture.edges)
    groups = [group for group in _groups(picture.items, lines) if len(group) >= FEWEST]
    merged = {box.id: _merged(group) for group in groups for box in group}
    items: dict[str, Item] = {}
    for item in picture.items:
        shown = merged.get(item.id, item)
        items.setdefault(shown.id, shown)
    edges = (_moved(edge, merged) for edge in picture.edges)
    kept = tuple(edge for edge in edges if edge.tail != edge.head)
    return replace(picture, items=tuple(items.values()), edges=kept)


@dataclass(slots=True)
class _Lines:
    """Who gives to whom."""

    heads: Mapping[str, set[str]]
    tails: Mapping[str, set[str]]

    def __init__(self, edges: Sequence[Edge]):
        self.heads, self.tails = defaultdict(set), defaultdict(set)
        for edge in edges:
            self.heads[edge.tail].add(edge.head)
            self.tails[edge.head].add(edge.tail)

    def only(self, tail: Box, head: Box) -> bool:
        """Whether one gives to nobody but the other, which takes from nobody else."""
        return self.heads[tail.id] == {head.id} and self.tails[head.id] == {tail.id}


def _groups(items: Sequence[Item], lines: _Lines) -> Iterator[list[Box]]:
    group: list[Box] = []
    for item in items:
        box = item if isinstance(item, Box) and item.kind == FOLDED else None
        if box and group and _kind(box) == _kind(group[-1]) and lines.only(group[-1], box):
            group.append(box)
            continue
        yield group
        group = [box] if box else []
    yield group


def _kind(box: Box) -> str:
    """What the scope is; the small print says it where the title is a name."""
    row = box.rows[0]
    return row.name or _title(row)


def _title(row: Row) -> str:
    return row.title.removesuffix(f" ×{row.count:,}")


def _merged(group: Sequence[Box]) -> Box:
    """One box for all of them, with what they have together."""
    first, last = group[0].rows[0], group[-1].rows[0]
    count = sum(box.rows[0].count for box in group)
    params = sum(box.rows[0].params for box in group)
    text = f"{count:,} × {_kind(group[0])}"
    title = spelt_range(_title(first), _title(last)) if first.name else text
    said = text if first.name else "of several sizes"
    quiet = " · ".join(filter(None, [said, params_text(params)]))
    row = replace(first, title=title, quiet=quiet, name=said, params=params, grows=False)
    return replace(group[0], rows=(row,))


def _moved(edge: Edge, merged: Mapping[str, Box]) -> Edge:
    tail, head = (merged[end].id if end in merged else end for end in (edge.tail, edge.head))
    return replace(edge, tail=tail, head=head)
