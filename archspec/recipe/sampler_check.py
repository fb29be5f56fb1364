"""Whether samples can be drawn as a recipe says."""

from collections.abc import Iterator, Mapping

from archspec.diagnostics import Fix, Problem
from archspec.diagnostics.suggest import did_you_mean, listed
from archspec.recipe.fitting import Finding, Shape
from archspec.recipe.training import Recipe


def samples(recipe: Recipe, _input: Shape, _output: Shape) -> Finding:
    """A sampler of samples that are one image, or one array, with one label."""
    yield from unfit_sampler(recipe, {"label": "classes" in recipe.loss.targets})


def unfit_sampler(recipe: Recipe, compared: Mapping[str, bool]) -> Iterator[Problem]:
    """What of a sampler the data does not have.

    Args:
        recipe: how to train.
        compared: the fields that outputs are compared with, and whether each is a class.
    """
    sampler = recipe.sampler
    if sampler is None:
        return
    if sampler == type(sampler)():
        fact = "`sampler` says neither which samples are drawn nor how many"
        fix = Fix("write `sampler: {balanced: label}`, or `{count: 10000}`")
        yield Problem("A664", fact, ("sampler",), fixes=(fix,))
    if sampler.balanced is not None and sampler.weights is not None:
        fact = "samples are drawn by their classes or by weights, and not by both"
        yield Problem(
            "A664", fact, ("sampler", "weights"), fixes=(Fix("leave one of the two out"),)
        )
    if sampler.balanced is not None:
        yield from _classless(sampler.balanced, compared)
    if sampler.weights is not None:
        yield from _no_column(recipe)


def _classless(name: str, compared: Mapping[str, bool]) -> Iterator[Problem]:
    field = ("sampler", "balanced")
    if name not in compared:
        fact = f"no output is compared with a field `{name}`"
        notes = (f"fields that are compared are {listed(compared)}",) if compared else ()
        fixes = tuple(Fix(one.text) for one in did_you_mean(name, compared))
        yield Problem("A664", fact, field, notes=notes, fixes=fixes)
    elif not compared[name]:
        fact = f"`{name}` is not one class of each sample, of which all could be drawn alike often"
        fix = Fix("write a column of weights: `sampler: {weights: COLUMN}`")
        yield Problem("A664", fact, field, fixes=(fix,))


def _no_column(recipe: Recipe) -> Iterator[Problem]:
    data, field = recipe.data, ("sampler", "weights")
    windows = any(one.kind == "window" for one in data.fields.values())
    if data.table is None:
        fact = "`weights` is a column of a table, and there is no table"
        yield Problem("A664", fact, field, fixes=(Fix("leave `weights` out"),))
    elif windows or data.pairs:
        what = "a window has several rows" if windows else "a pair has two rows"
        fact = f"`weights` has a number for each row, and {what}"
        yield Problem("A664", fact, field, fixes=(Fix("leave `weights` out"),))
