"""Bounds on expressions, so that no file makes the machine compute for long."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from archspec.language.expressions.expression_error import ExpressionError

MAX_TEXT: Final = 1000
MAX_NESTING: Final = 40
MAX_NUMBER: Final = 2**63
MAX_LENGTH: Final = 100_000
MAX_DIGITS: Final = 20
MAX_STEPS: Final = 200_000
"""Parts computed in one text, a list counted by its items; a fraction of a second."""


@dataclass(slots=True)
class Budget:
    """The steps that are left to an expression."""

    left: int = MAX_STEPS

    def spend(self, steps: int) -> None:
        """Take the steps.

        Raises:
            ExpressionError: A210 where fewer are left.
        """
        self.left -= steps
        if self.left < 0:
            note = f"an expression has {MAX_STEPS:,} steps, and a list as many as it has items"
            raise ExpressionError("A210", "the expression takes too long to compute", note=note)

    def spend_on(self, *values: Any) -> None:
        """Take a step for every character and every item, of lists within lists as well."""
        within = [value for value in values if isinstance(value, SIZED)]
        while within:
            value = within.pop()
            self.spend(len(value))
            if not isinstance(value, str):
                items = value.values() if isinstance(value, Mapping) else value
                within += [item for item in items if isinstance(item, SIZED)]


SIZED: Final = (str, list, tuple, dict)


def bounded(value: Any) -> Any:
    """The value, unless it is larger than any network needs."""
    if isinstance(value, (int, float)) and abs(value) > MAX_NUMBER and value != math.inf:
        raise ExpressionError("A210", "the result is too large")
    if isinstance(value, (str, list, tuple)) and len(value) > MAX_LENGTH:
        raise ExpressionError("A210", "the result is too long")
    return value
