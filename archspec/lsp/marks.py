"""What the type of a field says about the values it takes."""

from collections.abc import Iterator, Mapping
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, WithJsonSchema
from pydantic.fields import FieldInfo

from archspec.kind.choice import OneOf
from archspec.kind.fields import Chooses, Expects, Holds


def annotations(field: Any) -> Iterator[Any]:
    """The annotation of a field, and every one inside it."""
    if isinstance(field, FieldInfo):
        yield from field.metadata
        field = field.annotation
    yield field
    for inner in get_args(field):
        yield from annotations(inner)


def is_like(field: Any, alias: Any) -> bool:
    """Whether a field is of a type that has words of its own for what it takes."""
    own, others = (
        {a for a in annotations(one) if isinstance(a, Expects)} for one in (field, alias)
    )
    return not own.isdisjoint(others)


def holds(field: Any) -> Holds | None:
    """How it holds layers, if it does."""
    return next((a for a in annotations(field) if isinstance(a, Holds)), None)


def is_list(field: Any) -> bool:
    """Whether it takes a list, and nothing else."""
    outer = field.annotation if isinstance(field, FieldInfo) else field
    return all(get_origin(one) is tuple for one in _choices(outer) if one is not NoneType)


def is_named(field: Any) -> bool:
    """Whether it takes a mapping whose keys are names of the file's own."""
    outer = field.annotation if isinstance(field, FieldInfo) else field
    chosen = any(isinstance(one, Chooses) for one in annotations(field))
    return not chosen and any(get_origin(one) is Mapping for one in _choices(outer))


def _choices(annotation: Any) -> Iterator[Any]:
    """The members of a union, without what is said about them."""
    if get_origin(annotation) in (Union, UnionType):
        for member in get_args(annotation):
            yield from _choices(member)
    elif get_origin(annotation) is Annotated:
        yield from _choices(get_args(annotation)[0])
    else:
        yield annotation


def models(field: Any) -> dict[str, type[BaseModel]]:
    """The kinds of which it holds one, by the word for each."""
    found = (a.choice if isinstance(a, Chooses) else a for a in annotations(field))
    choice = next((one for one in found if isinstance(one, OneOf)), None)
    return dict(choice.by_name) if choice else {}


def table(field: Any) -> type[BaseModel] | None:
    """The table it is, if it is one."""
    classes = (a for a in annotations(field) if isinstance(a, type) and issubclass(a, BaseModel))
    return next(classes, None)


def words(field: FieldInfo) -> list[str]:
    """The words it takes, apart from kinds of something."""
    found: list[str] = []
    for one in annotations(field):
        if isinstance(one, WithJsonSchema) and one.json_schema:
            found += _enumerated(one.json_schema)
        elif one is bool:
            found += ["true", "false"]
        elif isinstance(one, str):
            found.append(one)
    return list(dict.fromkeys(found))


def _enumerated(schema: Any) -> list[str]:
    """The words of the first level of a schema."""
    choices = [schema, *schema.get("anyOf", ())]
    return [str(word) for one in choices for word in one.get("enum", ())]
