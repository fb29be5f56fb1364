"""A716."""

from collections.abc import Iterator
from typing import Final

from archspec.diagnostics import Diagnostic, Fix, Problem
from archspec.graph import Graph
from archspec.language import Spec, locate_in

MOST: Final = 0.1
LEAST: Final = 1e-9
STEEP: Final = 10.0
"""A rate of plain steps above which a loss falls only where it bends less than in any network."""


def unlikely_rate(graph: Graph, spec: Spec) -> Iterator[Diagnostic]:  # noqa: ARG001
    """A learning rate of 0 or far from what is usual, a momentum of 1 or more, all decay at once.

    Those of Adam's family move every weight by about the learning rate in each step (Kingma and Ba
    2015, arXiv:1412.6980, section 2.1, who use 0.001), and weights begin at hundredths. With a
    momentum m a gradient that stays the same is taken 1 / (1 - m) times, without end from 1 on (Goh
    2017, Why momentum really works, doi:10.23915/distill.00006, whose rates converge for m below 1
    only). Plain steps lead down where the rate is below 2 over the curvature (the same, there).
    """
    if spec.recipe is None or spec.train is None:
        return
    optimizer = spec.recipe.optimizer
    field: tuple[str | int, ...]
    rate, field = optimizer.lr, ("optimizer", optimizer.kind, "lr")
    for place, schedule in spec.recipe.placed_schedules():
        if hasattr(schedule, "max_lr"):
            rate, field = schedule.max_lr, (*place, schedule.kind, "max_lr")
    if rate == 0:
        yield _found(spec, Problem("A716", "a learning rate of 0 changes no weight", field))
    if hasattr(optimizer, "betas") and rate > MOST:
        message = f"`{optimizer.kind}` moves each weight by about {rate:g} in a step"
        note = "most weights are smaller; usual are rates from 0.0001 to 0.01"
        yield _found(spec, Problem("A716", message, field, "larger than most weights", (note,)))
    if optimizer.kind == "sgd" and rate > STEEP:
        message = f"steps of {rate:g} times the gradient seldom lead down"
        note = "usual are rates from 0.001 to 1"
        yield _found(spec, Problem("A716", message, field, "far beyond what is usual", (note,)))
    if 0 < rate < LEAST:
        message = f"a learning rate of {rate:g} changes no weight that has 32 bits"
        note = "a weight of 0.01 keeps differences of 1e-9; usual are rates from 0.0001 to 0.1"
        yield _found(spec, Problem("A716", message, field, "lost in rounding", (note,)))
    decay = getattr(optimizer, "weight_decay", 0)
    if rate * decay >= 1:
        message = f"a decay of {decay:g} at a rate of {rate:g} takes every weight away in a step"
        place = ("optimizer", optimizer.kind, "weight_decay")
        note = "a step takes their product of each weight; usual are decays from 0.0001 to 0.1"
        yield _found(spec, Problem("A716", message, place, "must be far below 1 / rate", (note,)))
    momentum = getattr(optimizer, "momentum", 0)
    if momentum >= 1:
        message = f"a momentum of {momentum:g} forgets no step, so that steps grow without end"
        place = ("optimizer", optimizer.kind, "momentum")
        fixes = (Fix("write `momentum: 0.9`"),)
        yield _found(spec, Problem("A716", message, place, "must be below 1", fixes=fixes))


def _found(spec: Spec, problem: Problem) -> Diagnostic:
    assert spec.train is not None  # noqa: S101  there is a recipe
    return locate_in(problem, spec.train, spec.train.span)
