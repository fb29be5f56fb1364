"""Text to tree: YAML 1.2 with the place of every key and value, within bounds."""

from archspec.syntax.reader import read, read_file
from archspec.syntax.tree import Entry, Mapping, Scalar, Sequence, Tree, Value, describe, plain

__all__ = [
    "Entry",
    "Mapping",
    "Scalar",
    "Sequence",
    "Tree",
    "Value",
    "describe",
    "plain",
    "read",
    "read_file",
]
