"""Plain scalars as YAML 1.2's core schema reads them.

YAML 1.1, which PyYAML follows, would read `1e-3` as text, `no` as false, `3:40` as 220 and `010`
as 8. Source: https://yaml.org/spec/1.2.2/#103-core-schema.
"""

from typing import Final

from archspec.patterns import compile_later
from archspec.syntax.tree import Value

CONSTANTS: Final[dict[str, Value]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}
DECIMAL: Final = compile_later(r"[-+]?[0-9]+")
OCTAL: Final = compile_later(r"0o[0-7]+")
HEXADECIMAL: Final = compile_later(r"0x[0-9a-fA-F]+")
FLOAT: Final = compile_later(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
MAX_DIGITS: Final = 100
NUMERIC: Final = frozenset("0123456789+-.")


def resolve(text: str) -> Value:
    """The value of an unquoted scalar.

    >>> [resolve(text) for text in ("1e-3", "no", "010", "0x10", "3:40", "null", "same")]
    [0.001, 'no', 10, 16, '3:40', None, 'same']
    """
    if text in CONSTANTS:
        return CONSTANTS[text]
    if text[0] not in NUMERIC or len(text) > MAX_DIGITS:
        return text
    if (text.isdigit() and text.isascii()) or DECIMAL.fullmatch(text):
        return int(text)
    if OCTAL.fullmatch(text):
        return int(text[2:], 8)
    if HEXADECIMAL.fullmatch(text):
        return int(text[2:], 16)
    return float(text) if FLOAT.fullmatch(text) else text
