"""Takes the largest number before the activation instead of after it, on fewer numbers.

Where an activation never falls, the largest of several numbers stays the largest: the two layers
change places. Their names stay where they are, so that the name of the pool still stands for the
same value, and scopes and keys are as before; only the value between the two is another, which
nothing else takes.
"""

from archspec.graph import Graph, Node
from archspec.passes.optimise.rewrite import Rewrite
from archspec.shapes import Shape


def pool_first(graph: Graph, *, gradients: bool) -> tuple[Graph, tuple[Rewrite, ...]]:
    """The graph with pools before activations, and a record of each exchange.

    Args:
        graph: in which the pool is the only one to take what the activation gives.
        gradients: whether every gradient must be the same to the bit, and not only the sum of those
            in a window.
    """
    uses, nodes = graph.uses, dict(graph.by_path)
    rewrites: list[Rewrite] = []
    for path in nodes:
        pool = nodes[path]
        while (act := nodes.get(pool.inputs[0])) and uses[act.path] == 1:
            if not _may_change(act, pool, gradients):
                break
            rewrites.append(_record(act, pool))
            nodes[act.path], nodes[pool.path] = _exchanged(act, pool)
            pool = nodes[act.path]
    return graph.with_nodes(tuple(nodes.values())), tuple(rewrites)


def _may_change(act: Node, pool: Node, gradients: bool) -> bool:
    kept = act.layer.keeps_largest()
    enough = kept == "gradients" or (kept == "values" and not gradients)
    fewer = pool.output.elements < act.output.elements
    return enough and pool.layer.takes_largest() and fewer


def _exchanged(act: Node, pool: Node) -> tuple[Node, Node]:
    """The pool in the place of the activation, and the activation in that of the pool."""
    given = pool.output
    return _put(pool, act, act.shapes, given), _put(act, pool, (given,), given)


def _put(node: Node, place: Node, shapes: tuple[Shape, ...], output: Shape) -> Node:
    """A node in the place of another: under its path and name, with its inputs."""
    layer = node.layer.model_copy(update={"name": place.layer.name})
    return node._replace(
        path=place.path,
        layer=layer,
        inputs=place.inputs,
        labels=place.labels,
        weights=place.path,
        shapes=shapes,
        output=output,
    )


def _record(act: Node, pool: Node) -> Rewrite:
    kept = act.layer.keeps_largest()
    kinds = f"`{act.layer.kind}`", f"`{pool.layer.kind}`"
    ties = (
        "what it makes equal has slope 0 or was equal before"
        if kept == "gradients"
        else "by rounding it may make two numbers one, of which either may get the gradient"
    )
    reason = f"{kinds[0]} never falls, so that the largest stays the largest; {ties}"
    lines = act.origin.span.line, pool.origin.span.line
    what = f"change places: {kinds[1]} first, then {kinds[0]} on fewer numbers"
    short, training = f"{kinds[1]} before {kinds[0]}", kept == "gradients"
    return Rewrite(what, (act.path, pool.path), lines, reason, short, kept, training)
