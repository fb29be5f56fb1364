"""Data that lies elsewhere than when a run began, whatever source it is from."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from archspec.diagnostics import Fix, Problem
from archspec.recipe import Recipe, RecipeFailure, with_changes
from archspec.recipe.columns.column import is_pattern
from archspec.recipe.data import Data

ROOT: Final = "data.root"
LISTS: Final = ("table", "arrays", "shards")


def with_moved(recipe: Recipe, changes: Mapping[str, Any]) -> Recipe:
    """The recipe with changes, of which `data.root` says where the data is now.

    Files of its own keep their places to each other below the new folder.

    Args:
        recipe: how to train, with absolute paths where files are several.
        changes: by the dotted names of fields.

    Raises:
        RecipeFailure: A603 where no data lies anywhere.

    >>> recipe = Recipe.model_validate({"data": {"table": ("/old/a.csv", "/old/more/b.csv")}})
    >>> with_moved(recipe, {"data.root": "/new"}).data.table
    ('/new/a.csv', '/new/more/b.csv')
    """
    root = changes.get(ROOT)
    if root is None or recipe.data.dataset is not None:
        return with_changes(recipe, changes)
    others = {name: value for name, value in changes.items() if name != ROOT}
    return with_changes(recipe, {**others, **_moved(recipe.data, str(root))})


def placeless(recipe: Recipe) -> Recipe:
    """The recipe with its files by their places to each other, wherever their folder is."""
    data = recipe.data
    if data.dataset is not None or not _places(data):
        return recipe
    return with_changes(recipe, _moved(data, "/"))


def _moved(data: Data, root: str) -> dict[str, Any]:
    if data.folder is not None:
        return {"data.folder": root}
    places = _places(data)
    if not places:
        fact = f"the samples lie nowhere that could be moved to `{root}`"
        fix = Fix("leave `--root` out")
        raise RecipeFailure([Problem("A603", fact, ("data",), fixes=(fix,))])
    home = os.path.commonpath([str(Path(place).parent) for place in places])

    def move(place: str) -> str:
        # The only file may have another name now.
        if len(places) == 1 and (Path(root).is_file() or root == "/"):
            return root
        return str(Path(root, os.path.relpath(place, home)))

    return _each(data, move)


def _places(data: Data) -> list[str]:
    """Every path and pattern of files that the data names."""
    found: list[str] = []
    if data.folder is not None:
        return [data.folder]

    def keep(place: str) -> str:
        found.append(str(Path(place).absolute()))
        return place

    _each(data, keep)
    return found


def _each(data: Data, change: Callable[[str], str]) -> dict[str, Any]:
    """What `change` makes of each path, by the dotted names of their fields."""
    content = data.model_dump(mode="json")
    for word in LISTS:
        if content[word] is not None:
            return {f"data.{word}": _all(content[word], change)}
    if data.name != "fields":
        return {}
    fields = content["fields"]
    for values in (values for one in fields.values() for values in one.values()):
        if isinstance(values["of"], str) and is_pattern(values["of"]):
            values["of"] = change(values["of"])
    return {"data.fields": fields} if fields else {}


def _all(place: Any, change: Callable[[str], str]) -> Any:
    if isinstance(place, dict):
        return {part: one and _all(one, change) for part, one in place.items()}
    return [_all(one, change) for one in place] if isinstance(place, list) else change(place)
