"""Text to what a layout is made of: values as they were written, and each comment at its place.

1. A comment at the end of a line belongs to what stands on that line before it.
2. A comment on a line of its own belongs to what stands below it,
3. unless it is indented further than that, and then it ends the list or mapping it is in line with.
4. A comment that is indented below a key without a value stays there.
"""

from collections import deque
from collections.abc import Iterator
from typing import Any, Final

import yaml
from yaml.events import (
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from archspec.dataclass import dataclass, field
from archspec.diagnostics import Source
from archspec.patterns import compile_later
from archspec.syntax.comments import Comment, Lines, comments
from archspec.syntax.writing import Unwritable

ANCHORED: Final = compile_later(r"(?:&[\w-]+(?:\s|#[^\n]*)*)?")


@dataclass(slots=True)
class Leaf:
    """A scalar or an alias: what the parser says of it, and how it was written."""

    event: Any
    raw: str

    @property
    def empty(self) -> bool:
        """Whether nothing at all stands there."""
        return not self.raw


@dataclass(slots=True)
class Group:
    """A list or a mapping; `foot` is the comments behind its last item."""

    mapping: bool
    anchor: str | None
    items: list["Item"] = field(default_factory=list)
    foot: list[str] = field(default_factory=list)

    def commented(self) -> bool:
        """Whether a comment stands anywhere in it."""
        return bool(self.foot) or any(item.commented() for item in self.items)


@dataclass(slots=True)
class Item:
    """An item of a list, or a key with its value, and their comments; "" is a blank line."""

    key: Leaf | None = None
    value: Leaf | Group | None = None
    above: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    below: list[str] = field(default_factory=list)

    def commented(self) -> bool:
        """Whether it has a comment, or its value has one."""
        inside = isinstance(self.value, Group) and self.value.commented()
        return inside or any(self.above) or bool(self.beside) or bool(self.below)


def attach(source: Source) -> Item:
    r"""The root of a document that `read` accepts.

    >>> root = attach(Source("a.yaml", "a: 1  # one\n# two\nb: 2"))
    >>> [(item.above, item.beside) for item in root.value.items]
    [([], ['# one']), (['# two'], [])]
    """
    return _Attachment(source.text.removeprefix("\ufeff")).root()


class _Attachment:
    def __init__(self, text: str):
        self.text = text
        self.lines = Lines(text)
        events: list[Any] = list(yaml.parse(text, Loader=yaml.CSafeLoader))
        self.pending = deque(comments(text, events))
        self.events: Iterator[Any] = iter(events)
        self.line = 0

    def root(self) -> Item:
        root = Item()
        event = next(e for e in self.events if isinstance(e, DocumentStartEvent))
        if event.version or event.tags:
            raise Unwritable("a directive (`%YAML`, `%TAG`)")
        root.value = self._value(next(self.events), root)
        for comment in self._until(len(self.text)):
            if self._ends(comment):
                _beside(_last(root), comment)
            else:
                root.below += _spaced(comment)
        return root

    def _value(self, event: Any, item: Item) -> Leaf | Group:
        starts = isinstance(event, MappingStartEvent | SequenceStartEvent)
        if not starts or event.flow_style:
            for comment in self._until(event.start_mark.index):
                (item.above if comment.own else item.beside).append(comment.text)
        return self._group(event, item) if starts else self._leaf(event)

    def _leaf(self, event: Any) -> Leaf:
        # A comment behind the head of a block scalar is beside it.
        in_lines = getattr(event, "style", None) in ("|", ">")
        mark: Any = event.start_mark if in_lines else event.end_mark
        self.line = mark.line
        return Leaf(event, self.text[event.start_mark.index : event.end_mark.index])

    def _group(self, start: Any, owner: Item) -> Group:
        group = Group(isinstance(start, MappingStartEvent), start.anchor)
        if start.flow_style:
            self.line = start.end_mark.line
        column = -1 if start.flow_style else self._column(start)
        while not isinstance(event := next(self.events), MappingEndEvent | SequenceEndEvent):
            item = Item()
            self._open(item, event, group.items[-1] if group.items else owner, column)
            group.items.append(item)
            if group.mapping:
                item.key = self._leaf(event)
                event = next(self.events)
            item.value = self._value(event, item)
        end: Any = event
        self._close(group, end, owner, column)
        if start.flow_style:
            self.line = end.end_mark.line
        return group

    def _column(self, start: Any) -> int:
        """Where the items of a block begin: a list's at its dashes."""
        head = ANCHORED.match(self.text, start.start_mark.index)
        assert head is not None  # noqa: S101  it matches nothing, too
        return self.lines.place(head.end())[1]

    def _open(self, item: Item, event: Any, last: Item, column: int) -> None:
        """The comments above an item; those that still belong to the one before go there."""
        for comment in self._until(event.start_mark.index):
            if self._ends(comment):
                _beside(last, comment)
            elif _under(last, comment, column) and not item.above:
                last.below += _spaced(comment)
            else:
                item.above += _spaced(comment)
        if self.lines.gap(event.start_mark.line):
            item.above.append("")

    def _close(self, group: Group, end: Any, owner: Item, column: int) -> None:
        """The comments behind the last item that are not above what follows the group."""
        last = group.items[-1] if group.items else owner
        flow = column < 0 or not group.items
        limit = -1 if flow else max(column - 1, end.start_mark.column)
        while self.pending and self.pending[0].start < end.start_mark.index:
            comment = self.pending[0]
            if comment.own and comment.column <= limit:
                break
            self.pending.popleft()
            if self._ends(comment) or not group.items:
                _beside(last, comment)
            elif not flow and _under(last, comment, column) and not group.foot:
                last.below += _spaced(comment)
            else:
                group.foot += _spaced(comment)

    def _ends(self, comment: Comment) -> bool:
        """Whether a comment stands at the end of the line of what came last."""
        return not comment.own and comment.line == self.line

    def _until(self, offset: int) -> list[Comment]:
        """The comments that begin before a character, taken off."""
        found = []
        while self.pending and self.pending[0].start < offset:
            found.append(self.pending.popleft())
        return found


def _beside(item: Item, comment: Comment) -> None:
    """Behind a bracket with comments in it, a comment comes last of these."""
    inside = isinstance(item.value, Group) and item.value.commented()
    (item.value.foot if inside else item.beside).append(comment.text)  # type: ignore[union-attr]


def _under(item: Item, comment: Comment, column: int) -> bool:
    """Whether a comment stands where the value of a key is missing."""
    value = item.value
    nothing = isinstance(value, Leaf) and isinstance(value.event, ScalarEvent) and value.empty
    return nothing and comment.column > column >= 0


def _last(item: Item) -> Item:
    """The item that ends a text."""
    while isinstance(item.value, Group) and item.value.items:
        item = item.value.items[-1]
    return item


def _spaced(comment: Comment) -> list[str]:
    return [""] * comment.gap + [comment.text]
