"""Two trees side by side: what stands in the one where something stands in the other."""

from archspec.syntax.tree import Mapping, Scalar, Sequence, Tree


def counterparts(one: Tree, other: Tree) -> list[tuple[Tree, Tree]] | None:
    r"""Each part of a tree with its counterpart; None where the other tree says something else.

    Where they stand does not matter, and how they are written does: in quotes, in braces.

    >>> from archspec.diagnostics import Source
    >>> from archspec.syntax import read
    >>> texts = "a: 1", "# why\na: 1", "a: 2"
    >>> one, other, third = (read(Source("a.yaml", text)) for text in texts)
    >>> [(str(a.span), str(b.span)) for a, b in counterparts(one, other)][1:]
    [('a.yaml:1:1', 'a.yaml:2:1'), ('a.yaml:1:4', 'a.yaml:2:4')]
    >>> counterparts(one, third) is None
    True
    """
    pairs = [(one, other)]
    # What is in a pair is put behind the others, and comes up in its turn.
    for old, new in pairs:
        if isinstance(old, Scalar) and isinstance(new, Scalar):
            alike = old.text == new.text and old.plain == new.plain
            if not alike or type(old.value) is not type(new.value):
                return None
        elif isinstance(old, Mapping) and isinstance(new, Mapping):
            if old.flow != new.flow or len(old.entries) != len(new.entries):
                return None
            for entry, its in zip(old.entries, new.entries, strict=True):
                pairs += [(entry.key, its.key), (entry.value, its.value)]
        elif isinstance(old, Sequence) and isinstance(new, Sequence):
            if old.flow != new.flow or len(old.items) != len(new.items):
                return None
            pairs += zip(old.items, new.items, strict=True)
        else:
            return None
    return pairs
