"""Tables of a network: its layers, what they hold and cost, where that is, and several at once."""

from archspec.backends.table.data import as_dict, in_flops
from archspec.backends.table.rows import Row, folded, rows
from archspec.backends.table.several import side_by_side
from archspec.backends.table.shares import shares_as_dict, shares_as_text
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
    "rows",
    "shares_as_dict",
    "shares_as_text",
    "side_by_side",
    "tensors_as_dict",
    "tensors_as_text",
]
