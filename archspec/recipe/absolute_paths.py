"""Places of data without the folder from which they were named, so that a run goes on from any."""

from typing import Any

from archspec.files import expanded
from archspec.recipe.changes import with_changes
from archspec.recipe.columns.column import is_pattern
from archspec.recipe.data import Data
from archspec.recipe.training import Recipe

SOURCES = ("root", "folder", "table", "arrays", "shards")


def with_absolute_paths(recipe: Recipe) -> Recipe:
    """The recipe with absolute paths.

    >>> recipe = Recipe.model_validate({"data": {"dataset": "npz", "root": "/d.npz"}})
    >>> with_absolute_paths(recipe).data.root
    '/d.npz'
    """
    data = recipe.data.model_dump(mode="json")
    changed = {f"data.{word}": _absolute(data[word]) for word in SOURCES if data[word] is not None}
    if recipe.start and not recipe.start.published:
        changed["start.weights"] = _absolute(recipe.start.weights)
    if recipe.data.fields:
        changed["data.fields"] = _fields(recipe.data)
    return with_changes(recipe, changed) if changed else recipe


def _absolute(place: Any) -> Any:
    """A path, several, or those of each part."""
    if isinstance(place, dict):
        return {part: one and _absolute(one) for part, one in place.items()}
    if isinstance(place, list):
        return [_absolute(one) for one in place]
    return str(expanded(place).absolute())


def _fields(data: Data) -> dict[str, Any]:
    """The fields, with the patterns of files in them, and the files that list tokens."""
    fields = data.model_dump(mode="json")["fields"]
    for values in (values for one in fields.values() for values in one.values()):
        if data.name == "fields" and isinstance(values["of"], str) and is_pattern(values["of"]):
            values["of"] = _absolute(values["of"])
        if isinstance(values.get("vocabulary"), str):
            values["vocabulary"] = _absolute(values["vocabulary"])
    return dict(fields)
