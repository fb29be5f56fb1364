"""Findings on a recipe at their places in its file."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from archspec.diagnostics import Failure


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
        raise Failure(locate_in(one, place, place.span) for one in failure.problems) from None
