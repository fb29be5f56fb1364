"""How the tree of a graph is found: from the paths of its nodes, and the values they take."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from archspec.graph.node import Node
from archspec.graph.tree import Child, Scope, ScopeTree
from archspec.kind import NOWHERE, Module

if TYPE_CHECKING:
    from archspec.graph.ir import Graph


Chain: TypeAlias = tuple[str, ...]
"""The paths of the scopes around something, the outermost first."""


def grow(graph: "Graph") -> ScopeTree:
    """The tree of a graph, in time that grows with its nodes and the depth at which they stand."""
    chains = _chains(graph.nodes)
    drafts = _drafts(graph.nodes, chains)
    homes = dict(zip((node.path for node in graph.nodes), chains, strict=True))
    for node, chain in zip(graph.nodes, chains, strict=True):
        for value in node.inputs:
            if (giver := homes.get(value, ())) is not chain:
                _cross(drafts, value, giver, chain)
    for value in graph.outputs.values():
        _cross(drafts, value, homes.get(value, ()), ())
    drafts[""].takes = dict.fromkeys(one.value for one in graph.inputs)
    scopes: dict[str, Scope] = {}
    for draft in reversed(drafts.values()):
        scopes[draft.path] = _finished(draft, scopes, graph)
    return ScopeTree(graph.nodes, dict(reversed(scopes.items())))


@dataclass(slots=True)
class _Draft:
    """A scope while its nodes are counted and its values found."""

    path: str
    outer: str = ""
    start: int = 0
    stop: int = 0
    children: "list[Node | _Draft]" = field(default_factory=list)
    takes: dict[str, None] = field(default_factory=dict)
    gives: dict[str, None] = field(default_factory=dict)


def _chains(nodes: Sequence[Node]) -> list[Chain]:
    """The scopes around each node; equal ones are one object."""
    homes = [node.scope for node in nodes]
    chains = {home: tuple(prefixes(home)) for home in dict.fromkeys(homes)}
    if twice := _entered_twice(chains[home] for home in homes):
        chains = {home: tuple(p for p in c if p not in twice) for home, c in chains.items()}
    return [chains[home] for home in homes]


def prefixes(path: str) -> Iterator[str]:
    """The paths that lead to this one, and itself.

    >>> list(prefixes("layer1.0.downsample"))
    ['layer1', 'layer1.0', 'layer1.0.downsample']
    """
    end = path.find(".")
    while end >= 0:
        yield path[:end]
        end = path.find(".", end + 1)
    if path:
        yield path


def _entered_twice(chains: Iterable[Chain]) -> set[str]:
    """The scopes that are left before their last node."""
    inside: Chain = ()
    seen: set[str] = set()
    twice: set[str] = set()
    for chain in chains:
        if chain is not inside:
            entered = [path for path in chain if path not in inside]
            twice.update(path for path in entered if path in seen)
            seen.update(entered)
            inside = chain
    return twice


def _drafts(nodes: Sequence[Node], chains: Sequence[Chain]) -> dict[str, _Draft]:
    """Every scope with its children, an outer one before those in it."""
    around = root = _Draft("", stop=len(nodes))
    drafts = {"": root}
    inside: Chain = ()
    for i, (node, chain) in enumerate(zip(nodes, chains, strict=True)):
        if chain is not inside:
            _leave(drafts, inside, i)
            around, inside = root, chain
            for path in chain:
                if path not in drafts:
                    drafts[path] = _Draft(path, around.path, i)
                    around.children.append(drafts[path])
                around = drafts[path]
        around.children.append(node)
    _leave(drafts, inside, len(nodes))
    return drafts


def _leave(drafts: Mapping[str, _Draft], chain: Chain, stop: int) -> None:
    """Closes scopes behind the last node, until another is found in them."""
    for path in chain:
        drafts[path].stop = stop


def _cross(drafts: Mapping[str, _Draft], value: str, giver: Chain, taker: Chain) -> None:
    """Notes a value in every scope that it leaves or enters on its way."""
    for path in giver:
        if path not in taker:
            drafts[path].gives[value] = None
    for path in taker:
        if path not in giver:
            drafts[path].takes[value] = None


def _finished(draft: _Draft, inner: Mapping[str, Scope], graph: "Graph") -> Scope:
    """The scope of a draft, once those in it are finished."""
    path, known = draft.path, graph.scopes.get(draft.path)
    children = tuple(inner[c.path] if isinstance(c, _Draft) else c for c in draft.children)
    takes, gives = tuple(draft.takes), tuple(draft.gives)
    if not path:
        gives = tuple(graph.outputs.values())
    elif not gives:
        gives = _given(children[-1])[-1:]
    return Scope(
        path,
        name=path[len(draft.outer) + 1 :] if draft.outer else path,
        kind=known.kind if known else "",
        origin=known.origin if known else NOWHERE,
        children=children,
        names=tuple(child.path[len(path) + 1 if path else 0 :] for child in children),
        takes=takes,
        gives=gives,
        chain=_is_chain(children, takes, gives),
        start=draft.start,
        stop=draft.stop,
    )


def _taken(child: Child) -> tuple[str, ...]:
    return child.takes if isinstance(child, Scope) else child.inputs


def _given(child: Child) -> tuple[str, ...]:
    return child.gives if isinstance(child, Scope) else (child.path,)


def _is_chain(children: Sequence[Child], takes: tuple[str, ...], gives: tuple[str, ...]) -> bool:
    passed = takes
    for child in children:
        a_module = isinstance(child, Scope) or isinstance(child.call, Module)
        if not a_module or _taken(child) != passed:
            return False
        passed = _given(child)
    return gives == passed and len(takes) == len(gives) == 1
