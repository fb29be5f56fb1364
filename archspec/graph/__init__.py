"""A network as data: what the language gives, and every later stage reads."""

from archspec.graph.ir import Graph, Input, Node, ReceptiveField, ScopeNode
from archspec.graph.printer import print_graph

__all__ = [
    "Graph",
    "Input",
    "Node",
    "ReceptiveField",
    "ScopeNode",
    "print_graph",
]
