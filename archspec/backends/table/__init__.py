"""Tables of a network: its layers, what they hold and cost, where that is, and several at once."""

from archspec.backends.table.data import as_dict, in_flops
from archspec.backends.table.portions import portions_as_dict, portions_as_text
from archspec.backends.table.rows import Row, folded, rows
from archspec.backends.table.several import side_by_side
from archspec.backends.table.sums import FLOPS, MACS, Work
from archspec.backends.table.tensors import tensors_as_dict, tensors_as_text
from archspec.backends.table.text import as_text

__all__ = [
    "FLOPS",
    "MACS",
    "Row",
    "Work",
    "as_dict",
    "as_text",
    "folded",
    "in_flops",
    "portions_as_dict",
    "portions_as_text",
    "rows",
    "side_by_side",
    "tensors_as_dict",
    "tensors_as_text",
]
