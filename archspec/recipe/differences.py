"""In what several recipes differ, field by field, and what they have in common."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final

from archspec.dataclass import dataclass
from archspec.syntax.writing import written

DEEPEST: Final = 8
"""Tables of a recipe in each other that are looked into."""

NONE, NOT_THERE = "none", "not there"


@dataclass(frozen=True)
class Difference:
    """A field in which recipes differ.

    Args:
        name: of it, with dots.
        values: of the recipes that have it, by their numbers.
        among: the numbers of the recipes that could have it.
        whole: whether a mapping is told with all in it, and not by its words alone.
    """

    name: str
    values: Mapping[int, Any]
    among: Collection[int]
    whole: bool

    def text(self, recipe: int) -> str:
        """The value in one of the recipes, by its number, as a file would have it."""
        return _text(self.values[recipe], whole=self.whole) if recipe in self.values else NOT_THERE


def differing(recipes: Sequence[Mapping[str, Any]]) -> Iterator[Difference]:
    """The fields in which recipes differ, as plain tables.

    Of what a recipe chose, such as an optimiser, the word is told first; its fields are those in
    which recipes with that word differ.

    >>> recipes = [{"seed": 1, "epochs": 3}, {"seed": 2, "epochs": 3}]
    >>> [(one.name, one.text(0), one.text(1)) for one in differing(recipes)]
    [('seed', '1', '2')]
    """
    values = dict(enumerate(recipes))
    return _fields("", values, values.keys(), DEEPEST)


def common(tables: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The fields that several tables have with the same values, down into fields of fields.

    >>> common([{"epochs": 3, "data": {"val": 0.1, "root": "a"}}, {"data": {"val": 0.1}}])
    {'data': {'val': 0.1}}
    """
    first, *others = tables
    found = {}
    for name, value in first.items():
        values = [value, *(one[name] for one in others if name in one)]
        if len(values) < len(tables):
            continue
        if len({*map(_key, values)}) == 1:
            found[name] = value
        elif all(isinstance(one, Mapping) for one in values) and (inner := common(values)):
            found[name] = inner
    return found


def _fields(
    place: str, values: Mapping[int, Any], among: Collection[int], deep: int
) -> Iterator[Difference]:
    """The fields that differ at a place and below it.

    Of a table those that are not there are told as such. What a choice brings is told of the
    recipes alone that chose it.
    """
    lacking = len(values) < len(among)
    if not lacking and len({*map(_key, values.values())}) < 2:
        return
    tables = {number: one for number, one in values.items() if isinstance(one, Mapping) and deep}
    longest = max(map(len, tables.values()), default=0)
    is_table = len(tables) == len(among) and (not place or longest > 1)
    words = {str([*one]) if n in tables else _key(one) for n, one in values.items()}
    if not is_table and len(words) + lacking > 1:
        yield Difference(place, values, among, whole=not deep)
    having: dict[str, list[int]] = {}
    for number, table in tables.items():
        for name in table:
            having.setdefault(name, []).append(number)
    for name, having_it in having.items():
        below = {number: tables[number][name] for number in having_it}
        whole = f"{place}.{name}" if place else name
        yield from _fields(whole, below, tables if is_table else below, deep - 1)


def _key(value: Any) -> str:
    """What is the same of values that are: 1 is neither true nor `1`, and order tells nothing."""
    return json.dumps(value, sort_keys=True)


def _text(value: Any, *, whole: bool = False) -> str:
    """A value as a file would have it; of a mapping the words alone.

    >>> _text({"adam": {"lr": 0.1}}), _text([{"mixup": {"alpha": 0.2}}]), _text(None)
    ('adam', '[{mixup: {alpha: 0.2}}]', 'none')
    >>> _text("none")
    '"none"'
    """
    if isinstance(value, Mapping) and not whole:
        return ", ".join(map(str, value)) or "{}"
    if value in (NONE, NOT_THERE):
        return f'"{value}"'
    return NONE if value is None else written(value)
