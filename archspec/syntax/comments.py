"""The comments of a text, which the parser drops: what they say and how they stand."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Any, Final

import yaml
from yaml.events import ScalarEvent

from archspec.dataclass import dataclass
from archspec.diagnostics.span import LINE_END
from archspec.patterns import compile_later

COMMENT: Final = compile_later("#[^\n\r\x85\u2028\u2029]*")
CROWDED: Final = compile_later(r"#(?=[^\s#!:=*~+|-])")
"""A `#` with its text right behind it; rulers (`#---`), `#!` and the like are left alone."""


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment and how it stands.

    Args:
        text: from the `#`, with a blank behind it and none at the end.
        start: the character in the text, from 0.
        line: the line, from 0.
        column: the character in its line, from 0.
        own: whether it has a line to itself.
        gap: whether a blank line stands above.
    """

    text: str
    start: int
    line: int
    column: int
    own: bool
    gap: bool


def comments(text: str, events: Sequence[Any]) -> Iterator[Comment]:
    """Every comment, in order: a `#` that stands in no scalar begins one.

    >>> import yaml
    >>> text = "a: '#1' #two"
    >>> [c.text for c in comments(text, list(yaml.parse(text)))]
    ['# two']
    """
    lines = Lines(text)
    for start, end in _between(text, events):
        for match in COMMENT.finditer(text, start, end):
            line, column = lines.place(match.start())
            own = not lines.texts[line][:column].strip()
            words = tidy(match[0])
            yield Comment(words, match.start(), line, column, own, lines.gap(line))


def tidy(comment: str) -> str:
    """A comment as it is written: one blank behind the `#`, none at the end.

    >>> tidy("#three  "), tidy("#   - conv: 3"), tidy("#----")
    ('# three', '#   - conv: 3', '#----')
    """
    return CROWDED.sub("# ", comment.rstrip(), count=1)


class Lines:
    """Where each line of a text begins."""

    def __init__(self, text: str):
        self.texts = LINE_END.split(text)
        self.starts = [0, *(match.end() for match in LINE_END.finditer(text))]

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of a character, each from 0."""
        line = bisect_right(self.starts, offset) - 1
        return line, offset - self.starts[line]

    def gap(self, line: int) -> bool:
        """Whether the line above says nothing."""
        return line > 0 and not self.texts[line - 1].strip()


def _between(text: str, events: Sequence[Any]) -> Iterator[tuple[int, int]]:
    """The stretches outside scalars; the head of a block scalar is outside of it."""
    last = 0
    scalars: list[Any] = [event for event in events if isinstance(event, ScalarEvent)]
    for event in scalars:
        start, end = event.start_mark.index, event.end_mark.index
        if event.style in ("|", ">"):
            head = LINE_END.search(text, start)
            start = head.start() if head else end
        yield last, start
        last = end
    yield last, len(text)


def comments_of(text: str) -> list[str]:
    """What the comments of a text say, in order.

    >>> comments_of("a: 1  #one")
    ['# one']
    """
    text = text.removeprefix("\ufeff")
    events = list(yaml.parse(text, Loader=yaml.CSafeLoader))
    return [comment.text for comment in comments(text, events)]
