"""A network as data: what the language gives, and every later stage reads."""

from archspec.graph.ir import Graph, Input
from archspec.graph.node import Facts, Node, ReceptiveField
from archspec.graph.printer import print_graph
from archspec.graph.runs import Folding, Run, follows
from archspec.graph.tree import Child, Scope, ScopeNode, ScopeTree

__all__ = [
    "Child",
    "Facts",
    "Folding",
    "Graph",
    "Input",
    "Node",
    "ReceptiveField",
    "Run",
    "Scope",
    "ScopeNode",
    "ScopeTree",
    "follows",
    "print_graph",
]
