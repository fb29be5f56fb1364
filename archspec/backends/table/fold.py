"""Equal rounds of a repeat as one: a hundred blocks take the lines of one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from archspec.backends.table.rows import Row


@dataclass(frozen=True, slots=True)
class Folded:
    """A row that stands for `count` layers, with a path that says which."""

    path: str
    row: Row
    count: int = 1


def fold(table: Sequence[Row], level: int = 0) -> list[Folded]:
    """The rows, with neighbouring scopes that differ in nothing but their index as one.

    >>> row = Row("blocks.0.conv", "conv", 1, (8, 4, 4), (8, 4, 4), 584, 9216, (3, 3))
    >>> [f.path for f in fold([row, replace(row, path="blocks.1.conv")])]
    ['blocks.0–1.conv']
    """
    groups = [list(rows) for _, rows in groupby(table, key=lambda row: _segment(row, level))]
    found: list[Folded] = []
    for alike in _runs(groups, level):
        rounds = [_inside(group, level) for group in alike]
        first, last = (_segment(rounds[i][0].row, level) for i in (0, -1))
        found += rounds[0] if len(alike) == 1 else _joined(rounds, f"{first}–{last}", level)
    return found


def _inside(group: list[Row], level: int) -> list[Folded]:
    """A group folded further, where it is a scope."""
    deeper = any(len(row.path.split(".")) > level + 1 for row in group)
    return fold(group, level + 1) if deeper else [Folded(row.path, row) for row in group]


def _runs(groups: list[list[Row]], level: int) -> Iterator[list[list[Row]]]:
    """Neighbouring groups that are rounds of the same thing."""
    run: list[list[Row]] = []
    for group in groups:
        if run and not (
            _is_round(group, level) and _likeness(group, level) == _likeness(run[-1], level)
        ):
            yield run
            run = []
        run.append(group)
    if run:
        yield run


def _is_round(group: list[Row], level: int) -> bool:
    """Whether it is a scope known by its index alone."""
    path = group[0].path.split(".")
    return path[level].isdigit() and (len(path) > level + 1 or len(group) > 1)


def _likeness(group: list[Row], level: int) -> list[tuple[object, ...]]:
    """Equal for rounds that differ in their index and in what they see."""
    return (
        [
            (row.path.split(".")[level + 1 :], row.kind, row.output, row.params, row.macs)
            for row in group
        ]
        if _is_round(group, level)
        else [(group[0].path,)]
    )


def _joined(rounds: list[list[Folded]], index: str, level: int) -> Iterator[Folded]:
    """The rows of the first round under an index for all; what they see is the last round's."""
    for first, last in zip(rounds[0], rounds[-1], strict=True):
        path = first.path.split(".")
        path[level] = index
        row = replace(first.row, sees=last.row.sees)
        yield Folded(".".join(path), row, first.count * len(rounds))


def _segment(row: Row, level: int) -> str:
    path = row.path.split(".")
    return path[level] if level < len(path) else ""
