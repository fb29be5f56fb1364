"""A network as data: what the language gives, and every later stage reads."""

from archspec.graph.ir import Graph, Input, ScopeNode
from archspec.graph.node import Facts, Node, ReceptiveField
from archspec.graph.printer import print_graph

__all__ = [
    "Facts",
    "Graph",
    "Input",
    "Node",
    "ReceptiveField",
    "ScopeNode",
    "print_graph",
]
