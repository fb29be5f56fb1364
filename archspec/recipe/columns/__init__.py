"""What a file of samples holds, told by its first bytes."""

from archspec.recipe.columns.column import Column, Contents, Unreadable, is_pattern, matches
from archspec.recipe.columns.npy import read_npy
from archspec.recipe.columns.reading import contents

__all__ = [
    "Column",
    "Contents",
    "Unreadable",
    "contents",
    "is_pattern",
    "matches",
    "read_npy",
]
