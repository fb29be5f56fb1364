"""Recipes as tables of plain values: read from one, changed in some fields, and compared."""

from collections.abc import Iterator, Mapping
from typing import Any

from archspec.dataclass import dataclass
from archspec.recipe.training import Recipe


@dataclass(frozen=True)
class Change:
    """A field of a recipe with the value that it had and the one that it has.

    Args:
        field: its name, with dots from table to table.
        old: as JSON has it.
        new: likewise.
    """

    field: str
    old: Any
    new: Any

    @property
    def outermost(self) -> str:
        """The field of the recipe itself that it is, or lies in."""
        return self.field.partition(".")[0]

    def __str__(self) -> str:
        return f"`{self.field}`: {as_value(self.old)}, then {as_value(self.new)}"


def recipe_of(content: Mapping[str, Any]) -> Recipe:
    """The recipe that JSON stands for.

    Raises:
        pydantic.ValidationError: if it stands for none.
    """
    return Recipe.model_validate(with_tuples(content))


def changes(before: Recipe, now: Recipe) -> tuple[Change, ...]:
    """What differs between two recipes.

    >>> data = {"data": {"dataset": "digits"}}
    >>> one, other = (Recipe(**data, epochs=n, optimizer={"adam": {"lr": n / 2}}) for n in (1, 2))
    >>> [str(change) for change in changes(one, other)]
    ['`epochs`: 1, then 2', '`optimizer.adam.lr`: 0.5, then 1.0']
    """
    return tuple(_changes("", before.model_dump(mode="json"), now.model_dump(mode="json")))


def with_changes(recipe: Recipe, wanted: Mapping[str, Any]) -> Recipe:
    """The recipe with other values in some fields, which are named with dots.

    >>> recipe = Recipe(data={"dataset": "digits"})
    >>> with_changes(recipe, {"epochs": 3, "data.root": "here"}).data.root
    'here'
    """
    content = recipe.model_dump(mode="json")
    for place, value in wanted.items():
        *above, name = place.split(".")
        table = content
        for word in above:
            table = table[word]
        table[name] = value
    return recipe_of(content)


def as_value(value: Any) -> str:
    """A value of a recipe, as it is told.

    >>> as_value(None), as_value({"step": {"gamma": 0.1}})
    ('none', '{"step": {"gamma": 0.1}}')
    """
    from json import dumps  # recipes that are checked are not compared

    return "none" if value is None else dumps(value, ensure_ascii=False, default=str)


def _changes(place: str, old: Any, new: Any) -> Iterator[Change]:
    if isinstance(old, dict) and isinstance(new, dict) and old.keys() == new.keys():
        for name in old:
            yield from _changes(f"{place}.{name}" if place else name, old[name], new[name])
    elif old != new:
        yield Change(place, old, new)


def with_tuples(value: Any) -> Any:
    """JSON's lists as the tuples of tables."""
    if isinstance(value, Mapping):
        return {key: with_tuples(one) for key, one in value.items()}
    return tuple(with_tuples(one) for one in value) if isinstance(value, list) else value
