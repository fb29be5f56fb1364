"""The tree of scopes: what stands in each in order of execution, what goes in and what comes out.

A scope runs as a whole, so that it can be a module by itself. A prefix of paths that is left and
entered again is none: its nodes stand in the scope around it, under names with a dot.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import TypeAlias, Union

from archspec.dataclass import dataclass
from archspec.graph.node import Node
from archspec.kind import BlockCall, Origin

Child: TypeAlias = Union[Node, "Scope"]
"""What stands in a scope."""


@dataclass(frozen=True, slots=True)
class ScopeNode:
    """A module around nodes.

    Args:
        path: of its nodes, up to their own part.
        kind: the word for what made it.
        origin: where that was written.
        call: the call of a block that it stands for, where it is one.
    """

    path: str
    kind: str
    origin: Origin
    call: BlockCall | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """A module to be.

    Args:
        path: empty for the network.
        name: its name in the scope around it.
        kind: the word for what made it; empty for the network, and where names alone make it.
        origin: where that was written.
        children: nodes and scopes, in order of execution.
        names: what each of them is called in here; with dots, where a prefix is no scope.
        takes: the values it takes from outside, in the order in which it first does.
        gives: its values that are taken outside; its last one where none is.
        chain: whether each child is a module that takes what the one before gives, and no more,
            under a name without dots; a node is a module once it is lowered.
        start: the position of its first node among those of the graph.
        stop: the position after its last one.
    """

    path: str
    name: str
    kind: str
    origin: Origin
    children: tuple[Child, ...]
    names: tuple[str, ...]
    takes: tuple[str, ...]
    gives: tuple[str, ...]
    chain: bool
    start: int
    stop: int

    @property
    def given_name(self) -> str:
        """Its name, unless that is its index."""
        return "" if self.name.isdecimal() else self.name

    @property
    def depth(self) -> int:
        """How many scopes stand within each other, it being the first."""
        inner = (child.depth for child in self.children if isinstance(child, Scope))
        return 1 + max(inner, default=0)


@dataclass(frozen=True, eq=False)
class ScopeTree:
    """A graph as scopes.

    Args:
        nodes: those of the graph; a scope is a stretch of them.
        scopes: every scope by its path, an outer one before those in it; `""` is the network.
    """

    nodes: tuple[Node, ...]
    scopes: Mapping[str, Scope]

    @property
    def root(self) -> Scope:
        """The network."""
        return self.scopes[""]

    @cached_property
    def position(self) -> Mapping[str, int]:
        """Where among the nodes that of a value stands; inputs of the network are not there."""
        return {node.path: i for i, node in enumerate(self.nodes)}

    def nodes_of(self, child: Child) -> tuple[Node, ...]:
        """The nodes of a child, in order."""
        return self.nodes[child.start : child.stop] if isinstance(child, Scope) else (child,)
