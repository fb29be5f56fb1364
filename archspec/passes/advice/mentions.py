"""Which names of a file are used in it, by what is written and not by what it came to.

A layer whose `when` is false uses its parameters all the same.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

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
    """The names that expressions mention, but for those that are a block's own.

    Those of the recipe are among them where it stands in a file of its own.
    """
    tree = spec.tree
    outside = [names_in(e.value) for e in _fields(tree) if e.key.text != "blocks"]
    outside += [names_in(spec.train)] if spec.train else []
    blocks = [_of_others(block) for _, block in entries(tree, "blocks")]
    return frozenset().union(*outside, *blocks)


def _of_others(block: Tree) -> frozenset[str]:
    """The names in a block that are not its own: a default knows the parameters above it alone."""
    own: frozenset[str] = frozenset()
    found: frozenset[str] = frozenset()
    for key, default in entries(block, "params"):
        found |= names_in(default) - own
        own |= {key.text}
    return found | (names_beside_params(block) - own)


def names_beside_params(block: Tree) -> frozenset[str]:
    """The names that a block mentions, but for those in the defaults of its parameters."""
    if not isinstance(block, Fields):
        return names_in(block)
    others = (names_in(entry.value) for entry in block if entry.key.text != "params")
    return frozenset().union(*others)


def unused_in(block: Tree) -> Iterator[Scalar]:
    """The parameters of a block that neither its layers mention nor a default below them."""
    used = names_beside_params(block)
    unused = []
    for key, default in reversed(entries(block, "params")):
        unused += [key] if key.text not in used else []
        used |= names_in(default)
    yield from reversed(unused)


def called_blocks(spec: Spec) -> frozenset[str]:
    """The blocks whose names stand where a kind could come from, outside of themselves."""
    return _called(spec.tree, spec.included)


@lru_cache(maxsize=1)
def _called(tree: Tree | None, included: tuple[Tree, ...]) -> frozenset[str]:
    blocks = entries(tree, "blocks")
    if not blocks:
        return frozenset()
    outside = [("", e.value) for e in _fields(tree) if e.key.text in KIND_SOURCES]
    outside += [("", one) for one in included]
    inside = [(key.text, tree) for key, tree in blocks]
    owners: dict[str, set[str]] = {}
    for owner, part in (*outside, *inside):
        for text in _kinds(part):
            owners.setdefault(text, set()).add(owner)
    computed = {text: found for text, found in owners.items() if "$" in text}
    if len(computed) * len(inside) > MOST_COMPARED:
        return frozenset(name for name, _ in inside)
    return frozenset(
        name
        for name, _ in inside
        if owners.get(name, set()) - {name}
        or any(name in text and found - {name} for text, found in computed.items())
    )


def chosen_blocks(spec: Spec) -> frozenset[str]:
    """The blocks that an expression may choose, which have parameters in common with others.

    Their names stand as values, of parameters or of what a repeat goes through, or in the
    expression itself.
    """
    names = {key.text for key, _ in entries(spec.tree, "blocks")}
    if not names or spec.tree is None:
        return frozenset()
    keys = [key for key in _layer_keys(spec.tree) if "$" in key]
    values = {text for one in trees(spec.tree) for text in _values(one)} if keys else set[str]()
    return frozenset(n for n in names if n in values or any(n in key for key in keys))


def _layer_keys(tree: Tree) -> Iterator[str]:
    """The words of a tree that may be kinds."""
    for one in trees(tree):
        if isinstance(one, Fields) and len(one.entries) == 1:
            yield one.entries[0].key.text
        elif not isinstance(one, Fields | Scalar):
            yield from (item.text for item in one if isinstance(item, Scalar))


def _values(tree: Tree) -> Iterator[str]:
    """The words that stand in a mapping behind a key, alone or in a list."""
    for entry in tree if isinstance(tree, Fields) else ():
        if entry.key.text in NO_VALUES:
            continue
        inner = entry.value
        items = (inner,) if isinstance(inner, Fields | Scalar) else inner.items
        yield from (item.text for item in items if isinstance(item, Scalar))


NO_VALUES = frozenset(("name", "from", "with", "share", "layers", "body"))
"""What holds names of layers, or layers."""

MOST_COMPARED = 1_000_000
"""Names times expressions; in a file with more, every block is taken to be called."""


def aliased(tree: Tree | None, wanted: Iterable[Tree]) -> frozenset[int]:
    """The `id` of each value that stands elsewhere too, by an anchor and its alias."""
    counts = Counter(id(one) for one in trees(tree)) if tree is not None else Counter[int]()
    return frozenset(id(one) for one in wanted if counts[id(one)] > 1)


KIND_SOURCES = frozenset(("layers", "params", "variants", "defaults"))


def texts(tree: Tree) -> Iterator[str]:
    """Every word and text of a tree, keys included."""
    return (one.text for one in trees(tree) if isinstance(one, Scalar))


def _kinds(tree: Tree) -> Iterator[str]:
    """The texts of a tree that may be a kind or come to one: not the names of layers."""
    names = {
        id(entry.value)
        for one in trees(tree)
        if isinstance(one, Fields)
        for entry in one
        if entry.key.text == "name"
    }
    return (one.text for one in trees(tree) if isinstance(one, Scalar) and id(one) not in names)


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


def _fields(tree: Tree | None) -> Fields | tuple[()]:
    return tree if isinstance(tree, Fields) else ()
