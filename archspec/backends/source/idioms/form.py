"""An expression of a forward, with names for what it works on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Form:
    """An expression of a forward.

    Args:
        text: in Python, with v0, v1, … for the values that a layer takes, `own` for its module or
            tensor, and `made` for what the form before it gives.
        values: what other names in it stand for.
        numbers: what further names stand for that may be another in another instance of a class.
        target: the function that `target` in it is.
        folded: whether it works on the first two values before it looks at a third.
        before: what the value of the form before is called, where it must have a name.
    """

    text: str
    values: Mapping[str, Any] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    target: str = ""
    folded: bool = False
    before: str = ""


def listed(count: int) -> str:
    """The values that a layer takes, as arguments: `v0, v1`."""
    return ", ".join(f"v{i}" for i in range(count))
