"""What is wrong with a sweep, as far as it can be known before anything is trained."""

from collections.abc import Iterator, Mapping
from typing import Final

from archspec.diagnostics import Diagnostic, Failure, Help, Span
from archspec.graph import Graph
from archspec.language import Spec
from archspec.planning.known_figures import figure_of, own_name
from archspec.planning.placing import placed
from archspec.planning.ranges import TRAIN
from archspec.planning.sweep_plan import Grid, SweepPlan
from archspec.recipe import DATASETS, Data, Recipe, as_value, changes
from archspec.recipe.changes import Change
from archspec.recipe.datasets import DRAWN
from archspec.recipe.metrics import Better, better
from archspec.recipe.on_disk import parts_on_disk
from archspec.recipe.published import PUBLISHED
from archspec.recipe.sources import PartFiles

COSTS: Final = ("params", "macs")
"""Aims that need no training."""

UNSEEN: Final = (
    "hold samples back for it: `val: 0.1` under `data`, or `train: {data.val: 0.1}` here"
)


def aim_of(plan: SweepPlan, graph: Graph, recipe: Recipe) -> dict[str, Better]:
    """What trials are to make large or small, as the plan says it, or by default.

    Raises:
        Failure: A680 where search, pruning and aims do not go together.
    """
    figure = figure_of(graph, recipe)
    aim = dict(plan.aim) or {figure: better(figure)}
    _check_search(plan, aim)
    return aim


def _check_search(plan: SweepPlan, aim: Mapping[str, str]) -> None:
    ranges = [name for name, one in plan.over.items() if type(one).kind != "values"]
    if ranges and isinstance(plan.search, Grid):
        fact = "a grid takes a list of values for everything that varies"
        raise _refused(fact, "or search by `random`", plan.place("over", ranges[0]))
    if all(name in COSTS for name in aim):
        way = "write what is to be large: `{accuracy: max}`"
        raise _refused("no aim is a figure of training", way, plan.place("aim"))
    if plan.prune is not None and len(aim) > 1:
        fact = "trials with two aims cannot be ended early"
        raise _refused(fact, "leave `prune` out, or one aim", plan.place("prune"))


def misplaced_words(plan: SweepPlan, spec: Spec, recipe: Recipe) -> dict[str, Diagnostic]:
    """A211 for each field of the recipe that stands where parameters of the spec do.

    And for each of an optimiser that stands outside of it, or in another than the recipe has.
    """
    rule, params = recipe.optimizer, spec.params
    own = {name: f"{TRAIN}optimizer.{rule.kind}.{name}" for name in type(rule).model_fields}
    fields = {name: f"{TRAIN}{name}" for name in Recipe.model_fields} | own
    fields["learning_rate"] = own["lr"]
    no_parameter = f"is a field of the recipe, and no parameter of `{spec.graph.name}`"
    elsewhere = f"is not in the recipe, whose optimiser is `{rule.kind}`"
    found = [
        (word, no_parameter, fields[word])
        for word in plan.over
        if word not in params and word in fields
    ]
    found += [
        (word, elsewhere, own[word.rpartition(".")[2]])
        for word in plan.over
        if _of_another_optimizer(word, plan, own)
    ]
    return {
        word: Diagnostic(
            "A211",
            f"`{word}` {fact}",
            plan.place("over", word, key=True),
            helps=(Help(f"write `{meant}`"),),
        )
        for word, fact, meant in found
    }


def _of_another_optimizer(word: str, plan: SweepPlan, own: Mapping[str, str]) -> bool:
    """Whether `train.lr` or `train.optimizer.sgd.lr` is a field of the optimiser by another way."""
    if not word.startswith(TRAIN) or f"{TRAIN}optimizer" in plan.over:
        return False
    *way, name = word.removeprefix(TRAIN).split(".")
    outside = not way and name not in Recipe.model_fields
    inside = way[:1] == ["optimizer"] and len(way) <= 2
    return name in own and word != own[name] and (outside or inside)


def check_validation(data: Data) -> None:
    """Nothing, where the data may have samples to choose by that are neither trained on nor kept.

    What only its files know is asked again when the first trial has read them.

    Raises:
        Failure: A680 where it has none.
    """
    if data.val == "test":
        fact = "a sweep chooses by validation samples, and `val: test` makes them of the test's"
        note = "the best of many trials would be measured on the samples that chose it"
        raise Failure([Diagnostic("A680", fact, notes=(note,), helps=(Help(UNSEEN),))])
    if data.val is None and _has_validation(data) is False:
        raise no_validation(UNSEEN)


def no_validation(help_: str) -> Failure:
    """The finding that data has no samples by which trials could be chosen."""
    fact = "a sweep chooses by validation samples, and the data holds none back"
    return _refused(fact, f"{help_}; test samples stay unseen")


def _has_validation(data: Data) -> bool | None:
    """Whether data has validation samples of its own; None where only its files know."""
    if data.part is not None:
        return None
    parts = [one for word in data.sources if isinstance(one := getattr(data, word), PartFiles)]
    if parts:
        return any(one.val is not None for one in parts)
    if data.name in PUBLISHED:
        return "val" in PUBLISHED[data.name].parts
    if (found := parts_on_disk(data)) is not None:
        return "val" in found
    # What ships, what is drawn and what others add has samples to train on, and perhaps to test.
    known = data.name not in ("npz", "image_folder") and (*DATASETS, *DRAWN)
    return False if known and data.name in known else None


def known_aim(plan: SweepPlan, graph: Graph, recipe: Recipe) -> dict[str, Better]:
    """The aims by the names that a run gives its figures.

    Raises:
        Failure: A680 where the plan cannot be followed, for a figure that no run of the recipe has,
            and for one that has two aims.
    """
    found: dict[str, Better] = {}
    for name, way in aim_of(plan, graph, recipe).items():
        with placed(plan.place("aim", name, key=True)):
            own = own_name(name, graph, recipe, also=COSTS)
            if own in found:
                fact = f"`{name}` is `{own}`, which is an aim already"
                raise Failure([Diagnostic("A680", fact, helps=(Help("leave one of them out"),))])
            found[own] = way
    return found


def check_comparable(base: Recipe, recipe: Recipe, figure: str) -> None:
    """Nothing, where trials by two recipes are judged by the same figure of the same samples.

    Raises:
        Failure: A680 else.
    """
    for change in _unfair(base, recipe, figure):
        what = {
            "data": "trained and judged on the same samples",
            "seed": "begun from the same chance",
        }.get(change.outermost, f"judged by the same `{figure}`")
        fact = f"trials that differ in `{change.field}` are not {what}"
        note = f"it would be {as_value(change.old)} and {as_value(change.new)}"
        ways = {
            "seed": "leave it out: `confirm.yaml`, which a sweep writes, takes the best from "
            "several seeds"
        }
        way = ways.get(change.field, "give all trials one value of it, by `train:` of the study")
        raise Failure([Diagnostic("A680", fact, notes=(note,), helps=(Help(way),))])


def may_vary(field: str) -> bool:
    """Whether trials that differ in a field of the recipe can be compared by accuracy.

    >>> may_vary("optimizer.adam.lr"), may_vary("data.val"), may_vary("data.augment")
    (True, False, True)
    """
    return field == "data.augment" or field.split(".")[0] not in ("data", "seed")


def _unfair(base: Recipe, recipe: Recipe, figure: str) -> Iterator[Change]:
    for change in changes(base, recipe):
        first = change.outermost
        measured = first == "loss" or (first == "targets" and not change.field.endswith("metrics"))
        if not may_vary(change.field) or (measured and figure.endswith("loss")):
            yield change


def _refused(fact: str, help_: str, place: Span | None = None) -> Failure:
    return Failure([Diagnostic("A680", fact, place, helps=(Help(help_),))])
