"""Spec to graph: names, scopes and wiring, and the representation that every later stage reads."""

from archspec.graph.build import build_graph, splice
from archspec.graph.ir import Graph, Node, ReceptiveField, ScopeNode
from archspec.graph.printer import print_graph

__all__ = [
    "Graph",
    "Node",
    "ReceptiveField",
    "ScopeNode",
    "build_graph",
    "print_graph",
    "splice",
]
