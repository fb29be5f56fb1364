"""HTML of what the designs of a study have in common, and of that in which they differ."""

from collections.abc import Sequence
from itertools import islice
from typing import Any, Final

from archspec.diagnostics.readable import as_name, cut
from archspec.graph.computation import computation
from archspec.planning.contender import Contender
from archspec.planning.equal_designs import SEED
from archspec.recipe.differences import common, differing
from archspec.runner.page import escaped_lines, section, table
from archspec.runner.report import recipe_text

MOST: Final = 100
"""Fields that are told; of more nobody reads, and the JSON of the study has all."""

WIDEST: Final = 60
"""Letters of a value that are shown."""


def differences(designs: Sequence[Contender]) -> str:
    """A table of networks, parameters and fields of recipes in which the designs differ.

    It is as narrow as may be: a column for each design, or for each field where those are fewer.
    """
    fields = [*islice(differing(_facts(designs)), MOST)]
    if not fields:
        return ""
    names = [as_name(one.name) for one in designs]
    rows = [
        [as_name(one.name), *(cut(as_name(one.text(at)), WIDEST) for at in range(len(designs)))]
        for one in fields
    ]
    head = ["", *names]
    if len(designs) > len(fields):
        head, *rows = map(list, zip(head, *rows, strict=True))
    return section("In what they differ", table(head, rows))


def in_common(designs: Sequence[Contender]) -> str:
    """The data, and what the recipes have in common, as a file would have it."""
    recipes = [one.recipe.model_dump(mode="json", exclude_defaults=True) for one in designs]
    shared = common(recipes)
    shared.pop(SEED, None)
    about = "What all recipes have in common, without defaults." if len(designs) > 1 else ""
    shown = f"<pre>{escaped_lines(recipe_text(shared))}</pre>"
    return section("Data and recipe", shown, about)


def by_network(designs: Sequence[Contender]) -> list[list[Contender]]:
    """The designs, those together that have the same network, in their own order."""
    found: dict[str, list[Contender]] = {}
    for one in designs:
        found.setdefault(computation(one.graph), []).append(one)
    return [*found.values()]


def _facts(designs: Sequence[Contender]) -> list[dict[str, Any]]:
    """What is told of each design: its network, the parameters that all have, and the recipe."""
    params = [
        name for name in designs[0].spec.params if all(name in one.spec.params for one in designs)
    ]
    recipes = (one.recipe.model_dump(mode="json", exclude={SEED}) for one in designs)
    return [
        {"network": network, "params": {name: one.spec.params[name] for name in params}, **recipe}
        for one, network, recipe in zip(designs, _networks(designs), recipes, strict=True)
    ]


def _networks(designs: Sequence[Contender]) -> list[str]:
    """The name of each design's network, by which equal ones go by one name.

    Where name and parameters of different networks are the same, it is the name of the first design
    that has it.
    """
    groups = by_network(designs)
    told = [(group[0].graph.name, group[0].spec.params) for group in groups]
    alike = any(one in told[:place] for place, one in enumerate(told))
    names = {
        id(one): group[0].name if alike else group[0].graph.name
        for group in groups
        for one in group
    }
    return [names[id(one)] for one in designs]
