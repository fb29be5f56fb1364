"""Which figures a run will have, as far as its recipe tells."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from archspec.diagnostics import Diagnostic, Failure
from archspec.diagnostics.suggest import did_you_mean, listed
from archspec.network import Network
from archspec.passes.recipe import binding_of
from archspec.recipe import Recipe
from archspec.recipe.metrics import METRICS, Metric
from archspec.study.contender import Contender

if TYPE_CHECKING:
    from archspec.recipe.binding import Binding

MOST_LISTED: Final = 24
"""Figures that a note names."""


def check_figure(one: Contender, by: str) -> None:
    """Nothing, where a design can have a figure, as far as that is known before it is trained.

    Raises:
        Failure: A680 where it cannot, with those that it has.
    """
    figures, output = known_figures(one.network, one.recipe)
    short = by.removeprefix(f"{output}.") if output else by
    if not figures or short in figures:
        return
    fact = f"`{by}` is no figure of `{one.name}`, so runs cannot be compared by it"
    helps = did_you_mean(short, figures)
    raise Failure([Diagnostic("A680", fact, notes=(listing(figures),), helps=helps)])


def listing(figures: Iterable[str]) -> str:
    """The figures that there are, as a note."""
    return f"the figures are {listed(figures, MOST_LISTED)}"


def known_figures(network: Network, recipe: Recipe) -> tuple[tuple[str, ...], str]:
    """The figures of a run, and the output that they are of, where it is the only one.

    No figures where the code that makes the data alone could say them.
    """
    if not recipe.named:
        return ("loss", *(["accuracy"] if "classes" in recipe.loss.targets else [])), ""
    binding = binding_of(network.graph, recipe)
    lasting = [name for name in binding.targets if name not in network.graph.training]
    if not lasting:
        return (), ""
    if len(lasting) == 1:
        return ("loss", *_metrics(binding, lasting[0])), lasting[0]
    each = (f"{out}.{name}" for out in lasting for name in ("loss", *_metrics(binding, out)))
    return ("loss", *each), ""


def _metrics(binding: "Binding", output: str) -> Sequence[str]:
    """What is measured of an output: what is listed, or else what is usual for what it is."""
    bound = binding.targets[output]
    holds = {*binding.fields[bound.field].compares} if bound.field else {*bound.loss.targets}
    if bound.loss.yes_or_no:
        holds.add("answers")
    accuracy = ["accuracy"] if holds & {"classes", "answers"} else []
    kinds = [one for one in METRICS.kinds if issubclass(one, Metric)]
    usual = (one() for one in kinds if holds & {*one.compares})
    return tuple(dict.fromkeys([*accuracy, *(one.name for one in bound.metrics or usual)]))
