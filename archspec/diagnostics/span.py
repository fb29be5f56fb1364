"""Where in a file something stands."""

from functools import cached_property
from pathlib import Path
from typing import Final, NamedTuple

from archspec.dataclass import dataclass, field
from archspec.patterns import compile_later

LINE_END: Final = compile_later("\r\n|[\n\r\x85\u2028\u2029]")
"""Where YAML 1.1, which the parser reads, ends a line."""


@dataclass(frozen=True, eq=False)
class Source:
    """A text and the name under which messages speak of it.

    `path` is the file in which it stands, if it does; what it includes is found from there.

    >>> Source("net.yaml", "archspec: 1").lines
    ('archspec: 1',)
    """

    name: str
    text: str = field(repr=False)
    path: Path | None = field(default=None, repr=False)

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines without their ends; a byte order mark belongs to none."""
        return tuple(LINE_END.split(self.text.removeprefix("\ufeff")))

    def span(self, line: int = 1, column: int = 1, length: int = 1) -> "Span":
        """A span within one line."""
        return Span(self, line, column, line, column + length)


class Span(NamedTuple):
    """A stretch of a source. Lines and columns count characters from 1; the end is exclusive.

    >>> span = Source("net.yaml", "input: [3, 32, 32]").span(line=1, column=1, length=5)
    >>> str(span)
    'net.yaml:1:1'
    """

    source: Source
    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        return f"{self.source.name}:{self.line}:{self.column}"

    @staticmethod
    def nowhere() -> "Span":
        """The place of what no file says."""
        return Source("", "").span()

    def part(self, offset: int, length: int) -> "Span":
        """The `length` characters that begin `offset` characters into this span's first line."""
        column = self.column + offset
        return Span(self.source, self.line, column, self.line, column + length)

    def holds(self, other: "Span") -> bool:
        """Whether another stretch lies within this one."""
        end, other_end = (self.end_line, self.end_column), (other.end_line, other.end_column)
        return self.source is other.source and self.start <= other.start and other_end <= end

    @property
    def start(self) -> tuple[int, int]:
        """Line and column of the first character, for sorting."""
        return self.line, self.column
