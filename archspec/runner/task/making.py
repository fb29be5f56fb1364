"""The task that a recipe sets, for the fields of a run."""

from collections.abc import Iterator, Mapping

import torch

from archspec.diagnostics import Fix, Problem
from archspec.diagnostics.readable import as_name
from archspec.recipe import Recipe, RecipeFailure
from archspec.recipe.losses import Loss
from archspec.recipe.metrics import USUAL, Sort
from archspec.recipe.targets import InfoNce, loss_of
from archspec.recipe.targets import Target as Wanted
from archspec.runner.bound import Bound
from archspec.runner.fields.facts import Facts
from archspec.runner.objective import Objective, SampleObjective
from archspec.runner.own import Own, OwnObjective
from archspec.runner.own.metrics import own_metric
from archspec.runner.record import Record
from archspec.runner.task.class_weights import Weighed
from archspec.runner.task.contrast import Contrast
from archspec.runner.task.metrics import Metric, make_metric
from archspec.runner.task.target import ONLY, Target
from archspec.runner.task.task import Task


def make_task(recipe: Recipe, record: Record, own: Own | None = None) -> Task:
    """What a network is to learn by a recipe.

    Args:
        recipe: how to train.
        record: the facts of the run.
        own: losses and figures of the caller's.

    Raises:
        RecipeFailure: A606 where a figure is watched that nobody measures, or where a loss was
            given in Python, and is not given again.
    """
    bound = record.bound
    if bound is None:
        return plain_task(recipe.loss, record.classes, record.outputs, record.class_weights)
    alone = len(bound.measured) == 1
    compared = [
        _target(recipe, record, name, bound.fields[field], own or Own(), alone=alone)
        for name, field in bound.targets.items()
    ]
    views = [_contrast(recipe, record, bound, name) for name in bound.against]
    task = Task((*compared, *views))
    check_watched(recipe, task)
    return task


def plain_task(
    loss: Loss,
    classes: tuple[str, ...],
    outputs: Mapping[str, float] | None = None,
    weights: Weighed | None = None,
) -> Task:
    """One target: labels with which the output of a network is compared, or all of its outputs.

    Args:
        loss: of each output.
        classes: their names; none where labels are numbers.
        outputs: weights of the outputs in the loss, by name.
        weights: of the classes.
    """
    objective = Objective(loss, len(classes), outputs or {}, (weights or {}).get(ONLY, ()))
    return Task((Target(ONLY, objective, classes=classes, every=True),))


def _target(
    recipe: Recipe, record: Record, name: str, facts: Facts, own: Own, *, alone: bool
) -> Target:
    loss, said = loss_of(recipe.targets, name, recipe.loss), recipe.targets.get(name)
    wanted = said if isinstance(said, Wanted) else None
    kinds = facts.classes if facts.kind != "classes" else ()
    metrics = _metrics(wanted, sort_of(facts, loss), loss)
    if alone and kinds:
        # What is classified has an accuracy in any case.
        metrics = tuple(one for one in metrics if one.kind != "accuracy")
    return Target(
        name,
        _objective(name, loss, len(kinds), record, own),
        (wanted.weight if wanted else None) or record.outputs.get(name, 1.0),
        (*metrics, *_own_metrics(name, facts, record, own)),
        kinds,
        facts.restore if facts.mean else None,
        training=record.bound is not None and name in record.bound.training,
    )


def _contrast(recipe: Recipe, record: Record, bound: Bound, name: str) -> Contrast:
    """What an output is compared with that another output has.

    Raises:
        RecipeFailure: A606 where the recipe of a run is not the one that it was bound by.
    """
    said = recipe.targets.get(name)
    loss = said.loss if isinstance(said, Wanted) else recipe.loss
    if not isinstance(said, Wanted) or not isinstance(loss, InfoNce):
        fact = f"`{loss.kind}` does not compare `{name}` with `{bound.against[name]}`"
        raise RecipeFailure([Problem("A606", fact, ("targets", name))])
    return Contrast(
        name,
        SampleObjective(loss, 0),
        said.weight or record.outputs.get(name, 1.0),
        _metrics(said, "views", loss),
        training=name in bound.training,
        against=bound.against[name],
        temperature=loss.temperature,
    )


def _objective(name: str, loss: Loss, classes: int, record: Record, own: Own) -> Objective:
    if loss.kind != "given":
        return Objective(loss, classes, class_weights=record.class_weights.get(name, ()))
    if name not in own.losses:
        fact = f"the loss of `{name}`, {as_name(vars(loss)['name'])}, was given in Python"
        fix = Fix(f'give it again: `losses={{"{name}": …}}`')
        raise RecipeFailure([Problem("A606", fact, ("targets", name, "loss"), fixes=(fix,))])
    return OwnObjective(loss, classes, function=own.losses[name])


def _own_metrics(name: str, facts: Facts, record: Record, own: Own) -> Iterator[Metric]:
    """The figures of the caller's, tried on two samples of zeros."""
    shape = record.bound.outputs.get(name, ()) if record.bound else ()
    kind = torch.int64 if facts.classes and facts.kind != "classes" else torch.float32
    for figure in own.metrics.get(name, ()):
        yield own_metric(figure, torch.zeros(2, *shape), torch.zeros(2, *facts.shape, dtype=kind))


def sort_of(facts: Facts, loss: Loss) -> Sort:
    """What labels are: `classes`, `masks`, several yes-or-no `labels`, or `numbers`."""
    if facts.classes and facts.kind != "classes":
        return "masks" if facts.shape else "classes"
    return "labels" if facts.kind == "classes" or loss.yes_or_no else "numbers"


def _metrics(wanted: Wanted | None, sort: Sort, loss: Loss) -> tuple[Metric, ...]:
    independent = sort == "labels"
    if wanted and wanted.metrics:
        given = [(one.kind, one.model_dump()) for one in wanted.metrics]
    else:
        given = [(word, {}) for word in USUAL[sort]]
    made = tuple(make_metric(word, independent=independent, **more) for word, more in given)
    judged = {"masks": "classes", "labels": "answers"}.get(sort, sort)
    if odd := [one.kind for one in made if judged not in one.compares]:
        fact = f"`{odd[0]}` does not measure {sort}, with which `{loss.kind}` compares"
        raise RecipeFailure([Problem("A606", fact, ("targets",))])
    return made


def check_watched(recipe: Recipe, task: Task) -> None:
    """Nothing, where the figure that decides is measured.

    Raises:
        RecipeFailure: A606 else.
    """
    known = ("loss", *(("accuracy",) if task.alone and task.first.classes else ()), *task.names)
    whole = (*known, *(f"{task.first.name}.{name}" for name in known if task.alone))
    if recipe.watch not in whole:
        fact = f"nothing measures `{recipe.watch}`"
        notes = (f"what is measured is {', '.join(known)}",)
        fix = Fix(f"write `watch: {next(iter(known))}`, or add it to `metrics`")
        raise RecipeFailure([Problem("A606", fact, ("watch",), notes=notes, fixes=(fix,))])
