"""Rewrites of a graph that make it faster and change nothing that it gives; on request.

Before: the graph is costed, measured and lowered. After: it still is. No key of the state_dict has
changed, and no value, to the bit, but those that are no more; where it is for training, no gradient
either. What was done is said, each time with the reason why it may be.
"""

from archspec.graph import Graph
from archspec.passes import PASSES
from archspec.passes.optimise.drop_idle import drop_idle
from archspec.passes.optimise.fold_norms import Fold, find_folds
from archspec.passes.optimise.pool_first import pool_first
from archspec.passes.optimise.rewrite import PURPOSES, Optimised, Purpose, Rewrite
from archspec.passes.optimise.text import in_short, print_optimised

__all__ = [
    "PURPOSES",
    "Fold",
    "Optimised",
    "Purpose",
    "Rewrite",
    "find_folds",
    "in_short",
    "optimise",
    "print_optimised",
]


def optimise(graph: Graph, purpose: Purpose, *, any_tie: bool = False) -> Optimised:
    """The graph with all rewrites that keep what the purpose needs.

    Args:
        graph: after all passes.
        purpose: `inference` keeps what evaluation gives, `training` what training gives as well,
            with the gradients.
        any_tie: in training, also let a gradient go to any of several numbers in the window of a
            pool that the activation before it makes the same number, as `tanh` does by rounding.
            What the network gives is the same even so.

    Raises:
        ValueError: for another purpose, which would pass for `inference`.

    >>> from archspec.compiler import compile_file
    >>> from archspec.catalog import find
    >>> spec, graph = compile_file(find("net")[0])
    >>> [rewrite.paths for rewrite in optimise(graph, "inference").rewrites]
    [('1', '2'), ('4', '5')]
    >>> optimise(graph, "training").rewrites
    ()
    """
    if purpose not in PURPOSES:
        known = " or ".join(f"`{one}`" for one in PURPOSES)
        raise ValueError(f"a network is rewritten for {known}, not for `{purpose}`")
    training = purpose == "training"
    graph, dropped = drop_idle(graph, training=training)
    graph, moved = pool_first(graph, gradients=training and not any_tie)
    for one in PASSES:
        graph = one.run(graph) if one.ensures else graph
    return Optimised(graph, purpose, (*dropped, *moved))
