"""Which figures a run will have, as far as its recipe tells."""

from collections.abc import Iterable, Sequence
from typing import Final

from archspec.diagnostics import Diagnostic, Failure
from archspec.diagnostics.suggest import did_you_mean, listed
from archspec.graph import Graph
from archspec.passes.recipe import binding_of
from archspec.recipe import Recipe

MOST_LISTED: Final = 24
"""Figures that a note names."""


def own_name(
    name: str, graph: Graph, recipe: Recipe, design: str = "", also: Sequence[str] = ()
) -> str:
    """The name by which a run gives a figure, which may have been given that of the only output.

    Args:
        name: of the figure.
        graph: of the network.
        recipe: that it is trained by.
        design: what messages call it; by default the network's name.
        also: other names that will do.

    Raises:
        Failure: A680 where the runs have no such figure, as far as that is known before they are
            trained; with those that they have.
    """
    figures, output = known_figures(graph, recipe)
    short = name.removeprefix(f"{output}.") if output else name
    if name in also or not figures or short in figures:
        return name if name in also else short
    known = (*figures, *also)
    fact = f"`{name}` is no figure of `{design or graph.name}`, so runs cannot be compared by it"
    helps = did_you_mean(short, known)
    raise Failure([Diagnostic("A680", fact, notes=(listing(known),), helps=helps)])


def figure_of(graph: Graph, recipe: Recipe) -> str:
    """What is compared where nobody says: accuracy, where there is one, or what is watched.

    Args:
        graph: of the network.
        recipe: that it is trained by.
    """
    figures, _ = known_figures(graph, recipe)
    whole = recipe.loss.kind == "cross_entropy" and not recipe.targets
    return "accuracy" if whole and (not figures or "accuracy" in figures) else recipe.watch


def listing(figures: Iterable[str]) -> str:
    """The figures that there are, as a note."""
    return f"the figures are {listed(figures, MOST_LISTED)}"


def known_figures(graph: Graph, recipe: Recipe) -> tuple[tuple[str, ...], str]:
    """The figures of a run, and the output that they are of, where it is the only one.

    No figures where the code that makes the data alone could say them.
    """
    if not recipe.named:
        lasting = [name for name in graph.output_shapes if name not in graph.training]
        rated = ["accuracy"] if "classes" in recipe.loss.targets else []
        return ("loss", *rated), lasting[0] if len(lasting) == 1 else ""
    binding = binding_of(graph, recipe)
    lasting = [name for name in binding.targets if name not in graph.training]
    if not lasting:
        return (), ""
    if len(lasting) == 1:
        return ("loss", *binding.targets[lasting[0]].measured), lasting[0]
    each = (f"{out}.{name}" for out in lasting for name in ("loss", *binding.targets[out].measured))
    return ("loss", *each), ""
