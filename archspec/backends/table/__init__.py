"""The table of layers: shapes, parameters, multiply-adds and receptive fields."""

from archspec.backends.table.data import as_dict
from archspec.backends.table.rows import Row, folded, rows
from archspec.backends.table.text import as_text

__all__ = ["Row", "as_dict", "as_text", "folded", "rows"]
