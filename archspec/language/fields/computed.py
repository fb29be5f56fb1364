"""In which fields text is an expression even without a `$`: where no word could stand."""

from collections.abc import Mapping
from functools import cache, lru_cache
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin

from pydantic import BaseModel, WithJsonSchema
from pydantic.fields import FieldInfo

from archspec.kind.fields import Chooses
from archspec.language.expressions.values import Computes, value_of
from archspec.language.fields.expected import fields_of, markers_of
from archspec.language.fields.field_path import Constraint
from archspec.syntax import Mapping as Fields
from archspec.syntax import Scalar, Tree

NUMERIC: Final = (int, float, NoneType)


@cache
def computed_fields(cls: type[BaseModel]) -> Mapping[str, Computes]:
    """The fields that take numbers, lists and mappings alone, by the names that a file has.

    What takes words or layers as well, such as `padding` or `norm`, is none of them: there only a
    `$` makes an expression of a text.

    >>> from archspec.kind import find
    >>> fields = computed_fields(find("conv"))
    >>> fields["width"].name, fields["kernel"].name, "padding" in fields
    ('WITHIN', 'WITHIN', False)
    >>> computed_fields(find("repeat"))["each"].name
    'ITSELF'
    """
    found = {}
    for name, field in fields_of(cls).items():
        markers = [*field.metadata, *markers_of(field.annotation)]
        computes = (
            Computes.NOWHERE if any(map(_has_words, markers)) else _computes(field.annotation)
        )
        if computes != Computes.NOWHERE:
            found[name] = computes
    return found


def values_of(tree: Tree, scope: Mapping[str, Any], at: Constraint) -> Any:
    """The value that a tree stands for, which is checked by what a model has at this place.

    Raises:
        Skip: where an expression has none.
    """
    if isinstance(tree, Scalar):
        return value_of(tree, scope, _at(at))
    if isinstance(tree, Fields):
        return {e.key.text: values_of(e.value, scope, at.at((e.key.text,))) for e in tree}
    return tuple(values_of(item, scope, at.at((i,))) for i, item in enumerate(tree))


def _at(place: Constraint) -> Computes:
    """Whether the value of a place is a number, and so computed."""
    if place.field is None:
        return Computes.NOWHERE
    return _in_field(place.owner, place.field, place.depth, place.entered)


@lru_cache(maxsize=4096)
def _in_field(owner: type[BaseModel], field: FieldInfo, depth: int, entered: bool) -> Computes:
    annotation = Constraint(owner, field, depth=depth, entered=entered).annotation
    words = any(map(_has_words, markers_of(annotation)))
    return Computes.NOWHERE if words else _computes(annotation)


def _has_words(marker: Any) -> bool:
    """Whether what is said of a type has room for text, as for the word of one of several kinds."""
    if isinstance(marker, Chooses):
        return True
    schema = repr(marker.json_schema) if isinstance(marker, WithJsonSchema) else ""
    return "'string'" in schema or "'enum'" in schema


def _computes(annotation: Any) -> Computes:
    """How far a type leaves no room for words."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _computes(get_args(annotation)[0])
    if annotation in NUMERIC:
        return Computes.WITHIN
    if origin in (Union, UnionType):
        return min(map(_computes, get_args(annotation)))
    if origin in (tuple, Mapping):
        inner = [a for a in get_args(annotation) if a is not Ellipsis][-1]
        whole = _computes(inner) == Computes.WITHIN
        return Computes.WITHIN if whole else Computes.ITSELF
    return Computes.NOWHERE
