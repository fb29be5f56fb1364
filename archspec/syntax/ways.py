"""Going down a tree: from a field to what is in it, and into lists."""

from collections.abc import Iterable

from archspec.diagnostics import Span
from archspec.syntax.tree import Mapping, Sequence, Tree


def child(tree: Tree | None, step: str | int) -> Tree | None:
    """What stands under a key or at an index, if anything does."""
    if isinstance(tree, Mapping) and (entry := tree.entry(str(step))):
        return entry.value
    if isinstance(tree, Sequence) and isinstance(step, int) and step < len(tree.items):
        return tree.items[step]
    return None


def span_at(tree: Tree | None, way: Iterable[str | int], *, key: bool = False) -> Span | None:
    """Where the end of a way is written, or as much of the way there as is; None where nothing is.

    Args:
        tree: from which it leads.
        way: names of fields, and indices in lists.
        key: whether the last name itself is meant, and not its value.

    >>> from archspec.diagnostics import Source
    >>> from archspec.syntax import read
    >>> tree = read(Source("a.yaml", "data: {classes: [cat, dog]}"))
    >>> str(span_at(tree, ("data", "classes", 1))), str(span_at(tree, ("data", "val"), key=True))
    ('a.yaml:1:23', 'a.yaml:1:1')
    """
    span: Span | None = None
    for step in way:
        if isinstance(tree, Mapping) and (entry := tree.entry(str(step))):
            tree, span = entry.value, entry.key.span if key else entry.value.span
        elif (item := child(tree, step)) is not None:
            tree, span = item, item.span
        elif not (isinstance(tree, Sequence) and isinstance(step, str)):
            # A list alone is the value of a main field, whose name is not written.
            break
    return span
