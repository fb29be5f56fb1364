"""Pairs of samples: the fields that they make, and what is wrong with what they are made of."""

from collections.abc import Iterator, Mapping

from archspec.diagnostics import Fix, Problem
from archspec.recipe.binding.given import Given, Path
from archspec.recipe.binding.lookups import no_such
from archspec.recipe.columns import Column
from archspec.recipe.fields import Number
from archspec.recipe.pairs import Pairs


def fields_of_pairs(pairs: Pairs, found: Mapping[str, Given]) -> dict[str, Given]:
    """Both samples of a pair, and whether they are alike; none where their field is not there.

    Args:
        pairs: as the recipe has them.
        found: the fields of a sample, by name.
    """
    one = found.get(pairs.of)
    if one is None:
        return {}
    first, second, same = Pairs.NAMES
    origin: Path = ("data", "pairs")
    both = {name: Given(name, one.field, one.columns, origin) for name in (first, second)}
    answer = Given(same, Number(of=same), (Column(same, "whole numbers"),), origin)
    return {**both, same: answer}


def unfit_pairs(pairs: Pairs, found: Mapping[str, Given]) -> Iterator[Problem]:
    """Pairs of no field, that are alike by no class, or that take the names of what is there."""
    for word, name in (("of", pairs.of), ("by", pairs.by)):
        if name not in found:
            yield no_such("no field is called", name, found, ("data", "pairs", word))
    if pairs.of not in found:
        return
    by = found.get(pairs.by)
    if by is not None and not by.tells_apart:
        fact = f"pairs are alike by a class, but `{by.name}` {by.said}"
        fix = Fix("name a field that is a `class`")
        yield Problem("A654", fact, ("data", "pairs", "by"), fixes=(fix,))
    for name in Pairs.NAMES:
        if name in found and not found[name].origin:
            fact = f"`pairs` make a field `{name}`, and the source has one"
            yield Problem("A603", fact, ("data", "pairs"), key=True)
