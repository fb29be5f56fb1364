"""How the tree of a graph is found: from the paths of its nodes, and the values they take."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from archspec.dataclass import dataclass, field
from archspec.graph.node import Node
from archspec.graph.tree import Child, Scope, ScopeNode, ScopeTree
from archspec.kind import NOWHERE, Module

Chain: TypeAlias = tuple[str, ...]
"""The paths of the scopes around something, the outermost first."""


def grow(
    nodes: tuple[Node, ...],
    known: Mapping[str, ScopeNode],
    takes: Iterable[str],
    gives: tuple[str, ...],
) -> ScopeTree:
    """The tree of a graph, in time that grows with its nodes and the depth at which they stand.

    Args:
        nodes: those of the graph, in order of execution.
        known: what was written of its scopes, by their paths.
        takes: the values that the network takes.
        gives: those that it gives.
    """
    chains = _chains(nodes)
    drafts = _drafts(nodes, chains)
    homes = dict(zip((node.path for node in nodes), chains, strict=True))
    for node, chain in zip(nodes, chains, strict=True):
        for value in node.inputs:
            if (giver := homes.get(value, ())) is not chain:
                _cross(drafts, value, giver, chain)
    for value in gives:
        _cross(drafts, value, homes.get(value, ()), ())
    drafts[""].takes = dict.fromkeys(takes)
    scopes: dict[str, Scope] = {}
    for draft in reversed(drafts.values()):
        given = tuple(draft.gives) if draft.path else gives
        scopes[draft.path] = _finished(draft, scopes, known.get(draft.path), given)
    return ScopeTree(nodes, dict(reversed(scopes.items())))


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


def _finished(
    draft: _Draft, inner: Mapping[str, Scope], known: ScopeNode | None, gives: tuple[str, ...]
) -> Scope:
    """The scope of a draft, once those in it are finished."""
    path, takes = draft.path, tuple(draft.takes)
    children = tuple(inner[c.path] if isinstance(c, _Draft) else c for c in draft.children)
    names = tuple(child.path[len(path) + 1 if path else 0 :] for child in children)
    if path and not gives:
        gives = _given(children[-1])[-1:]
    return Scope(
        path,
        name=path[len(draft.outer) + 1 :] if draft.outer else path,
        kind=known.kind if known else "",
        origin=known.origin if known else NOWHERE,
        children=children,
        names=names,
        takes=takes,
        gives=gives,
        # In a chain modules stand side by side, which those with dots in their names do not.
        chain=not any("." in name for name in names) and _is_chain(children, takes, gives),
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
        # What gives two values hands on a tuple, which the next would take for one of them.
        if not a_module or len(passed) != 1 or _taken(child) != passed:
            return False
        passed = _given(child)
    return gives == passed and len(gives) == 1
