"""Which names of a file are used in it, by what is written and not by what it came to.

A layer whose `when` is false uses its parameters all the same.
"""

from collections.abc import Iterator

from archspec.language import Spec
from archspec.language.expressions.values import names_in
from archspec.syntax import Mapping as Fields
from archspec.syntax import Scalar, Tree


def entries(tree: Tree | None, name: str) -> tuple[tuple[Scalar, Tree], ...]:
    """The keys and values of the mapping under a name; none where there is no such thing."""
    entry = tree.entry(name) if isinstance(tree, Fields) else None
    value = entry.value if entry else None
    return tuple((e.key, e.value) for e in value) if isinstance(value, Fields) else ()


def mentioned_in_file(spec: Spec) -> frozenset[str]:
    """The names that expressions mention, but for those that are a block's own."""
    tree = spec.tree
    outside = [names_in(e.value) for e in _fields(tree) if e.key.text != "blocks"]
    blocks = [names_in(block) - own_names(block) for _, block in entries(tree, "blocks")]
    return frozenset().union(*outside, *blocks)


def own_names(block: Tree) -> frozenset[str]:
    """The parameters of a block."""
    return frozenset(key.text for key, _ in entries(block, "params"))


def called_blocks(spec: Spec) -> frozenset[str]:
    """The blocks whose names stand where a kind could come from, outside of themselves."""
    blocks = entries(spec.tree, "blocks")
    if not blocks:
        return frozenset()
    outside = [e.value for e in _fields(spec.tree) if e.key.text in KIND_SOURCES]
    around = [set(texts(tree)) for tree in outside]
    inside = {key.text: set(texts(tree)) for key, tree in blocks}
    around += [set(texts(tree)) for tree in spec.included]
    return frozenset(
        name
        for name in inside
        if any(_names(name, found) for found in around)
        or any(_names(name, found) for other, found in inside.items() if other != name)
    )


def aliased(tree: Tree | None, wanted: Tree) -> bool:
    """Whether a value stands elsewhere too, by an anchor and its alias, which share one tree."""
    return tree is not None and sum(1 for one in trees(tree) if one is wanted) > 1


KIND_SOURCES = frozenset(("layers", "params", "variants", "defaults"))


def texts(tree: Tree) -> Iterator[str]:
    """Every word and text of a tree, keys included."""
    return (one.text for one in trees(tree) if isinstance(one, Scalar))


def trees(tree: Tree) -> Iterator[Tree]:
    """The tree and every tree in it."""
    waiting = [tree]
    while waiting:
        one = waiting.pop()
        yield one
        if isinstance(one, Fields):
            waiting += [part for entry in one for part in (entry.key, entry.value)]
        elif not isinstance(one, Scalar):
            waiting += one


def _names(block: str, found: set[str]) -> bool:
    """Whether one of the texts is the name, or an expression with the name in it."""
    return block in found or any("$" in text and block in text for text in found)


def _fields(tree: Tree | None) -> Fields | tuple[()]:
    return tree if isinstance(tree, Fields) else ()
