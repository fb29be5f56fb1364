"""A design made ready to be trained: its network and the recipe that fits it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from archspec.catalog import find
from archspec.compiler import compile_file, compile_recipe
from archspec.diagnostics import Diagnostic, Failure, Fix, Help, Problem
from archspec.diagnostics.readable import cut
from archspec.files import is_there
from archspec.language import Given, Overrides, recipe_of_mapping
from archspec.network import Network
from archspec.passes import check_recipe
from archspec.recipe import Recipe, as_value
from archspec.runner.absolute import with_absolute_paths
from archspec.study.plan import Budget

WHOLE: Final = "recipe"
"""What a text is called that stands for a recipe given as values."""


@dataclass(frozen=True)
class Contender:
    """A design that is compared, ready to be trained.

    Args:
        name: what tables and charts call it.
        network: with its parameters set.
        recipe: by which it is trained, but for the seed.
        refused: why it is not trained; empty where it is.
    """

    name: str
    network: Network
    recipe: Recipe
    refused: str = ""


def network_from(
    spec: str, home: Path, params: Mapping[str, Any], overrides: Overrides = ()
) -> Network:
    """The network that a plan names.

    Args:
        spec: as the plan has it.
        home: the folder of the plan, in which files are looked for first.
        params: values of parameters.
        overrides: others as a command line has them, which go before.

    Raises:
        Failure: everything that is wrong with it.
    """
    beside = home / spec
    there = home != Path() and is_there(Path(str(beside).partition(":")[0]))
    path, variant = find(str(beside) if there else spec)
    given = {name: Given(value) for name, value in params.items()}
    return Network(*compile_file(path, [*given.items(), *overrides], variant))


def base_recipe(network: Network, file: Path | None) -> Recipe:
    """The recipe of a file, or else that of the network's own, with absolute paths.

    A study may be gone on with from another folder, where a relative one leads elsewhere.

    Raises:
        Failure: what is wrong with it; A215 where there is none.
    """
    if file is not None:
        return with_absolute_paths(compile_recipe(file, network.spec, network.graph)[0])
    if network.spec.recipe is not None:
        return with_absolute_paths(network.spec.recipe)
    fact = f"`{network.name}` does not say how it is trained"
    help_ = Help("give a recipe: `recipe: FILE` in the study, or `train:` in the spec")
    raise Failure(network.spec.faults or [Diagnostic("A215", fact, helps=(help_,))])


def with_fields(
    network: Network, recipe: Recipe, fields: Mapping[str, Any], name: str = ""
) -> Recipe:
    """The recipe with some fields another way and absolute paths, checked against the network.

    Args:
        network: that is trained by it.
        recipe: that is changed.
        fields: by their names, with dots between that of a mapping and that of one of its own.
        name: of the design, for messages; by default the network's.

    Raises:
        Failure: everything that is wrong with it.
    """
    content = recipe.model_dump(mode="json")
    if recipe.targets:
        # They have losses of their own, and the short form beside them is refused.
        del content["loss"]
    try:
        for field, value in fields.items():
            _put(content, field, value)
        found, place = recipe_of_mapping(content)
        check_recipe(network.graph, found, place)
    except Failure as failure:
        known = _in_words(name or network.name, fields)
        raise Failure(_placed(one, known) for one in failure.diagnostics) from None
    if found.data.folds is not None:
        fix = Fix("leave `folds` out, and hold samples back by `val`")
        raise Failure(
            [Problem("A603", "a study has seeds, and no folds", fixes=(fix,)).unlocated()]
        )
    return with_absolute_paths(found)


def _in_words(name: str, fields: Mapping[str, Any]) -> str:
    """Of which recipe a finding is, where nobody has written it as a whole.

    >>> _in_words("net", {"epochs": 3, "data.val": None})
    'in the recipe of `net`, with `epochs`: 3, `data.val`: none'
    """
    said = ", ".join(f"`{field}`: {cut(as_value(value))}" for field, value in fields.items())
    return f"in the recipe of `{name}`" + (f", with {said}" if said else "")


def _placed(one: Diagnostic, where: str) -> Diagnostic:
    """A finding on a recipe without its place in a text that nobody has; others as they are."""
    if one.span is not None and one.span.source.name != WHOLE:
        return one
    helps = tuple(Help(help_.text) for help_ in one.helps)
    notes = (*one.notes, where)
    return replace(one, span=None, label="", marks=(), notes=notes, helps=helps)


def _put(content: dict[str, Any], field: str, value: Any) -> None:
    *above, name = field.split(".")
    for word in above:
        inner = content.get(word)
        if not isinstance(inner, dict):
            fact = f"`{field}` names no field of the recipe: it has no `{word}` with fields"
            raise Failure([Diagnostic("A201", fact)])
        content = inner
    content[name] = value


def over_budget(network: Network, budget: Budget) -> str:
    """By what a network costs more than it may, in words; nothing where it does not."""
    for word, cost, most in (
        ("parameters", network.params, budget.params),
        ("multiply-adds", network.macs, budget.macs),
    ):
        if most is not None and cost > most:
            return f"{cost:,} {word}, of at most {most:,}"
    return ""
