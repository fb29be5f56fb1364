"""Findings on a recipe at their places in its file."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from archspec.diagnostics import Failure
from archspec.files import is_there


@contextmanager
def located(place: Any) -> Iterator[None]:
    """Gives the findings of the runner, which knows fields, the places where these are written.

    Args:
        place: where the recipe was written.

    Raises:
        Failure: the same findings.
    """
    from archspec.language import locate_in
    from archspec.recipe import RecipeFailure

    try:
        yield
    except RecipeFailure as failure:
        raise Failure(
            locate_in(beside_spec(one, place), place, place.span) for one in failure.problems
        ) from None


def beside_spec(problem: Any, place: Any) -> Any:
    """The same finding; for missing data that lies beside the spec, with its path from here.

    A `root` is relative to the folder in which the command is started.

    Args:
        problem: of the recipe.
        place: where the recipe was written.
    """
    from archspec.diagnostics import Fix

    spec, root = place.span.source.path, place.entry("data")
    entry = root.value.entry("root") if root and hasattr(root.value, "entry") else None
    written = getattr(entry and entry.value, "value", None)
    if problem.code != "A620" or not isinstance(written, str) or spec is None:
        return problem
    found = Path(spec).parent / written
    if Path(written).is_absolute() or not is_there(found) or is_there(Path(written)):
        return problem
    fixes = (Fix(f"there is one beside the spec: write `root: {found}`"), *problem.fixes[1:])
    return replace(problem, fixes=fixes)
