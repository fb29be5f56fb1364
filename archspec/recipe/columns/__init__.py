"""What a file of samples holds, told by its first bytes."""

from archspec.recipe.columns.column import (
    NESTED,
    WORDS,
    Column,
    Contents,
    Holds,
    Unreadable,
    is_pattern,
    matches,
)
from archspec.recipe.columns.npy import npy_header, read_npy
from archspec.recipe.columns.reading import ARCHIVES, SHARDS, TABLES, contents, path_of

__all__ = [
    "ARCHIVES",
    "NESTED",
    "SHARDS",
    "TABLES",
    "WORDS",
    "Column",
    "Contents",
    "Holds",
    "Unreadable",
    "contents",
    "is_pattern",
    "matches",
    "npy_header",
    "path_of",
    "read_npy",
]
