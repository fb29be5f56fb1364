"""Bounds on expressions, so that no file makes the machine compute for long."""

import math
from typing import Any, Final

from archspec.spec.expression_error import ExpressionError

MAX_TEXT: Final = 1000
MAX_NESTING: Final = 40
MAX_NUMBER: Final = 2**63
MAX_LENGTH: Final = 100_000
MAX_DIGITS: Final = 20


def bounded(value: Any) -> Any:
    """The value, unless it is larger than any network needs."""
    if isinstance(value, (int, float)) and abs(value) > MAX_NUMBER and value != math.inf:
        raise ExpressionError("A210", "the result is too large")
    if isinstance(value, (str, list, tuple)) and len(value) > MAX_LENGTH:
        raise ExpressionError("A210", "the result is too long")
    return value
