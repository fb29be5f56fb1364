"""What the inputs of a network are called in a traced program."""

import re
from collections.abc import Iterable
from typing import Final

from archspec.graph import Graph

TAKEN: Final = frozenset({"args", "batch", "fx_pytree", "getattr", "kwargs", "pytree", "torch"})
"""Words that the program which torch writes uses itself."""


def words(names: Iterable[str]) -> dict[str, str]:
    """What each input is called in a program: its name, or one that Python can have.

    >>> words(["image", "größe-2", "2d", "a-b", "a_b"])
    {'image': 'image', 'größe-2': 'größe_2', '2d': '_2d', 'a-b': 'a_b_', 'a_b': 'a_b'}
    >>> words(["torch", "torch_"])
    {'torch': 'torch__', 'torch_': 'torch_'}
    """
    names = list(names)
    kept = {name for name in names if name.isidentifier()} - TAKEN
    taken = kept | TAKEN
    found = {}
    for name in names:
        plain = name
        if plain not in kept:
            plain = re.sub(r"\W", "_", name)
            plain = plain if plain.isidentifier() else f"_{plain}"
            while plain in taken:
                plain += "_"
            taken.add(plain)
        found[name] = plain
    return found


def words_of(graph: Graph) -> dict[str, str]:
    """What each input of a network is called, by its name."""
    return words(one.name for one in graph.inputs)
