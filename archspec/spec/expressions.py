"""Expressions over parameters: parsed with `ast`, walked against a list of what is allowed.

Nothing is ever given to `eval`. Texts, nesting, numbers and results are bounded.
"""

import ast
import math
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from archspec.diagnostics.suggest import near
from archspec.spec.unready import Unready, UnreadyError

MAX_TEXT: Final = 1000
MAX_NESTING: Final = 40
MAX_NUMBER: Final = 2**63
MAX_LENGTH: Final = 100_000
MAX_DIGITS: Final = 20
PARAMETER: Final = re.compile(r"\$([A-Za-z_]\w*)")
BRACED: Final = re.compile(r"\$\{([^{}]*)\}")
PREFIX: Final = "p__"
CONSTANTS: Final = {"true": True, "false": False, "null": None, "none": None}


class ExpressionError(Exception):
    """What is wrong with an expression, and which stretch of its text is at fault."""

    def __init__(
        self,
        code: str,
        message: str,
        at: str = "",
        near: str = "",
        note: str = "",
        help: str = "",  # noqa: A002  the word for it in a message
    ):
        super().__init__(message)
        self.code, self.message, self.at, self.near, self.help = code, message, at, near, help
        self.notes = (note,) if note else ()


def make_divisible(value: float, divisor: int = 8, least: int | None = None) -> int:
    """The nearest multiple of `divisor` that is no more than a tenth below `value`.

    Source: the rounding of MobileNet's widths (Sandler et al. 2018, arXiv:1801.04381).

    >>> make_divisible(33), make_divisible(16 * 0.35), make_divisible(90, 8)
    (32, 8, 88)
    """
    rounded = max(least or divisor, int(value + divisor / 2) // divisor * divisor)
    return rounded + divisor if rounded < 0.9 * value else rounded


def _range(*bounds: int) -> list[int]:
    numbers = range(*bounds)
    if len(numbers) > MAX_LENGTH:
        raise ExpressionError("A210", f"a range of {len(numbers):,} numbers is too long")
    return list(numbers)


def _round(value: float, digits: int | None = None) -> float:
    # Python would compute 10 to the power of the digits, however many there are.
    if digits is not None and abs(digits) > MAX_DIGITS:
        raise ExpressionError("A210", f"no number is rounded to {show(digits)} digits")
    return round(value, digits)


FUNCTIONS: Final[Mapping[str, Callable[..., Any]]] = {
    "abs": abs,
    "ceil": math.ceil,
    "float": float,
    "floor": math.floor,
    "int": int,
    "len": len,
    "make_divisible": make_divisible,
    "max": max,
    "min": min,
    "range": _range,
    "round": _round,
    "sum": sum,
}


def _add(a: Any, b: Any) -> Any:
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        return [*a, *b]
    if isinstance(a, str) and isinstance(b, str):
        return a + b
    return _numbers(operator.add, "+")(a, b)


def _numbers(function: Callable[[Any, Any], Any], sign: str) -> Callable[[Any, Any], Any]:
    """The operation on numbers alone: text and lists are not multiplied or formatted."""

    def apply(a: Any, b: Any) -> Any:
        for value in (a, b):
            if not isinstance(value, (int, float)):
                raise ExpressionError("A210", f"`{sign}` needs numbers, and {show(value)} is none")
        return function(a, b)

    return apply


def _power(base: float, exponent: float) -> float:
    if base and abs(exponent) * abs(math.log2(abs(base))) > 64:
        raise ExpressionError("A210", f"{show(base)} ** {show(exponent)} is too large")
    result: float = base**exponent
    return result


BINARY: Final[Mapping[type[ast.operator], Callable[[Any, Any], Any]]] = {
    ast.Add: _add,
    ast.Sub: _numbers(operator.sub, "-"),
    ast.Mult: _numbers(operator.mul, "*"),
    ast.Div: _numbers(operator.truediv, "/"),
    ast.FloorDiv: _numbers(operator.floordiv, "//"),
    ast.Mod: _numbers(operator.mod, "%"),
    ast.Pow: _numbers(_power, "**"),
}
UNARY: Final[Mapping[type[ast.unaryop], Callable[[Any], Any]]] = {
    ast.UAdd: operator.pos,
    ast.USub: operator.neg,
    ast.Not: operator.not_,
}
COMPARE: Final[Mapping[type[ast.cmpop], Callable[[Any, Any], Any]]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda a, b: a in b,
    ast.NotIn: lambda a, b: a not in b,
}


OTHER_SIGNS: Final[Mapping[type[ast.operator], str]] = {
    ast.BitXor: "a power is written `**`",
    ast.BitAnd: "write `and`",
    ast.BitOr: "write `or`",
    ast.LShift: "multiply by a power of 2: `* 2 ** …`",
    ast.RShift: "divide by a power of 2: `// 2 ** …`",
}
OTHER_FORMS: Final = (
    (re.compile(r"\?.*:"), "write `a if condition else b`"),
    (re.compile(r"&&"), "write `and`"),
    (re.compile(r"\|\|"), "write `or`"),
    (re.compile(r"!(?!=)"), "write `not`"),
    (re.compile(r"\bif\b(?!.*\belse\b)"), "an `if` needs its `else`: `a if condition else b`"),
    (re.compile(r"[-+*/%,(]\s*$"), "something must follow the last sign"),
    (re.compile(r"^[^)]*\([^)]*$"), "close the parenthesis"),
)
"""What other languages write, or what is forgotten, and what to write instead."""

USAGE: Final[Mapping[str, str]] = {
    "abs": "`abs(number)`",
    "ceil": "`ceil(number)`",
    "float": "`float(number)`",
    "floor": "`floor(number)`",
    "int": "`int(number)`",
    "len": "`len(list)`",
    "make_divisible": "`make_divisible(number)` or `make_divisible(number, divisor)`",
    "max": "`max(a, b)` or `max(list)`",
    "min": "`min(a, b)` or `min(list)`",
    "range": "`range(count)` or `range(first, end)`",
    "round": "`round(number)` or `round(number, digits)`",
    "sum": "`sum(list)`",
}


def is_expression(text: str) -> bool:
    """Whether a value is an expression, by its `$`."""
    return "$" in text and (PARAMETER.search(text) is not None or "${" in text)


def evaluate(text: str, scope: Mapping[str, Any]) -> Any:
    """The value of a text with `$names` in it.

    Raises:
        ExpressionError: A208 for a parameter that is not there, A209 for what is no expression,
            A210 where it has no value.

    >>> evaluate("$width // 2", {"width": 32}), evaluate("stage${i + 1}", {"i": 0})
    (16, 'stage1')
    """
    if len(text) > MAX_TEXT:
        raise ExpressionError("A209", f"an expression of {len(text):,} characters is too long")
    if "${" not in text:
        return _value(PARAMETER.sub(PREFIX + r"\1", text), scope, braced=False)
    whole = BRACED.fullmatch(text.strip())
    if whole:
        return _value(whole[1], scope, braced=True)
    if "${" in BRACED.sub("", text):
        raise ExpressionError("A209", "`${` is not closed by a `}`", text[text.rfind("${") :])
    return BRACED.sub(lambda match: str(_value(match[1], scope, braced=True)), text)


def mentions(text: str) -> frozenset[str]:
    """The parameters that a text names."""
    inside = " ".join(BRACED.findall(text))
    return frozenset(PARAMETER.findall(text)) | frozenset(re.findall(r"[A-Za-z_]\w*", inside))


@lru_cache(maxsize=4096)
def _parse(text: str) -> ast.expr:
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        if not text.strip():
            raise ExpressionError("A209", "nothing stands between `${` and `}`", "${") from None
        help_ = next((words for form, words in OTHER_FORMS if form.search(text)), "")
        message = f"`{shown(text)}` is not an expression"
        raise ExpressionError("A209", message, help=help_) from None
    if _nesting(tree) > MAX_NESTING:
        raise ExpressionError("A209", f"an expression is nested more than {MAX_NESTING} deep")
    return tree


def _nesting(tree: ast.AST) -> int:
    level, depth = [tree], 0
    while level:
        depth += 1
        level = [child for node in level for child in ast.iter_child_nodes(node)]
    return depth


def _value(text: str, scope: Mapping[str, Any], *, braced: bool) -> Any:
    try:
        return _Walk(scope, braced).visit(_parse(text))
    except ZeroDivisionError:
        raise ExpressionError("A210", f"`{shown(text)}` divides by zero") from None
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        message = f"`{shown(text)}` has no value: {error}"
        raise ExpressionError("A210", message) from None


def shown(text: str) -> str:
    """The expression as it was written."""
    return text.strip().replace(PREFIX, "$")


def show(value: Any) -> str:
    """A value in a message, cut where it is long."""
    plain = list(value) if isinstance(value, tuple) else value
    text = f'"{plain}"' if isinstance(plain, str) else str(plain)
    return text if len(text) <= 60 else text[:57] + "…"


@dataclass(frozen=True, slots=True)
class _Walk:
    """Computes an expression; `braced` lets parameters go without their `$`."""

    scope: Mapping[str, Any]
    braced: bool

    def visit(self, node: ast.expr) -> Any:
        handler = HANDLERS.get(type(node))
        if handler is None:
            what = ast.unparse(node) if not isinstance(node, ast.JoinedStr) else "f-string"
            message = f"`{shown(what)}` is more than an expression may hold"
            raise ExpressionError("A209", message)
        return bounded(handler(self, node))

    def constant(self, node: ast.Constant) -> Any:
        if isinstance(node.value, (int, float, str)):
            return node.value
        raise ExpressionError("A209", f"`{node.value!r}` is not a number or a text")

    def name(self, node: ast.Name) -> Any:
        word = node.id
        if word.startswith(PREFIX) or self.braced:
            word = word.removeprefix(PREFIX)
            if word in self.scope:
                return self._ready(word)
            if word not in CONSTANTS:
                message = f"no parameter is named `{word}`"
                raise ExpressionError("A208", message, f"${word}", word)
        if word in CONSTANTS:
            return CONSTANTS[word]
        if word in self.scope:
            raise ExpressionError("A209", f"the parameter `{word}` is written `${word}`", word)
        raise ExpressionError("A209", f"`{word}` is neither a number nor a parameter", word)

    def _ready(self, word: str) -> Any:
        value = self.scope[word]
        if isinstance(value, Unready):
            raise UnreadyError(word, value)
        return value

    def binary(self, node: ast.BinOp) -> Any:
        if type(node.op) not in BINARY:
            message = f"`{shown(ast.unparse(node))}` uses an unknown operator"
            raise ExpressionError("A209", message, help=OTHER_SIGNS.get(type(node.op), ""))
        return BINARY[type(node.op)](self.visit(node.left), self.visit(node.right))

    def unary(self, node: ast.UnaryOp) -> Any:
        if type(node.op) not in UNARY:
            raise ExpressionError("A209", f"`{shown(ast.unparse(node))}` uses an unknown operator")
        return UNARY[type(node.op)](self.visit(node.operand))

    def compare(self, node: ast.Compare) -> Any:
        left = self.visit(node.left)
        for op, right_node in zip(node.ops, node.comparators, strict=True):
            right = self.visit(right_node)
            if type(op) not in COMPARE:
                message = f"`{shown(ast.unparse(node))}` uses an unknown comparison"
                raise ExpressionError("A209", message)
            try:
                holds = COMPARE[type(op)](left, right)
            except TypeError:
                message = f"{show(left)} and {show(right)} cannot be compared"
                raise ExpressionError("A210", message) from None
            if not holds:
                return False
            left = right
        return True

    def boolean(self, node: ast.BoolOp) -> Any:
        stop = isinstance(node.op, ast.Or)
        value: Any = None
        for part in node.values:
            value = self.visit(part)
            if bool(value) is stop:
                return value
        return value

    def choice(self, node: ast.IfExp) -> Any:
        return self.visit(node.body if self.visit(node.test) else node.orelse)

    def call(self, node: ast.Call) -> Any:
        word = node.func.id if isinstance(node.func, ast.Name) else ast.unparse(node.func)
        if word not in FUNCTIONS:
            message = f"no function is named `{shown(word)}`"
            note = f"functions: {', '.join(FUNCTIONS)}"
            close = near(word, FUNCTIONS)[:1]
            help_ = f"did you mean `{close[0]}`?" if close else ""
            raise ExpressionError("A209", message, shown(word), note=note, help=help_)
        if node.keywords:
            raise ExpressionError("A209", f"`{word}` takes its arguments without names")
        args = [self.visit(arg) for arg in node.args]
        try:
            return FUNCTIONS[word](*args)
        except (TypeError, ValueError, OverflowError):
            given = ", ".join(map(show, args)) or "nothing"
            message = f"`{word}` cannot be computed of {given}"
            raise ExpressionError("A210", message, note=f"write {USAGE[word]}") from None

    def item(self, node: ast.Subscript) -> Any:
        value, index = self.visit(node.value), self.visit(node.slice)
        try:
            return value[index]
        except (IndexError, KeyError, TypeError):
            message = f"{show(value)} has no item {show(index)}"
            many = isinstance(value, list | tuple)
            note = f"it has {len(value)}, counted from 0" if many else "it is not a list"
            raise ExpressionError("A210", message, note=note) from None

    def attribute(self, node: ast.Attribute) -> Any:
        value = self.visit(node.value)
        if isinstance(value, Mapping) and node.attr in value:
            return value[node.attr]
        names = list(value) if isinstance(value, Mapping) else []
        close = near(node.attr, names)[:1]
        what = f"`{shown(ast.unparse(node.value))}`"
        raise ExpressionError(
            "A210",
            f"{what} has no field `{node.attr}`",
            node.attr,
            note=f"its fields: {', '.join(names)}" if names else f"it is {show(value)}",
            help=f"did you mean `{close[0]}`?" if close else "",
        )

    def sequence(self, node: ast.List | ast.Tuple) -> Any:
        return [self.visit(item) for item in node.elts]


HANDLERS: Final[Mapping[type[ast.expr], Callable[[_Walk, Any], Any]]] = {
    ast.Attribute: _Walk.attribute,
    ast.BinOp: _Walk.binary,
    ast.BoolOp: _Walk.boolean,
    ast.Call: _Walk.call,
    ast.Compare: _Walk.compare,
    ast.Constant: _Walk.constant,
    ast.IfExp: _Walk.choice,
    ast.List: _Walk.sequence,
    ast.Name: _Walk.name,
    ast.Subscript: _Walk.item,
    ast.Tuple: _Walk.sequence,
    ast.UnaryOp: _Walk.unary,
}


def bounded(value: Any) -> Any:
    """The value, unless it is larger than any network needs."""
    if isinstance(value, (int, float)) and abs(value) > MAX_NUMBER and value != math.inf:
        raise ExpressionError("A210", "the result is too large")
    if isinstance(value, (str, list, tuple)) and len(value) > MAX_LENGTH:
        raise ExpressionError("A210", "the result is too long")
    return value
