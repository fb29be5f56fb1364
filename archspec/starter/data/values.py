"""The columns of a table, by all of its values: what a network may take and what it may give."""

import csv
import json
from collections.abc import Iterator, Mapping
from io import TextIOWrapper
from itertools import islice
from typing import Any, Final

from archspec.dataclass import dataclass, field
from archspec.files import expanded, open_file
from archspec.recipe.columns import Contents, Unreadable
from archspec.recipe.columns.delimited import GAPS, NUMBER, WHOLE, values_up_to
from archspec.recipe.columns.text import HEAD

MOST_ROWS: Final = 1_000_000
"""Rows that are looked at."""

MOST_WORDS: Final = 1_000
"""Different values of a column that are told apart; of classes there are hardly more."""

FEW: Final = 10
"""Rows below which nothing is said of how values go on."""


@dataclass(slots=True)
class Values:
    """What is known of a column.

    Attributes:
        name: of the column.
        rows: how many values it has.
        gaps: how many of them are missing.
        words: the different ones, up to one more than are told apart.
        numbers: whether all are numbers.
        whole: whether all are whole numbers.
        rising: whether each is one more than the one before.
        lengths: how many values have so many words.
        example: a value that is no number.
    """

    name: str
    rows: int = 0
    gaps: int = 0
    words: set[str] = field(default_factory=set)
    numbers: bool = True
    whole: bool = True
    rising: bool = True
    lengths: dict[int, int] = field(default_factory=dict)
    example: str = ""
    last: int | None = None

    def add(self, value: str) -> None:
        """One value more."""
        self.rows += 1
        if value.lower() in GAPS:
            self.gaps += 1
            return
        if len(self.words) <= MOST_WORDS:
            self.words.add(value)
        if self.numbers and not NUMBER.fullmatch(value):
            self.numbers = self.whole = self.rising = False
            self.example = value
        self.whole = self.whole and WHOLE.fullmatch(value) is not None
        number = int(value) if self.whole else None
        rises = self.last is None or number == self.last + 1
        self.rising = self.rising and self.whole and rises
        self.last = number
        count = len(value.split())
        self.lengths[count] = self.lengths.get(count, 0) + 1

    @property
    def counts_rows(self) -> bool:
        """Whether it numbers the rows, as an index does."""
        return self.rising and self.rows >= FEW

    @property
    def mean_length(self) -> float:
        """How many words a value has on the average."""
        total = sum(n * times for n, times in self.lengths.items())
        return total / max(1, self.rows - self.gaps)

    def length_of_most(self) -> int:
        """Words that are enough for 95 of 100 values."""
        seen, wanted = 0, 0.95 * sum(self.lengths.values())
        for length in sorted(self.lengths):
            seen += self.lengths[length]
            if seen >= wanted:
                return length
        return 1


def values_of(path: str, found: Contents) -> list[Values]:
    """Each column with what its values are.

    Args:
        path: of the table.
        found: its columns, as its beginning has them.

    Raises:
        OSError: where it cannot be read.
        Unreadable: where a row has another number of values than there are names, or is none.
    """
    columns = {name: Values(name) for name in found.names}
    for row in islice(_rows(path, found), MOST_ROWS):
        for name, one in columns.items():
            one.add(row.get(name, "").strip())
    return [*columns.values()]


def _rows(path: str, found: Contents) -> Iterator[Mapping[str, str]]:
    place = expanded(path)
    ending = place.suffix.lower()
    if ending == ".parquet":
        raise Unreadable("begin with its first rows as a `.csv`, and name the `.parquet` then")
    with open_file(place) as file, TextIOWrapper(file, "utf-8-sig", newline="") as text:
        try:
            yield from _of_json(text) if not found.separator else _of_csv(text, found.separator)
        except UnicodeDecodeError:
            raise Unreadable("it is not UTF-8: save it as UTF-8") from None


def _of_csv(text: TextIOWrapper, separator: str) -> Iterator[Mapping[str, str]]:
    with values_up_to(HEAD):
        lines = csv.reader(text, delimiter=separator)
        try:
            names = [name.strip() for name in next(lines)]
            for number, row in enumerate(lines, 2):
                if row and len(row) != len(names):
                    fact = f"row {number} has {len(row)} values, and there are {len(names)} names"
                    raise Unreadable(fact)
                if row:
                    yield dict(zip(names, row, strict=True))
        except csv.Error as error:
            raise Unreadable(f"row {lines.line_num} cannot be read: {error}") from None


def _of_json(text: TextIOWrapper) -> Iterator[Mapping[str, str]]:
    for number, line in enumerate(iter(lambda: text.readline(HEAD), ""), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            yield {str(name): _as_text(value) for name, value in row.items()}
        except (ValueError, RecursionError, AttributeError):
            raise Unreadable(f"line {number} is no mapping in JSON") from None


def _as_text(value: Any) -> str:
    return "" if value is None or isinstance(value, (list, dict)) else str(value)
