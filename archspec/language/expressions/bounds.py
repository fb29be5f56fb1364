"""Bounds on expressions, so that no file makes the machine compute for long."""

import math
from typing import Any, Final, NamedTuple

from archspec.dataclass import dataclass
from archspec.language.expressions.expression_error import ExpressionError

MAX_TEXT: Final = 1000
MAX_NESTING: Final = 40
MAX_DEPTH: Final = 64
MAX_NUMBER: Final = 2**63
MAX_REAL: Final = 3e38
"""About the largest number that 32 bits hold, whose negative masks out."""
MAX_LENGTH: Final = 100_000
MAX_DIGITS: Final = 20
MAX_STEPS: Final = 200_000
"""Parts computed in one text, a list counted by its items; a fraction of a second."""
MAX_FILE_STEPS: Final = 3_000_000
"""Likewise in all of a file, where a value counts whole wherever a field takes it: some seconds."""
TEXT_STEP: Final = 64
"""Characters of a text that is only taken over, and not computed, for a step."""


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
        """Take a step for every character and every item, of lists within lists as well.

        Raises:
            ExpressionError: A210 where fewer are left, or where lists are nested too deep.
        """
        for value in values:
            if isinstance(value, SIZED):
                self.spend(weighed(value).steps)


class Weight(NamedTuple):
    """How many characters and items a value has, all within it counted, and how deep they stand."""

    steps: int
    depth: int


SIZED: Final = (str, list, tuple, dict)


def weighed(value: Any) -> Weight:
    """What a value comes to where it is compared, copied or written.

    A list that stands in another one twice is one object, and yet counts twice. It is weighed once,
    so that a value of a few lines which expands to billions is known at once for what it is.

    Raises:
        ExpressionError: A210 where lists are nested too deep.

    >>> pair = ("ab", "ab")
    >>> weighed([pair, pair, 7])
    Weight(steps=15, depth=2)
    """
    return _weighed(value, {}, MAX_DEPTH)


def _weighed(value: Any, known: dict[int, Weight], room: int) -> Weight:
    if isinstance(value, str):
        return Weight(len(value), 0)
    if not isinstance(value, SIZED):
        return Weight(0, 0)
    found = known.get(id(value))
    if room == 0 or (found and found.depth > room):
        raise ExpressionError("A210", f"the value is nested more than {MAX_DEPTH} deep")
    if found is None:
        items = [*value, *value.values()] if isinstance(value, dict) else value
        within = [item for item in items if isinstance(item, SIZED)]
        found = _around(value, [_weighed(item, known, room - 1) for item in within])
        known[id(value)] = found
    return found


def _around(value: Any, parts: list[Weight]) -> Weight:
    if not parts:
        return Weight(len(value), 1)
    steps = len(value) + sum(part.steps for part in parts)
    return Weight(steps, 1 + max(part.depth for part in parts))


def is_small(value: Any) -> bool:
    """Whether a value is a number of which `bounded` would say nothing."""
    return isinstance(value, (int, float)) and -MAX_NUMBER <= value <= MAX_NUMBER


def bounded(value: Any) -> Any:
    """The value, unless it is larger than any network needs."""
    most = MAX_REAL if isinstance(value, float) else MAX_NUMBER
    if isinstance(value, (int, float)) and most < abs(value) < math.inf:
        raise ExpressionError("A210", "the result is too large")
    if isinstance(value, (str, list, tuple)) and len(value) > MAX_LENGTH:
        raise ExpressionError("A210", "the result is too long")
    return value
