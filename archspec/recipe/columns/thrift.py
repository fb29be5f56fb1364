"""Thrift's compact protocol, as far as the footer of a Parquet file needs it.

Source: thrift/doc/specs/thrift-compact-protocol.md of Apache Thrift.
"""

from typing import Any, Final

from archspec.dataclass import dataclass
from archspec.recipe.columns.column import Unreadable

MAX_DEPTH: Final = 16
MAX_VALUES: Final = 200_000
"""Values of a footer, with those in each other: twenty for each of the most columns there are."""

TRUE, FALSE, BYTE, DOUBLE, BINARY, LIST, SET, STRUCT = 1, 2, 3, 7, 8, 9, 10, 12
NUMBERS: Final = (4, 5, 6)
"""Whole numbers of 16, 32 and 64 bits, which are all written alike."""


@dataclass(slots=True)
class Reader:
    """Reads structures from bytes.

    A structure of a single byte is an object of many, so values are counted, and there are no more
    than `MAX_VALUES`.
    """

    data: bytes
    place: int = 0
    values: int = 0

    def structure(self, depth: int = 0, until: int | None = None) -> dict[int, Any]:
        """The fields of a structure by their numbers.

        Args:
            depth: of structures around it.
            until: the last field that is wanted; those behind it are not read.

        Raises:
            Unreadable: if the bytes are no structure, or hold too many values.
        """
        if depth > MAX_DEPTH:
            raise Unreadable("its footer is damaged")
        found: dict[int, Any] = {}
        number = 0
        while (head := self._byte()) != 0:
            number = number + (head >> 4) if head >> 4 else self._signed()
            if until is not None and number > until:
                break
            found[number] = self._value(head & 15, depth)
        return found

    def _value(self, kind: int, depth: int, *, listed: bool = False) -> Any:
        self.values += 1
        if self.values > MAX_VALUES:
            raise Unreadable(f"its footer has more than {MAX_VALUES:,} values")
        if kind in (TRUE, FALSE):
            return self._byte() == TRUE if listed else kind == TRUE
        if kind == BYTE:
            return self._byte()
        if kind in NUMBERS:
            return self._signed()
        if kind == DOUBLE:
            return self._bytes(8)
        if kind == BINARY:
            return self._bytes(self._unsigned())
        if kind in (LIST, SET):
            return self._list(depth)
        if kind == STRUCT:
            return self.structure(depth + 1)
        raise Unreadable("its footer is damaged")

    def _list(self, depth: int) -> list[Any]:
        head = self._byte()
        size = self._unsigned() if head >> 4 == 15 else head >> 4
        if size > len(self.data) - self.place or depth > MAX_DEPTH:
            raise Unreadable("its footer is damaged")
        return [self._value(head & 15, depth + 1, listed=True) for _ in range(size)]

    def _byte(self) -> int:
        return self._bytes(1)[0]

    def _bytes(self, count: int) -> bytes:
        end = self.place + count
        if end > len(self.data):
            raise Unreadable("its footer is damaged")
        found, self.place = self.data[self.place : end], end
        return found

    def _unsigned(self) -> int:
        """A number in groups of seven bits, the lowest first."""
        found = 0
        for shift in range(0, 70, 7):
            byte = self._byte()
            found |= (byte & 127) << shift
            if byte < 128:
                return found
        raise Unreadable("its footer is damaged")

    def _signed(self) -> int:
        """A number whose lowest bit is its sign (zigzag)."""
        found = self._unsigned()
        return (found >> 1) ^ -(found & 1)
