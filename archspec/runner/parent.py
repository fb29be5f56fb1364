"""The run that another one is a change of: what it was, kept where the report can tell of it."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from itertools import takewhile
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from archspec.diagnostics import Failure, Fix, Problem
from archspec.diagnostics.readable import as_json
from archspec.files.extent import beyond
from archspec.files.run_files import MAX_RECIPE_VALUES, PARENT, RESULT, SPEC
from archspec.recipe import Recipe, recipe_of
from archspec.runner.record import read_recipe
from archspec.runner.result import figures_of
from archspec.runner.session import FirstFree
from archspec.runner.storage import MAX_JSON, read_json, read_text, unreadable, way_on

Figures = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class Parent:
    """A run as it was when another one began.

    Args:
        folder: of the run.
        spec: its text; empty where none was kept.
        recipe: as JSON has it.
        figures: of its best weights, by part of the data and by name.
    """

    folder: str
    spec: str
    recipe: Mapping[str, Any]
    figures: Figures

    @property
    def trained_by(self) -> Recipe:
        """Its recipe."""
        return recipe_of(self.recipe)


def parent_of(folder: Path) -> Parent:
    """What the run in a folder is now.

    Raises:
        Failure: A641 where it holds no run, or one that has not ended; A645 where its files are not
            as a run writes them.
    """
    recipe = read_recipe(folder)
    if not (folder / RESULT).is_file():
        fact = f"the run in `{folder}` has not ended, and has no figures yet"
        helps = (Fix(f"go on with it: `{way_on(folder)}`"),)
        raise Failure([Problem("A641", fact, fixes=helps).unlocated()])
    spec = read_text(folder / SPEC, MAX_JSON) if (folder / SPEC).is_file() else ""
    content = read_json(folder / RESULT)
    try:
        parts = content["best"]["parts"].items()
        figures = {part: figures_of(one) for part, one in parts}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        why = f"{error} is not there" if isinstance(error, KeyError) else str(error)
        raise unreadable(folder / RESULT, why) from None
    return Parent(str(folder), spec, recipe.model_dump(mode="json"), figures)


def parent_text(parent: Parent) -> str:
    """The content of the file in which it is kept."""
    return as_json(asdict(parent)) + "\n"


def kept_parent(folder: Path) -> Parent | None:
    """The parent of the run in a folder; None where it has none.

    Raises:
        Failure: A645 where the file is not as a run writes it.
    """
    path = folder / PARENT
    if not path.is_file() or path.is_symlink():
        return None
    content = read_json(path)
    if isinstance(content.get("recipe"), dict) and (
        why := beyond(content["recipe"], MAX_RECIPE_VALUES)
    ):
        raise unreadable(path, f"`recipe`: {why}")
    try:
        found = TypeAdapter(Parent).validate_python(content)
        assert found.trained_by  # noqa: S101  looked at once, so that it is one from here on
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise unreadable(path, f"`{'.'.join(map(str, first['loc'][:3]))}` is not that") from None
    return found


def probable_parent(
    recipe: Recipe, places: Path | FirstFree, folder: Path, note: Callable[[str], None]
) -> Parent | None:
    """The run whose weights another one begins with, or the last before it of the same name.

    Args:
        recipe: of the run that begins.
        places: where it was to be; of a name, the first folder that was free.
        folder: where it is.
        note: told where there is such a run that cannot be read.
    """
    ended = [one for one in _before(recipe, places, folder) if (one / RESULT).is_file()]
    if not ended:
        return None
    try:
        return parent_of(ended[-1])
    except Failure as failure:
        note(f"the report will not compare it with `{ended[-1]}`: {failure.diagnostics[0].message}")
        return None


def _before(recipe: Recipe, places: Path | FirstFree, folder: Path) -> list[Path]:
    """The folders in which a parent may be, the most probable one last."""
    if recipe.start is not None:
        return [] if recipe.start.published else [recipe.start.path]
    if isinstance(places, Path):
        return []
    return [*takewhile(lambda place: place != folder, places)]
