"""Graphs that no file says: nodes by hand, for what is to hold of any graph."""

from collections.abc import Mapping

from archspec.graph import Graph, Input, Node, ScopeNode
from archspec.kind import NOWHERE, find
from archspec.shapes import Shape

SHAPE = Shape((4,))


def graph(
    nodes: str, scopes: str = "", outputs: Mapping[str, str] | None = None, training: str = ""
) -> Graph:
    """A graph of layers that add up what they take.

    Args:
        nodes: a line each: its path and the values it takes; `x` is the input.
        scopes: the paths of scopes, each of the kind `block`.
        outputs: by default the last node's value.
        training: names of outputs that only training gives.
    """
    made = [_node(*line.split()) for line in nodes.strip().splitlines()]
    return Graph(
        "handmade",
        (Input("x", SHAPE, NOWHERE.span),),
        tuple(made),
        {path: ScopeNode(path, "block", NOWHERE) for path in scopes.split()},
        outputs or {"output": made[-1].path},
        frozenset(training.split()),
    )


def _node(path: str, *inputs: str) -> Node:
    cls = find("add" if len(inputs) > 1 else "relu")
    assert cls is not None
    values = tuple("@x" if one == "x" else one for one in inputs)
    return Node(path, cls(), values, NOWHERE, (), path, (SHAPE,) * len(values), SHAPE)
