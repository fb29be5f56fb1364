"""Bounds on what a file may hold, so that no input can exhaust the machine."""

MAX_BYTES = 4 * 1024 * 1024
"""The size of a file. Ten thousand layers, one a line, take about half a megabyte."""

MAX_DEPTH = 64
"""How deeply lists and mappings may be nested."""

MAX_NODES = 1_000_000
"""Keys, values and items, counted after aliases are expanded."""
