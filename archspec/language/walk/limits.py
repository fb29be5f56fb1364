"""Bounds on what a file may expand to."""

MAX_LAYERS = 100_000
"""Layers after repeats and blocks are expanded; published networks have a few thousand."""

MAX_NAMED = 300_000
"""Values that layers take by name, such as those of a merge."""

MAX_MISSED = 50
"""Missing names of which is said what there is instead; each looks through all names above."""

MAX_CALLS = 64
"""Blocks within blocks."""

MANY_CALLS = 8
"""Blocks of one name within each other, from where a mistake is taken for one of recursion."""

MAX_INCLUDED = 32
"""Files that one file includes, and those that they include."""

MAX_FINDINGS = 1_000
"""Mistakes that are told in one file; nobody reads more, and each takes time to explain."""

MAX_UNKNOWN = 50
"""Likewise in one layer, or another mapping of fields."""

MAX_NESTED = 72
"""Lists of layers within lists of layers, whether written there or called as blocks.

Each takes up to a dozen of the thousand calls that Python has within each other.
"""
