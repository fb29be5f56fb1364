"""Texts that know where they may be broken, and their breaking into lines.

A group stays on one line where it fits up to the next place at which a line may end; else each of
its own breaks ends a line (Wadler 2003, "A prettier printer"; Oppen 1980).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias, Union

WIDTH: Final = 88
"""The columns of a line, as Python's formatters have them by default."""

STEP: Final = 4


@dataclass(frozen=True, slots=True)
class Break:
    """Where a line may end.

    Args:
        flat: what stands there where it does not.
        broken: what ends the line where it does.
    """

    flat: str = " "
    broken: str = ""
    ends: bool = True


@dataclass(frozen=True, slots=True)
class Group:
    """What is broken together or not at all."""

    parts: "tuple[Document, ...]"


@dataclass(frozen=True, slots=True)
class Indented:
    """What stands further in, where its lines are broken."""

    parts: "tuple[Document, ...]"


Document: TypeAlias = Union[str, Break, Group, Indented, "tuple[Document, ...]"]

SPACE: Final = Break()
SOFT: Final = Break("")
COMMA: Final = Break("", ",", ends=False)
"""A comma that only lines of their own have."""


def group(*parts: Document) -> Group:
    """These parts, broken together."""
    return Group(parts)


def enclosed(start: str, content: Document, end: str) -> Group:
    """Content in brackets, which stands on lines of its own where it does not fit beside them."""
    return Group((start, Indented((SOFT, content)), SOFT, end))


def separated(items: Sequence[Document]) -> tuple[Document, ...]:
    """Items with commas, the last of several only where each has a line."""
    if len(items) == 1:
        return tuple(items)
    found: list[Document] = []
    for i, item in enumerate(items):
        found += [item, COMMA if i == len(items) - 1 else (",", SPACE)]
    return tuple(found)


_Task: TypeAlias = tuple[int, bool, Document]
"""An indentation, whether breaks are taken, and what is to be written so."""


def lines(document: Document, indent: int = 0, width: int = WIDTH) -> str:
    r"""A document as text, the first line of which is indented as well.

    >>> call = group("f", enclosed("(", group(*separated(["a" * 40, "b" * 50])), ")"))
    >>> print(lines(call).replace("a" * 40, "a…").replace("b" * 50, "b…"))
    f(
        a…,
        b…,
    )
    """
    texts: list[str] = []
    if _flattened(document, texts, width - indent, grouped=False) >= 0:
        return " " * indent + "".join(texts)
    written, column = [" " * indent], indent
    tasks: list[_Task] = [(indent, True, document)]
    while tasks:
        level, broken, part = tasks.pop()
        if isinstance(part, str):
            written.append(part)
            column += len(part)
        elif isinstance(part, Break):
            text = part.broken if broken else part.flat
            if broken and part.ends:
                text = f"\n{' ' * level}"
                column = 0
            written.append(text)
            column += len(text.lstrip("\n"))
        elif isinstance(part, Group):
            flat = _fits(width - column, (level, False, part.parts), tasks)
            tasks.append((level, not flat, part.parts))
        else:
            tasks += _unfolded(level, broken, part)
    return "".join(written)


def _flattened(part: Document, texts: list[str], room: int, *, grouped: bool) -> int:
    """Adds the texts of a document that fits on one line.

    Returns:
        The columns that are left; less than 0 where it does not fit, or has a break of its own.
    """
    if isinstance(part, str):
        texts.append(part)
        return room - len(part)
    if isinstance(part, Break):
        texts.append(part.flat)
        return room - len(part.flat) if grouped else -1
    inner = part if isinstance(part, tuple) else part.parts
    for one in inner:
        room = _flattened(one, texts, room, grouped=grouped or isinstance(part, Group))
        if room < 0:
            break
    return room


def _unfolded(level: int, broken: bool, part: Document) -> Iterable[_Task]:
    """The parts of a sequence or of what is further in, the first last."""
    if isinstance(part, Indented):
        level, part = level + STEP, part.parts
    if isinstance(part, Group):
        part = part.parts
    assert isinstance(part, tuple)  # noqa: S101  all others are handled
    return [(level, broken, one) for one in reversed(part)]


def _fits(room: int, first: _Task, tasks: Sequence[_Task]) -> bool:
    """Whether what comes next ends, or meets a break that is taken, within so many columns."""
    stack, below = [first], len(tasks)
    while room >= 0:
        if not stack:
            if not below:
                return True
            below -= 1
            stack.append(tasks[below])
        level, broken, part = stack.pop()
        if isinstance(part, str):
            room -= len(part)
        elif isinstance(part, Break):
            if broken and part.ends:
                return True
            room -= len(part.broken if broken else part.flat)
        else:
            # The breaks of a group further on count as taken if those of its parent are.
            stack += _unfolded(level, broken, part)
    return False
