r"""Between the compiler's places, an editor's positions, and offsets into the text.

The compiler counts lines and columns of characters from 1, leaves out a byte order mark, and ends
a line wherever YAML does. An editor counts from 0, in the units that it agreed on (UTF-16 unless it
says otherwise), and knows `\n`, `\r\n` and `\r` alone. Both meet in the offset.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from typing import Final, TypeAlias

from archspec.dataclass import dataclass
from archspec.diagnostics import Span
from archspec.diagnostics.span import LINE_END

EDITOR_LINE_END: Final = re.compile("\r\n|\n|\r")
CODECS: Final = {"utf-8": "utf-8", "utf-16": "utf-16-le"}
UNIT_BYTES: Final = {"utf-8": 1, "utf-16": 2}
BOM: Final = "\ufeff"

Position: TypeAlias = tuple[int, int]
"""A line and a character as an editor counts them."""

Range: TypeAlias = tuple[Position, Position]


@dataclass(frozen=True)
class Text:
    """A text, and the units in which the editor counts.

    >>> text = Text("name: 🙂!")
    >>> text.position(7), text.offset((0, 8)), Text("name: 🙂!", "utf-8").position(7)
    ((0, 8), 7, (0, 10))
    """

    text: str
    encoding: str = "utf-16"

    @cached_property
    def editor_lines(self) -> list[tuple[int, int]]:
        """Where each of the editor's lines begins and ends, without its end mark."""
        return list(_lines(self.text, EDITOR_LINE_END))

    @cached_property
    def lines(self) -> list[tuple[int, int]]:
        """The same for the lines of the compiler."""
        lines = list(_lines(self.text, LINE_END))
        marked = self.text.startswith(BOM)
        return [(int(marked), lines[0][1]), *lines[1:]]

    def position(self, offset: int) -> Position:
        """Where the editor sees the character at that offset."""
        line = bisect_right(self.editor_lines, (offset, len(self.text) + 1)) - 1
        start, end = self.editor_lines[line]
        return line, self._units(self.text[start : min(offset, end)])

    def line_at(self, offset: int) -> int:
        """The compiler's number of the line that an offset lies in."""
        return max(1, bisect_right(self.lines, (offset, len(self.text) + 1)))

    def offset(self, position: Position) -> int:
        """The offset of an editor's position; the end of the line or text where it lies beyond."""
        line, units = position
        if line >= len(self.editor_lines):
            return len(self.text)
        start, end = self.editor_lines[line]
        return start + self._characters(self.text[start:end], units)

    def range(self, start: int, end: int) -> Range:
        """Where the editor sees a stretch."""
        return self.position(start), self.position(end)

    def start(self, span: Span) -> int:
        """The offset where a span begins."""
        return self._at(span.line, span.column)

    def end(self, span: Span) -> int:
        """The offset where a span ends, which is exclusive."""
        return max(self._at(span.end_line, span.end_column), self.start(span))

    def span_range(self, span: Span) -> Range:
        """Where the editor sees a span."""
        return self.range(self.start(span), self.end(span))

    def _at(self, line: int, column: int) -> int:
        if line > len(self.lines):
            return len(self.text)
        start, end = self.lines[line - 1]
        return min(start + column - 1, end)

    def _units(self, text: str) -> int:
        codec = CODECS.get(self.encoding)
        if codec is None:
            return len(text)
        return len(text.encode(codec, "surrogatepass")) // UNIT_BYTES[self.encoding]

    def _characters(self, text: str, units: int) -> int:
        """How many characters the first `units` hold; a character cut in two does not count."""
        codec = CODECS.get(self.encoding)
        if codec is None:
            return min(units, len(text))
        start = text.encode(codec, "surrogatepass")[: units * UNIT_BYTES[self.encoding]]
        return len(start.decode(codec, "ignore"))


def _lines(text: str, line_end: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    ends = [(0, 0), *((m.start(), m.end()) for m in line_end.finditer(text))]
    for (_, start), (end, _) in pairwise([*ends, (len(text), len(text))]):
        yield start, end
