"""How much JSON of a stranger may hold for those who walk it."""

from typing import Any, Final

MAX_NESTED: Final = 64
"""Lists and mappings in each other in a file of facts; what a run writes has a handful."""


def beyond(content: Any, most: int) -> str:
    """That there are more values, or that they lie too deep for those who walk them; or nothing."""
    layer, count = [content], 0
    for _ in range(MAX_NESTED):
        count += sum(map(len, layer))
        if count > most:
            return f"it holds more than {most:,} values"
        tables = [one.values() if isinstance(one, dict) else one for one in layer]
        layer = [one for table in tables for one in table if isinstance(one, (dict, list))]
    return f"it is nested more than {MAX_NESTED} deep" if layer else ""
