"""What an instance of a class is made with."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from archspec.backends.source.classes.columns import MISSING, Column


@dataclass(frozen=True, slots=True)
class Parameter:
    """What an instance is made with.

    Args:
        default: what it is where nothing is said.
        optional: whether it is None where an instance lacks what it is for.
        channels: whether it is a number of channels.
        steady: whether it is the same for all instances, and a parameter as it may be that of the
            class around them.
    """

    name: str
    values: Column
    default: Any = MISSING
    optional: bool = False
    channels: bool = False
    steady: bool = False


def rank(one: Parameter) -> tuple[bool, bool]:
    """Parameters without a default come first, and of these channels."""
    return (one.default is not MISSING, not one.channels)


def usual(column: Column) -> Any:
    """The value that most instances have."""
    kept = [value for value in column if value is not MISSING]
    word, count = Counter(map(repr, kept)).most_common(1)[0]
    if len(kept) < 3 or count < 0.6 * len(kept):
        return MISSING
    return next(value for value in kept if repr(value) == word)
