"""A JSON Schema in which what is equal is written once, under a name in `$defs`."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import count, zip_longest
from typing import Any, Final, NamedTuple

from archspec.dataclass import dataclass, field

Schema = dict[str, Any]

SAID: Final = ("description", "default")
"""What is said about a part where it stands, and is no part of what it accepts."""

NAMED: Final = ("$defs", "properties")
LISTED: Final = ("allOf", "anyOf", "oneOf", "prefixItems")
SINGLE: Final[Mapping[str, str]] = {
    "additionalProperties": ".values",
    "else": "",
    "if": ".if",
    "items": ".items",
    "not": ".not",
    "propertyNames": ".names",
    "then": "",
}
"""The keys of a schema whose values are mappings to others, lists of others, and others, which are
called after the schema and these."""

REFERENCE: Final = 30
SHORTEST: Final = 80
"""Characters of a reference, about, and of the shortest part that is worth one."""


def with_shared_parts(schema: Schema, names: Mapping[str, Schema]) -> Schema:
    """The same schema with each part that stands in several places written once.

    A description stays in each of the places, as editors show it there.

    Args:
        schema: with definitions of its own, which keep their names.
        names: for parts; others are called after a property that they are the value of.

    >>> size = {"anyOf": [{"type": "integer", "minimum": 1}, {"type": "string", "pattern": "[$]"}]}
    >>> width, depth = ({"description": about, **size} for about in ("Wide.", "Deep."))
    >>> found = with_shared_parts({"properties": {"width": width, "depth": depth}}, {"count": size})
    >>> found["properties"]["depth"]
    {'description': 'Deep.', '$ref': '#/$defs/count'}
    >>> found["$defs"]["count"] == size
    True
    """
    parts = _Parts()
    whole = parts.number(schema, _Way())
    named = {parts.number(one, None): name for name, one in reversed([*names.items()])}
    called = _called(parts.found, named, taken={*schema.get("$defs", ()), *names})
    written = list[Schema]()

    def placed(one: Schema, _: Step) -> Schema:
        name = called.get(one["part"])
        return {**_said(one), **({"$ref": f"#/$defs/{name}"} if name else written[one["part"]])}

    for part in parts.found:
        written.append(_each(part.content, placed))
    definitions = {name: written[number] for number, name in sorted(called.items())}
    found = written[whole]
    return {**_said(schema), **found, "$defs": {**found.get("$defs", {}), **definitions}}


class Step(NamedTuple):
    """One step into a schema: to a property or a definition, or to one of several forms of it."""

    name: str = ""
    form: str = ""


class _Way(NamedTuple):
    """The names that lead to a part, and which form of the last it is."""

    names: tuple[str, ...] = ()
    form: str = ""

    def further(self, step: Step) -> "_Way":
        if step.name:
            return _Way((*self.names, step.name))
        return _Way(self.names, f"{self.form}{step.form}")

    def called(self) -> Iterator[str]:
        """What may be the name of the part, from the shortest on."""
        for start in range(len(self.names) - 1, -1, -1):
            yield ".".join(self.names[start:]) + self.form


@dataclass(slots=True)
class _Part:
    """A schema with numbers for those in it, and the ways to it from different ones."""

    content: Schema
    ways: list[_Way] = field(default_factory=list)


@dataclass(slots=True)
class _Parts:
    """All different parts; those in a part have smaller numbers."""

    found: list[_Part] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)

    def number(self, schema: Schema, way: _Way | None) -> int:
        """The number of a part, which gets one where it has none.

        Args:
            schema: the part.
            way: that leads to it; None where it need not be in the whole.
        """
        inner = list[tuple[int, _Way]]()

        def numbered(one: Schema, step: Step) -> Schema:
            below = way and way.further(step)
            number = self.number(one, below)
            if below:
                inner.append((number, below))
            return {**_said(one), "part": number}

        core = {key: value for key, value in schema.items() if key not in SAID}
        content = _each(core, numbered)
        text = json.dumps(content, sort_keys=True)
        if text not in self.numbers:
            self.numbers[text] = len(self.found)
            self.found.append(_Part(content))
            for number, below in inner:
                self.found[number].ways.append(below)
        return self.numbers[text]


def _called(parts: list[_Part], named: Mapping[int, str], taken: set[str]) -> dict[int, str]:
    """The names of the parts to be written once: those with several ways to them that are long.

    Those in most places get the shortest.
    """
    lengths, shared = list[int](), list[int]()
    for number, part in enumerate(parts):
        length = len(json.dumps(part.content)) + sum(lengths[one] for one in _inner(part.content))
        several = len(part.ways) > 1 and length >= SHORTEST
        lengths.append(REFERENCE if several else length)
        shared += [number] * several
    called = {number: named[number] for number in shared if number in named}
    for number in sorted({*shared} - {*called}, key=lambda one: (-len(parts[one].ways), one)):
        called[number] = next(name for name in _names(parts[number].ways) if name not in taken)
        taken.add(called[number])
    return called


def _names(ways: list[_Way]) -> Iterator[str]:
    """What may be the name of a part: that which most ways give, then longer and rarer ones."""
    often = Counter(next(way.called(), "") for way in ways)
    ordered = sorted(ways, key=lambda way: -often[next(way.called(), "")])
    for names in zip_longest(*(way.called() for way in ordered)):
        yield from filter(None, names)
    yield from (f"part.{number}" for number in count(1))


def _inner(content: Schema) -> list[int]:
    """The numbers in a part."""
    found = list[int]()

    def noted(one: Schema, _: Step) -> Schema:
        found.append(one["part"])
        return one

    _each(content, noted)
    return found


def _said(schema: Schema) -> Schema:
    return {key: schema[key] for key in SAID if key in schema}


def _each(schema: Schema, change: Callable[[Schema, Step], Schema]) -> Schema:
    """A schema with others in place of those in it."""

    def changed(one: Any, step: Step) -> Any:
        return change(one, step) if isinstance(one, dict) else one

    found = dict(schema)
    for key, value in schema.items():
        if key in NAMED:
            found[key] = {name: changed(one, Step(name)) for name, one in value.items()}
        elif key in LISTED:
            found[key] = [changed(one, Step(form=_form(one))) for one in value]
        elif key in SINGLE:
            found[key] = changed(value, Step(form=SINGLE[key]))
    return found


def _form(schema: Any) -> str:
    """Which of several forms it is: that of its type, or of some words."""
    if not isinstance(schema, dict):
        return ""
    kind = schema.get("type", "words" if "enum" in schema else None)
    return f".{kind}" if isinstance(kind, str) else ""
