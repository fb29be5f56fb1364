"""The table of layers: shapes, parameters, multiply-adds and receptive fields."""

from archspec.backends.table.rows import as_dict, rows
from archspec.backends.table.text import as_text

__all__ = ["as_dict", "as_text", "rows"]
