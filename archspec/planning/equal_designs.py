"""Finds designs of a study that are one under two names: the same network and the same recipe."""

from collections.abc import Iterator, Sequence
from typing import Final

from archspec.diagnostics import Diagnostic, Help, Mark
from archspec.graph.computation import computation
from archspec.planning.contender import Contender
from archspec.planning.plan import Plan
from archspec.recipe import Change, changes
from archspec.syntax.writing import written

SEED: Final = "seed"
"""The field of a recipe that is another one in each run of a design."""

MOST: Final = 3
"""Fields that are named of several in which the recipes of two files differ."""


def equal_designs(found: Sequence[Contender], plan: Plan) -> Iterator[Diagnostic]:
    """A725 for each design that is trained and equals an earlier one.

    From one seed both come to the same numbers, and the study says that they are no points apart.

    Args:
        found: the designs of the plan, in its order.
        plan: that names them.
    """
    first: dict[tuple[str, str], int] = {}
    for number, one in enumerate(found):
        if one.refused:
            continue
        what = computation(one.graph), one.recipe.model_dump_json(exclude={SEED})
        before = first.setdefault(what, number)
        if before != number:
            yield _equal(found, before, number, plan)


def _equal(found: Sequence[Contender], before: int, number: int, plan: Plan) -> Diagnostic:
    first, one = found[before], found[number]
    replaced = _replaced(first, one)
    notes = ("from each seed both come to the same numbers",)
    helps = [
        Help("leave one out, or give it parameters by `set` or fields of its recipe by `train`")
    ]
    if replaced:
        names = ", ".join(f"`{change.field}`" for change in replaced[:MOST])
        more = ", …" if len(replaced) > MOST else ""
        notes = (f"the recipes in their files differ in {names}{more}, which the study replaces",)
        own = {change.field: change.new for change in replaced[:MOST]}
        design = {"spec": plan.designs[number].spec, "name": one.name, "train": own}
        helps = [Help(f"say so in the study: `{written(design)}`")]
    other = plan.place("designs", before)
    return Diagnostic(
        "A725",
        f"`{one.name}` is the same network as `{first.name}`, trained by the same recipe",
        plan.place("designs", number),
        marks=(Mark(other, "the same"),) if other else (),
        notes=notes,
        helps=tuple(helps),
    )


def _replaced(first: Contender, one: Contender) -> list[Change]:
    """In what the recipes of two files differ, though the study trains both by the same."""
    if first.spec.recipe is None or one.spec.recipe is None:
        return []
    found = changes(first.spec.recipe, one.spec.recipe)
    return [change for change in found if change.outermost not in (SEED, "data")]
