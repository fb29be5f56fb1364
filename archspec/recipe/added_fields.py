"""Fields of a data set that somebody's function gives, said as a recipe says them."""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import ValidationError

from archspec.recipe.fields import FIELDS, Array, Image, SampleField
from archspec.recipe.generated import Drawn

SHAPED: Final = (Array, Image)
"""Of these a check knows nothing without their shape."""


def drawn(
    about: str,
    fields: Mapping[str, str | Mapping[str, Any]],
    shapes: Mapping[str, tuple[int, ...]],
    train: int,
    test: int,
) -> Drawn:
    """What is known of a data set before its function is called.

    Raises:
        TypeError: where a field is none, or needs a shape.

    >>> drawn("", {"stars": "number"}, {}, 10, 0).fields
    {'stars': Number(of='stars', scale='none', missing='refuse')}
    """
    found = {name: _field(name, said) for name, said in fields.items()}
    for name, field in found.items():
        if isinstance(field, SHAPED) and name not in shapes:
            raise TypeError(f'the field `{name}` needs a shape: `shapes={{"{name}": (…)}}`')
    sized = {name: (tuple(shape),) for name, shape in shapes.items()}
    return Drawn(about, found, sized, (1, 1), train, test, drawn=False)


def _field(name: str, said: str | Mapping[str, Any]) -> SampleField:
    fields = {said: {}} if isinstance(said, str) else said
    if not isinstance(fields, Mapping) or len(fields) != 1 or {*fields} - FIELDS.by_name.keys():
        known = ", ".join(FIELDS.by_name)
        raise TypeError(f"the field `{name}` is one of {known}, or one of them with its fields")
    ((kind, given),) = fields.items()
    whole = {"of": name, **given} if isinstance(given, Mapping) else given
    try:
        field = FIELDS.read({kind: _frozen(whole)})
    except ValidationError as error:
        place = ".".join(map(str, error.errors()[0]["loc"]))
        raise TypeError(f"the field `{name}` has no `{place}` that it takes") from None
    assert isinstance(field, SampleField)  # noqa: S101  FIELDS has no others
    return field


def _frozen(value: Any) -> Any:
    """Lists as the tuples that they are once they are read."""
    if isinstance(value, Mapping):
        return {word: _frozen(one) for word, one in value.items()}
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
