"""What the fields of a model take, in words."""

from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType, NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from archspec.kind.choice import OneOf
from archspec.kind.fields import MAX_SIZE, Expects
from archspec.kind.layer import Layer
from archspec.kind.reweighted import Reweighted
from archspec.kind.scoped import Inlined

BASIC = {
    bool: ("true or false", "truth values"),
    int: ("a whole number", "whole numbers"),
    float: ("a number", "numbers"),
    str: ("text", "words"),
}
"""One, and several."""

MOST, FIRST = 20, 6
"""Words of a choice that are all listed, and those of very many that are."""

LENGTH = 78
"""Characters of a list of fields, so that a note stays within a line."""


@cache
def field_names(cls: type[BaseModel]) -> tuple[str, ...]:
    """The names of a model's fields as a file has them; what every layer takes comes last."""
    common = {**Reweighted.model_fields, **Inlined.model_fields} if issubclass(cls, Layer) else ()
    fields = cls.model_fields
    ordered = [n for n in fields if n not in common] + [n for n in fields if n in common]
    return tuple(fields[name].alias or name for name in ordered)


def described(cls: type[BaseModel]) -> str:
    """The fields for a note: required ones first, and the list is cut where it is long."""
    fields = fields_of(cls)
    names = sorted(field_names(cls), key=lambda name: not fields[name].is_required())
    shown = [f"{n} (required)" if fields[n].is_required() else n for n in names]
    fitting = [s for i, s in enumerate(shown) if len(", ".join(shown[: i + 1])) <= LENGTH]
    return ", ".join([*fitting, "…"] if len(fitting) < len(shown) else fitting)


def expectation(field: FieldInfo, depth: int = 0) -> str:
    """What a field takes, or an item `depth` lists down in it, in words that complete "must be"."""
    return wanted(Annotated[field.annotation, *field.metadata, None], depth)


def wanted(annotation: Any, depth: int = 0) -> str:
    """The same for a type.

    >>> wanted(tuple[float, float]), wanted(Literal["a", "b"]), wanted(int | None)
    ('a list of 2 numbers', 'one of a, b', 'a whole number')
    """
    plain, markers = bare(annotation)
    if depth and get_origin(plain) is tuple:
        return wanted(get_args(plain)[0], depth - 1)
    if (expects := first(markers, Expects)) is not None:
        return str(expects.words)
    if (choice := first(markers, OneOf)) is not None:
        return "one of " + _first(choice)
    if get_origin(plain) is Mapping:
        return f"a mapping from names to {_several(get_args(plain)[1])}"
    if words := literals(plain):
        return "one of " + ", ".join(words)
    if get_origin(plain) is tuple:
        return _list(get_args(plain))
    if isinstance(plain, type) and issubclass(plain, BaseModel):
        return f"a mapping of {described(plain)}"
    return (BASIC[plain][0] + _bounds(markers)) if plain in BASIC else ""


def _list(items: tuple[Any, ...]) -> str:
    plain, markers = bare(items[0])
    choice = first(markers, OneOf)
    several = _first(choice) if choice else BASIC.get(plain, ("", "items"))[1]
    count = "" if items[-1] is Ellipsis else f"{len(items)} "
    return f"a list of {count}{several}{_bounds(markers)}"


def _first(choice: OneOf) -> str:
    """The words of a choice; where these are very many, the first of them."""
    words = [*choice.by_name]
    return ", ".join(words if len(words) <= MOST else [*words[:FIRST], "…"])


def _several(annotation: Any) -> str:
    """What the values of a mapping are, in words."""
    plain, markers = bare(annotation)
    choice, expects = first(markers, OneOf), first(markers, Expects)
    if choice is not None:
        return f"one of {', '.join(choice.by_name)}"
    return str(expects.words) if expects else BASIC.get(plain, ("", "values"))[1]


def bare(annotation: Any) -> tuple[Any, list[Any]]:
    """The type without its metadata and without `None`, and the metadata."""
    if get_origin(annotation) is Annotated:
        inner, *markers = get_args(annotation)
        plain, more = bare(inner)
        return plain, [*markers, *more]
    if get_origin(annotation) in (Union, UnionType):
        options = [a for a in get_args(annotation) if a is not NoneType]
        if len(options) == 1:
            return bare(options[0])
    return annotation, []


def first(markers: list[Any], cls: type[Any]) -> Any:
    """The first marker of that class."""
    return next((marker for marker in markers if isinstance(marker, cls)), None)


def _bounds(markers: list[Any]) -> str:
    """What the bounds add: "from 0 to 1", "of at least 1"; nothing for the largest size of all."""
    words = {"ge": "of at least", "gt": "greater than", "le": "of at most", "lt": "less than"}
    flat = [inner for m in markers for inner in (m, *getattr(m, "metadata", ()))]
    found = {n: getattr(m, n) for m in flat for n in words if getattr(m, n, None) is not None}
    found = {name: value for name, value in found.items() if value != MAX_SIZE}
    if {"ge", "le"} <= found.keys():
        return f" from {found['ge']} to {found['le']}"
    return " and".join(f" {words[name]} {value}" for name, value in found.items())


def literals(annotation: Any) -> list[str]:
    """The words of a `Literal` anywhere in an annotation."""
    if get_origin(annotation) is Literal:
        return [str(word) for word in get_args(annotation)]
    return [word for inner in get_args(annotation) for word in literals(inner)]


def is_named(annotation: Any) -> bool:
    """Whether it is a mapping whose keys are names of the file's own.

    >>> is_named(Mapping[str, int]), is_named(tuple[int, ...])
    (True, False)
    """
    return get_origin(bare(annotation)[0]) is Mapping


def model_of(annotation: Any) -> type[BaseModel] | None:
    """The first model in an annotation."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for a in get_args(annotation) if (found := model_of(a))), None)


def markers_of(annotation: Any) -> Iterator[Any]:
    """All metadata anywhere in an annotation."""
    yield from getattr(annotation, "__metadata__", ())
    for inner in get_args(annotation):
        yield from markers_of(inner)


def choice_of(field: FieldInfo) -> OneOf | None:
    """What a field chooses among; None where it is no choice."""
    found: OneOf | None = first([*field.metadata, *markers_of(field.annotation)], OneOf)
    return found


@cache
def fields_of(cls: type[BaseModel]) -> Mapping[str, FieldInfo]:
    """The fields by the names that a file has for them."""
    named = {field.alias or name: field for name, field in cls.model_fields.items()}
    return MappingProxyType(named)
