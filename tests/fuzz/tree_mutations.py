"""Damage to a spec as data: other types, other keys, other places, and knots."""

import copy
from collections.abc import Iterator
from random import Random
from typing import Any

import yaml
from text_mutations import WORDS

Place = tuple[Any, Any]
VALUES: tuple[Any, ...] = (
    *(
        None,
        True,
        False,
        0,
        1,
        -1,
        7,
        2**31,
        2**63,
        10**40,
        0.5,
        -1e300,
        float("nan"),
        float("inf"),
    ),
    *("", "same", "$i", "$", "${", "${i}", "$width * 2", "1e-3", "a.b", "..", "input", "x" * 300),
    *([], [[]], [1, 2], [1, 2, 3, 4, 5], ["relu"], [None], {}, {"name": "a"}, {"a": {"b": []}}),
    *({"layers": []}, {"layers": ["relu"]}, {"conv": 4}, [{"conv": 4}], {"depth": 2}, "conv"),
)


def places(data: Any) -> Iterator[Place]:
    """Every place of a value: what holds it, and its key or index."""
    if isinstance(data, dict):
        pairs: Any = list(data.items())
    else:
        pairs = list(enumerate(data)) if isinstance(data, list) else []
    for key, value in pairs:
        yield data, key
        yield from places(value)


def mutated(random: Random, data: Any) -> Any:
    """The data with one to three changes."""
    data = copy.deepcopy(data)
    for _ in range(random.choice((1, 1, 2, 3))):
        found = list(places(data))
        if found:
            random.choice(MUTATIONS)(random, data, found)
    return data


def replace(random: Random, data: Any, found: list[Place]) -> None:
    holder, key = random.choice(found)
    holder[key] = copy.deepcopy(random.choice(VALUES))


def remove(random: Random, data: Any, found: list[Place]) -> None:
    holder, key = random.choice(found)
    del holder[key]


def rename(random: Random, data: Any, found: list[Place]) -> None:
    mappings = [place for place in found if isinstance(place[0], dict)]
    if mappings:
        holder, key = random.choice(mappings)
        holder[random.choice((*WORDS, None, 1, ""))] = holder.pop(key)


def move(random: Random, data: Any, found: list[Place]) -> None:
    """One value in the place of another; the same object, which is an alias in the file."""
    (holder, key), (other, where) = random.choice(found), random.choice(found)
    value = holder[key]
    if not any(value is inner for inner, _ in places([other])) and not _within(other, value):
        other[where] = value


def _within(inner: Any, outer: Any) -> bool:
    return inner is outer or any(holder is inner for holder, _ in places(outer))


def knot(random: Random, data: Any, found: list[Place]) -> None:
    """A value that holds itself."""
    holder, key = random.choice(found)
    holder[key] = random.choice((data, holder))


def deepen(random: Random, data: Any, found: list[Place]) -> None:
    """A value under many lists or mappings."""
    holder, key = random.choice(found)
    word = random.choice(("sequence", "residual", "dense", "layers", "gate"))
    for _ in range(random.choice((3, 20, 45, 70, 200))):
        holder[key] = [holder[key]] if random.random() < 0.5 else {word: [holder[key]]}


MUTATIONS = (replace, replace, replace, remove, rename, move, move, deepen)


def as_text(random: Random, data: Any) -> str:
    """The file, with a knot now and then."""
    if random.random() < 0.05:
        found = list(places(data))
        if found:
            knot(random, data, found)
    flow = random.choice((None, False, True))
    try:
        return yaml.safe_dump(data, default_flow_style=flow, allow_unicode=True, sort_keys=False)
    except RecursionError:
        return str(data)
