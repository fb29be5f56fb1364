"""What a caller gives, as one, and the recipe that it stands in."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from archspec.diagnostics import Fix, Problem
from archspec.recipe import Recipe, RecipeFailure, recipe_of
from archspec.recipe.targets import Given, Target
from archspec.runner.own.datasets import given_data
from archspec.runner.own.parts import Own


def gathered(
    data: Any = None,
    fields: Sequence[str] = (),
    losses: Mapping[str, Callable[..., Any]] | None = None,
    metrics: Mapping[str, Sequence[Any]] | None = None,
    callbacks: Sequence[Callable[[Any], Any]] = (),
) -> Own:
    """All of it; see `Network.train`.

    Raises:
        Failure: A624 where `data` is no data set.
    """
    given = None if data is None else given_data(data, fields)
    return Own(given, losses or {}, metrics or {}, callbacks)


def with_given(recipe: Recipe | None, own: Own, outputs: Sequence[str]) -> Recipe:
    """The recipe, without a source where data is given, and with the losses that are.

    Args:
        recipe: one, or nothing.
        own: what the caller gives.
        outputs: the names of the network's.

    Raises:
        RecipeFailure: A603 where nothing says what to train on, A653 for an unknown output.
    """
    made = _recipe(recipe, own)
    if own.data is not None:
        kept = made.data.model_copy(
            update=dict.fromkeys(("dataset", "folder", "table", "arrays", "shards", "root"))
            | {"fields": {}, "pairs": None}
        )
        made = made.model_copy(update={"data": kept})
    for name in (*own.losses, *own.metrics):
        if name not in outputs:
            fact = f"the network has no output `{name}`"
            note = f"its outputs are {', '.join(outputs)}"
            raise RecipeFailure([Problem("A653", fact, notes=(note,))])
    return made.model_copy(update={"targets": _targets(made, own, outputs)}) if own.losses else made


def _recipe(recipe: Recipe | None, own: Own) -> Recipe:
    if recipe is not None:
        return recipe
    if own.data is None:
        fact = "nothing says what to train on"
        fix = Fix("write `train:` in the file, or give `data`")
        raise RecipeFailure([Problem("A603", fact, ("data",), fixes=(fix,))])
    return recipe_of({"data": {}})


def _targets(recipe: Recipe, own: Own, outputs: Sequence[str]) -> dict[str, Any]:
    """What is said of each output, with the functions that are given."""
    found: dict[str, Any] = dict(recipe.targets)
    if not found:
        found = {name: Target(loss=recipe.loss) for name in outputs}
    for name, function in own.losses.items():
        loss = Given(name=getattr(function, "__name__", type(function).__name__))
        known = found.get(name)
        found[name] = (
            known.model_copy(update={"loss": loss})
            if isinstance(known, Target)
            else Target(loss=loss)
        )
    return found
