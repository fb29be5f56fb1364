"""A study in its folder: which designs, from which seeds, and where each run lies."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field, ValidationError

from archspec.catalog import find
from archspec.compiler import compile_file, compile_recipe
from archspec.diagnostics import Diagnostic, Failure, Fix, Help, Problem
from archspec.files import is_there, safe_name
from archspec.kind.choice import Table
from archspec.language import Given, Overrides, recipe_of_mapping
from archspec.network import Network, loads
from archspec.passes import check_recipe
from archspec.recipe import Recipe, as_value, changes, recipe_of
from archspec.runner.storage import read_json, unreadable, write_json
from archspec.study.plan import Budget, Design, Plan, Seeds

FILE: Final = "study.json"
"""What marks the folder of a study."""

RUNS: Final = "runs"


class KeptDesign(Table):
    """A design as the folder of a study keeps it."""

    name: str
    spec: str
    recipe: Annotated[Recipe, BeforeValidator(recipe_of)]
    refused: str


class Kept(Table):
    """All that it takes to go on with a study."""

    seeds: Seeds
    by: str
    designs: Annotated[tuple[KeptDesign, ...], BeforeValidator(tuple), Field(min_length=1)]


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


@dataclass(frozen=True)
class Study:
    """Designs, each to be trained from several seeds, in a folder.

    Args:
        folder: in which the runs lie.
        contenders: the designs.
        seeds: how many of each: 0, 1, 2, …
        by: the figure that is compared.
    """

    folder: Path
    contenders: tuple[Contender, ...]
    seeds: int
    by: str

    def place(self, contender: Contender, seed: int) -> Path:
        """The folder of a run."""
        return self.folder / RUNS / safe_name(contender.name, "design") / f"seed-{seed}"

    def runs(self) -> Iterator[tuple[Contender, int, Path]]:
        """Every run, a seed of all designs after the other, so that a part of them is fair."""
        for seed in range(self.seeds):
            for one in self.contenders:
                if not one.refused:
                    yield one, seed, self.place(one, seed)


def planned(plan: Plan, folder: Path, home: Path = Path(), overrides: Overrides = ()) -> Study:
    """The study that a plan describes, of which everything has been checked and nothing trained.

    Args:
        plan: what it compares.
        folder: in which the runs are to lie.
        home: the folder that files in the plan are named from.
        overrides: values of parameters, as a command line has them, which go before the plan's.

    Raises:
        Failure: what is wrong with any spec or recipe; A603, A680 where the designs cannot be
            compared.
    """
    contenders = tuple(_contender(plan, design, home, overrides) for design in plan.designs)
    _check_names(contenders)
    _check_same_data(contenders)
    if all(one.refused for one in contenders):
        facts = [f"`{one.name}` has {one.refused}" for one in contenders]
        raise Failure([Diagnostic("A680", f"no design is within the budget: {facts[0]}")])
    return Study(folder, contenders, plan.seeds, plan.by or figure_of(contenders[0].recipe))


def _contender(plan: Plan, design: Design, home: Path, overrides: Overrides) -> Contender:
    path, variant = find(_reference(design.spec, home))
    given = {name: Given(value) for name, value in {**plan.set, **design.set}.items()}
    network = Network(*compile_file(path, [*given.items(), *overrides], variant))
    recipe = _recipe(network, plan, design, home)
    name = design.name or network.name
    return Contender(name, network, recipe, _refused(network, plan.budget))


def _reference(spec: str, home: Path) -> str:
    """The spec from where the command runs, if the plan's folder has such a file."""
    beside = home / spec
    return str(beside) if home != Path() and is_there(Path(str(beside).partition(":")[0])) else spec


def _recipe(network: Network, plan: Plan, design: Design, home: Path) -> Recipe:
    """The recipe of the plan or else of the design's own file, with what both say otherwise."""
    if plan.recipe is not None:
        recipe, _ = compile_recipe(home / plan.recipe, network.spec, network.graph)
    elif network.spec.recipe is None:
        raise Failure(network.spec.faults or [_untrained(network, design)])
    else:
        recipe = network.spec.recipe
    content = recipe.model_dump(mode="json")
    for field, value in {**plan.train, **design.train}.items():
        _put(content, field, value)
    found, place = recipe_of_mapping(content)
    check_recipe(network.graph, found, place)
    if found.data.folds is not None:
        fix = Fix("leave `folds` out, and hold samples back by `val`")
        raise Failure(
            [Problem("A603", "a study has seeds, and no folds", fixes=(fix,)).unlocated()]
        )
    return found


def _put(content: dict[str, Any], field: str, value: Any) -> None:
    """Writes a value to a field, which is named with dots."""
    *above, name = field.split(".")
    for word in above:
        inner = content.get(word)
        if not isinstance(inner, dict):
            fact = f"`{field}` names no field of the recipe: it has no `{word}` with fields"
            raise Failure([Diagnostic("A201", fact)])
        content = inner
    content[name] = value


def _untrained(network: Network, design: Design) -> Diagnostic:
    fact = f"`{network.name}` does not say how it is trained"
    help_ = Help("give a recipe for all: `--recipe FILE`, or `recipe:` in the study")
    return Diagnostic("A215", fact, notes=(f"it is the design `{design.spec}`",), helps=(help_,))


def _refused(network: Network, budget: Budget) -> str:
    for word, cost, most in (
        ("parameters", network.params, budget.params),
        ("multiply-adds", network.macs, budget.macs),
    ):
        if most is not None and cost > most:
            return f"{cost:,} {word}, of at most {most:,}"
    return ""


def _check_names(contenders: tuple[Contender, ...]) -> None:
    names = [safe_name(one.name, "design") for one in contenders]
    if twice := next((name for name in names if names.count(name) > 1), None):
        fact = f"two designs are called `{twice}`"
        help_ = Help("give one another name: `{spec: …, name: …}` in the file of the study")
        raise Failure([Diagnostic("A680", fact, helps=(help_,))])


def _check_same_data(contenders: tuple[Contender, ...]) -> None:
    """Nothing, where all are trained and measured on the same samples."""
    first, *others = contenders
    for one in others:
        differing = [
            change
            for change in changes(first.recipe, one.recipe)
            if change.field.split(".")[0] == "data" and change.field != "data.augment"
        ]
        if differing:
            change = differing[0]
            fact = f"`{first.name}` and `{one.name}` are not trained on the same data"
            note = f"`{change.field}` is {as_value(change.old)} and {as_value(change.new)}"
            help_ = Help("give all one recipe: `--recipe FILE`, or `train: {data: …}` in the study")
            raise Failure([Diagnostic("A680", fact, notes=(note,), helps=(help_,))])


def figure_of(recipe: Recipe) -> str:
    """What is compared where nobody says: accuracy, where there is one, or what is watched."""
    whole = recipe.loss.kind == "cross_entropy" and not recipe.targets
    return "accuracy" if whole else recipe.watch


def begin(study: Study) -> None:
    """Keeps in the study's folder all that it takes to go on with it.

    Raises:
        Failure: A640 where a study or anything else is there, A644 where it cannot be written.
    """
    folder = study.folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        taken = any(folder.iterdir())
    except OSError as error:
        fact = f"the folder `{folder}` cannot be made: {error.strerror}"
        raise Failure([Problem("A644", fact).unlocated()]) from None
    if taken:
        helps = (Help(f"go on with what it holds: `archspec compare --resume {folder}`"),)
        raise Failure([Diagnostic("A640", f"the folder `{folder}` is not empty", helps=helps)])
    designs = [
        KeptDesign(name=one.name, spec=one.network.text, recipe=one.recipe, refused=one.refused)
        for one in study.contenders
    ]
    kept = Kept(seeds=study.seeds, by=study.by, designs=tuple(designs))
    write_json(folder / FILE, kept.model_dump(mode="json"))


def opened(folder: Path) -> Study:
    """The study in a folder; no code of anybody's runs.

    Raises:
        Failure: A641 where there is none, A645 where its file is not as a study writes it, and what
            is wrong with its specs.
    """
    if not (folder / FILE).is_file():
        help_ = Help("`archspec compare DESIGN… -o FOLDER` makes one")
        raise Failure([Diagnostic("A641", f"the folder `{folder}` holds no study", helps=(help_,))])
    content = read_json(folder / FILE)
    try:
        kept = Kept.model_validate(content)
    except ValidationError as error:
        raise unreadable(folder / FILE, str(error.errors()[0]["msg"])) from None
    contenders = tuple(map(_contender_of, kept.designs))
    _check_names(contenders)
    return Study(folder, contenders, kept.seeds, kept.by)


def _contender_of(one: KeptDesign) -> Contender:
    network = loads(one.spec, f"{one.name} of the study")
    return Contender(one.name, network, one.recipe, one.refused)
