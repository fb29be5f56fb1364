"""A design made ready to be trained: its network and the recipe that fits it."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Any

from archspec.catalog import find
from archspec.compiler import compile_file, compile_recipe
from archspec.diagnostics import Diagnostic, Failure, Fix, Help, Problem, Span
from archspec.diagnostics.readable import cut
from archspec.diagnostics.suggest import did_you_mean
from archspec.files import is_there
from archspec.files.nearby import nearby
from archspec.graph import Graph
from archspec.language import Given, Overrides, Spec, locate_in, recipe_of_mapping
from archspec.passes import check_recipe
from archspec.passes.recipe import absent_data, named_binding
from archspec.planning.recipe_places import RecipePlaces
from archspec.planning.told_once import IN_RECIPE
from archspec.recipe import Recipe, as_value
from archspec.recipe.absolute_paths import with_absolute_paths
from archspec.syntax import Mapping as Fields
from archspec.syntax.writing import written


@dataclass(frozen=True)
class Contender:
    """A design that is compared, ready to be trained.

    Args:
        name: what tables and charts call it.
        spec: with its parameters set.
        graph: of its layers.
        recipe: by which it is trained, but for the seed.
        refused: why it is not trained; empty where it is.
        absent: A721 for each file of its data or weights that is not there.
    """

    name: str
    spec: Spec
    graph: Graph
    recipe: Recipe
    refused: str = ""
    absent: tuple[Diagnostic, ...] = ()

    @property
    def params(self) -> int:
        """How many numbers it learns or could learn."""
        return self.graph.cost.params

    @property
    def macs(self) -> int:
        """Multiply-adds for one sample."""
        return self.graph.cost.macs


def compiled(
    spec: str, home: Path, params: Mapping[str, Given], overrides: Overrides = ()
) -> tuple[Spec, Graph]:
    """The network that a plan names.

    Args:
        spec: as the plan has it.
        home: the folder of the plan, in which files are looked for first.
        params: values of parameters.
        overrides: others as a command line has them, which go before.

    Raises:
        Failure: everything that is wrong with it.
    """
    path, variant = find(spec, home)
    return compile_file(path, [*params.items(), *overrides], variant)


def recipe_file(name: str | None, home: Path) -> Path | None:
    """The file of the recipe that a plan names, if it names one.

    Args:
        name: as the plan has it.
        home: the folder of the plan.

    Raises:
        Failure: A101 where it is not there.
    """
    if name is None:
        return None
    if not is_there(home / name):
        found = nearby(Path(name), "file", home=home)
        helps = (Help(found),) if found else ()
        raise Failure([Diagnostic("A101", f"there is no file `{name}`", helps=helps)])
    return home / name


def base_recipe(spec: Spec, graph: Graph, file: Path | None) -> tuple[Recipe, Fields | None]:
    """The recipe of a file, or else that of the network's own, with absolute paths.

    A study may be gone on with from another folder, where a relative one leads elsewhere.

    Returns:
        The recipe, and where it is written.

    Raises:
        Failure: what is wrong with it; A215 where there is none.
    """
    if file is not None:
        recipe, place = compile_recipe(file, spec, graph)
        return with_absolute_paths(recipe), place
    if spec.recipe is not None:
        return with_absolute_paths(spec.recipe), spec.train
    fact = f"`{graph.name}` does not say how it is trained"
    help_ = Help("give a recipe: `recipe: FILE` in the study, or `train:` in the spec")
    raise Failure(spec.faults or [Diagnostic("A215", fact, helps=(help_,))])


def with_fields(
    graph: Graph,
    base: tuple[Recipe, Fields | None],
    fields: Mapping[str, Any],
    name: str = "",
    places: Mapping[str, Span] | None = None,
) -> tuple[Recipe, tuple[Diagnostic, ...]]:
    """The recipe with some fields another way and absolute paths, checked against the network.

    Args:
        graph: of the network that is trained by it.
        base: the recipe that is changed, and where it is written.
        fields: by their names, with dots between that of a mapping and that of one of its own.
        name: of the design, for messages; by default the network's.
        places: where some of these fields are written, by their names.

    Returns:
        The recipe, and A721 for each file that it names and that is not there.

    Raises:
        Failure: everything that is wrong with it; A603 where it divides samples into folds.
    """
    recipe, own = base
    content = recipe.model_dump(mode="json")
    if recipe.targets:
        # They have losses of their own, and the short form beside them is refused.
        del content["loss"]
    for field in sorted(fields, key=lambda field: field.count(".")):
        # What lies in another comes after it, which would take its place else.
        _put(content, field, fields[field], (places or {}).get(field))
    known, where = _in_words(name or graph.name, fields), RecipePlaces(places or {}, own)
    try:
        found, place = recipe_of_mapping(content)
        _check_no_folds(found, place, own=any(f"{one}.".startswith("data.") for one in fields))
        binding = named_binding(graph, found)
        check_recipe(graph, found, place, binding)
    except Failure as failure:
        raise Failure(where.placed(one, known) for one in failure.diagnostics) from None
    absent = absent_data(graph, found, place, binding)
    return with_absolute_paths(found), tuple(where.placed(one) for one in absent)


def _check_no_folds(recipe: Recipe, place: Fields, *, own: bool) -> None:
    """Nothing, where the samples of a study are not divided into folds.

    Args:
        recipe: of a design.
        place: where it is written.
        own: whether the study says something of its data.

    Raises:
        Failure: A603 else.
    """
    if recipe.data.folds is None:
        return
    help_ = "leave `folds` out, and hold samples back by `val: 0.1`"
    if not own:
        help_ += ", or write `train: {data.folds: null, data.val: 0.1}` in the study"
    fact = "a study has seeds, and no folds"
    problem = Problem("A603", fact, ("data", "folds"), fixes=(Fix(help_),))
    raise Failure([locate_in(problem, place, place.span)])


def with_own(common: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of a recipe that several have, but for those in whose place one has its own.

    >>> with_own({"epochs": 3, "optimizer.adam.lr": 0.1}, {"optimizer": "sgd"})
    {'epochs': 3, 'optimizer': 'sgd'}
    """
    kept = {f: v for f, v in common.items() if not any(f"{f}.".startswith(f"{o}.") for o in own)}
    return {**kept, **own}


def _in_words(name: str, fields: Mapping[str, Any]) -> str:
    """Of which recipe a finding is, where nobody has written it as a whole.

    >>> _in_words("net", {"epochs": 3, "data.val": None})
    'in the recipe of `net`, with `epochs`: 3, `data.val`: none'
    """
    said = ", ".join(f"`{field}`: {cut(as_value(value))}" for field, value in fields.items())
    return f"{IN_RECIPE}`{name}`" + (f", with {said}" if said else "")


def _put(content: dict[str, Any], field: str, value: Any, place: Span | None) -> None:
    *above, name = way = field.split(".")
    table = content
    for depth, word in enumerate(above):
        inner = table.get(word)
        if not isinstance(inner, dict):
            fact = f"`{field}` names no field of the recipe: it has no `{word}` with fields"
            helps = _instead(table, way, depth, value)
            raise Failure([Diagnostic("A201", fact, place, helps=helps)])
        table = inner
    # A later field may reach into it, and the plan is for all designs.
    table[name] = deepcopy(value)


def _instead(
    table: Mapping[str, Any], way: Sequence[str], depth: int, value: Any
) -> tuple[Help, ...]:
    """How a field is written of which one word on the way to it has no fields.

    Args:
        table: in which that word should stand.
        way: to the field.
        depth: how many words are before that one.
        value: of the field.
    """
    word = way[depth]
    if word not in table and (found := did_you_mean(word, table)):
        return found
    if table.get(word) is not None or (word not in table and not depth):
        return ()
    # A choice that the recipe does not make, as of another optimiser, or of any schedule.
    outer = depth if word in table else depth - 1
    whole = written(reduce(lambda inner, name: {name: inner}, reversed(way[outer + 1 :]), value))
    return (Help(f"write it with what it stands in: `{'.'.join(way[: outer + 1])}: {cut(whole)}`"),)
