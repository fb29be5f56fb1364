"""A702."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from archspec.diagnostics import Diagnostic, Fix, Mark, Problem
from archspec.graph import Graph, Node
from archspec.language import Spec
from archspec.passes.advice.findings import finding
from archspec.passes.advice.flow import Flow

if TYPE_CHECKING:
    from archspec.recipe import Recipe

SCORES: Final = frozenset(("cross_entropy", "bce_with_logits"))
COMPARES: Final = "cross_entropy"
SHARES: Final = "bce"
LOGARITHMS: Final = frozenset(("nll",))

ONE_SCORE: Final = Problem(
    "A702",
    f"`{COMPARES}` compares the scores of classes, and the network gives one number",
    label="gives one number",
    notes=("of one score the loss is always 0",),
    fixes=(
        Fix("give a score to each class, as `linear: 2` does to two"),
        Fix("or write `loss: bce_with_logits`, which tells two classes by one score"),
    ),
)


def loss_repeats_output(graph: Graph, spec: Spec) -> Iterator[Diagnostic]:
    """A last layer and a loss that do the same thing twice, or not at all.

    Torch's CrossEntropyLoss and BCEWithLogitsLoss take raw scores and turn them into probabilities
    themselves; probabilities given to them are squeezed a second time, so that no class can get
    much more than the others and the gradients fade. NLLLoss takes logarithms of probabilities. A
    score that cannot fall below zero makes no class unlikely, one that stays between -1 and 1 none
    certain, and one alone has nothing beside it. What dropout sets to zero says nothing.
    Source: torch's documentation of these losses.
    """
    last = _last(Flow(graph), graph)
    if spec.recipe is None or spec.train is None or last is None:
        return
    loss = _loss(graph, spec.recipe)
    entry = spec.train.entry("loss")
    marks = (Mark(entry.value.span, "the loss"),) if entry else ()
    if loss in SCORES and last.layer.gives:
        yield _found(_twice(last, loss), last, marks)
    elif loss in SCORES and last.layer.never_negative:
        yield _found(_one_sign(last, loss), last, marks)
    elif loss in SCORES and last.layer.bounded:
        yield _found(_bounded(last, loss), last, marks)
    elif last.layer.role == "dropout" and not last.layer.passes_on(training=True):
        yield _found(_dropped(last), last, marks)
    elif loss == COMPARES and last.output.dims == (1,):
        yield _found(ONE_SCORE, last, marks)
    if loss == SHARES and last.layer.gives != "probabilities":
        yield _found(_no_shares(last, loss), last, marks)
    if loss in LOGARITHMS and last.layer.gives != "log-probabilities":
        yield _found(_not_at_all(last, loss), last, marks)


def _loss(graph: Graph, recipe: "Recipe") -> str:
    """By which loss the first output is compared; no word where it has none."""
    from archspec.recipe.targets import loss_of

    first = next(iter(graph.outputs))
    if recipe.targets.get(first) == "none":
        return ""
    return loss_of(recipe.targets, first, recipe.loss).kind


def _last(flow: Flow, graph: Graph) -> Node | None:
    """The last layer that does more than to lay numbers out anew."""
    end = graph.by_path.get(next(iter(graph.outputs.values())))
    return next((node for node in flow.back(end) if node.layer.family != "shape"), None)


def _twice(node: Node, loss: str) -> Problem:
    return Problem(
        "A702",
        f"`{loss}` takes raw scores, and the network ends in `{node.layer.kind}`",
        label=f"gives {node.layer.gives}",
        notes=(f"`{loss}` makes probabilities of the scores itself",),
        fixes=(Fix(f"end the network before this `{node.layer.kind}`"),),
    )


def _one_sign(node: Node, loss: str) -> Problem:
    return Problem(
        "A702",
        f"`{loss}` takes scores of either sign, and the network ends in `{node.layer.kind}`",
        label="gives nothing below zero",
        notes=("a class cannot be made unlikely, and scores of 0 learn no more",),
        fixes=(Fix(f"end the network before this `{node.layer.kind}`"),),
    )


def _bounded(node: Node, loss: str) -> Problem:
    return Problem(
        "A702",
        f"`{loss}` takes scores of any size, and the network ends in `{node.layer.kind}`",
        label="gives nothing large",
        notes=("no class can become nearly certain, and the loss stays far above 0",),
        fixes=(Fix(f"end the network before this `{node.layer.kind}`"),),
    )


def _dropped(node: Node) -> Problem:
    return Problem(
        "A702",
        f"the network ends in `{node.layer.kind}`, so that outputs themselves are dropped",
        label="sets outputs to 0 in training",
        notes=("the loss then compares zeros with what is right",),
        fixes=(Fix(f"put the `{node.layer.kind}` before the last layer"),),
    )


def _not_at_all(node: Node, loss: str) -> Problem:
    return Problem(
        "A702",
        f"`{loss}` takes logarithms of probabilities, and the network ends in `{node.layer.kind}`",
        label=f"gives {node.layer.gives or 'raw scores'}",
        fixes=(Fix("write `loss: cross_entropy`, which takes raw scores"),),
    )


def _no_shares(node: Node, loss: str) -> Problem:
    return Problem(
        "A702",
        f"`{loss}` takes probabilities, and the network ends in `{node.layer.kind}`",
        label=f"gives {node.layer.gives or 'raw scores'}",
        notes=("outside of 0 to 1 the loss is no number",),
        fixes=(Fix("write `loss: bce_with_logits`, which takes raw scores"),),
    )


def _found(problem: Problem, node: Node, marks: tuple[Mark, ...]) -> Diagnostic:
    found = finding(problem, node)
    return replace(found, marks=(*marks, *found.marks))
