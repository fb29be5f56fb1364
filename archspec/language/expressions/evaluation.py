"""Computes a parsed expression, node by node, against a table of what is allowed."""

import ast
from collections.abc import Callable, Mapping
from typing import Any, Final

from archspec.dataclass import dataclass, field
from archspec.diagnostics.suggest import listed, near, perhaps
from archspec.language.expressions.bounds import MAX_STEPS, Budget, bounded, weighed
from archspec.language.expressions.comprehensions import comprehended
from archspec.language.expressions.constants import CONSTANTS, NUMBERS
from archspec.language.expressions.environment import Environment
from archspec.language.expressions.expression_error import PREFIX, ExpressionError, show, shown
from archspec.language.expressions.functions import FUNCTIONS, USAGE
from archspec.language.expressions.open_values import needs_order, needs_value, needs_values, truth
from archspec.language.expressions.operators import BINARY, COMPARE, OTHER_SIGNS, UNARY, key_of
from archspec.language.expressions.unknown import Silent, Unknown, UnknownValue

ASKING: Final = ("channels", "sizes")
"""What an expression may ask of a named value above."""
KNOWN: Final = "layers and calls of blocks know it; `params`, `variants` and `train` do not"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Computes an expression; `braced` lets parameters go without their `$`.

    `bound` are the names that a `for` around the node gives to items.
    """

    scope: Mapping[str, Any]
    braced: bool
    budget: Budget = field(default_factory=Budget)
    bound: Mapping[str, Any] = field(default_factory=dict)

    def binding(self, names: Mapping[str, Any]) -> "Evaluation":
        """The same, with names for items."""
        return Evaluation(self.scope, self.braced, self.budget, {**self.bound, **names})

    def whole(self, node: ast.expr) -> Any:
        """The value of a whole expression: what a name stands for counts where it is taken over.

        Raises:
            ExpressionError: A208 to A210.
        """
        value = self.visit(node)
        if isinstance(node, ast.Name):
            steps = weighed(value).steps
            if steps > MAX_STEPS:
                note = f"it comes to {steps:,} items and characters, more than {MAX_STEPS:,}"
                raise ExpressionError("A210", "the value is too large", note=note)
            self.budget.spend(steps)
        return value

    def visit(self, node: ast.expr) -> Any:
        """The value of a node.

        Raises:
            ExpressionError: A208 to A210.
        """
        handler = HANDLERS.get(type(node))
        if handler is None:
            what = ast.unparse(node) if not isinstance(node, ast.JoinedStr) else "f-string"
            message = f"`{shown(what)}` is more than an expression may hold"
            raise ExpressionError("A209", message)
        self.budget.spend(1)
        value = bounded(handler(self, node))
        if not isinstance(node, ast.Name):
            self.budget.spend_on(value)
        return value

    def _constant(self, node: ast.Constant) -> Any:
        if isinstance(node.value, str):
            return shown(node.value)
        if isinstance(node.value, (int, float)):
            return node.value
        raise ExpressionError("A209", f"`{node.value!r}` is not a number or a text")

    def name(self, node: ast.Name) -> Any:
        """The value of a name.

        Raises:
            ExpressionError: A208, A209 where it has none.
            UnknownValue: where it has one that is not known here.
        """
        word = node.id
        if word in self.bound:
            return self.bound[word]
        if word.startswith(PREFIX) or self.braced:
            word = word.removeprefix(PREFIX)
            if word in self.bound:
                # Even where a parameter has the name: nobody could tell which of them is meant.
                message = f"`{word}` is bound by `for`, and is written without `$`"
                raise ExpressionError("A209", message, f"${word}")
            if word in self.scope:
                return self._ready(word)
            if word not in CONSTANTS and not (self.braced and word in NUMBERS):
                message = f"no parameter is named `{word}`"
                raise ExpressionError("A208", message, f"${word}", word)
        if word in CONSTANTS:
            return CONSTANTS[word]
        if word in NUMBERS:
            return NUMBERS[word]
        if word in self.scope:
            raise ExpressionError("A209", f"the parameter `{word}` is written `${word}`", word)
        message = f"`{shown(word)}` is neither a number nor a parameter"
        begin, _, rest = word.partition(PREFIX)
        help_ = f"in a text, a value stands in braces: `{begin}${{{rest}}}`" if rest else ""
        raise ExpressionError("A209", message, shown(word), help=help_)

    def _ready(self, word: str) -> Any:
        value = self.scope[word]
        if isinstance(value, Unknown):
            raise UnknownValue(word, value)
        return value

    def _binary(self, node: ast.BinOp) -> Any:
        if type(node.op) not in BINARY:
            message = f"`{shown(ast.unparse(node))}` uses an unknown operator"
            raise ExpressionError("A209", message, help=OTHER_SIGNS.get(type(node.op), ""))
        left, right = self.visit(node.left), self.visit(node.right)
        needs_value(type(node.op), left, right)
        return BINARY[type(node.op)](left, right)

    def _unary(self, node: ast.UnaryOp) -> Any:
        if type(node.op) not in UNARY:
            raise ExpressionError("A209", f"`{shown(ast.unparse(node))}` uses an unknown operator")
        operand = self.visit(node.operand)
        if isinstance(node.op, ast.Not):
            truth(operand)
        return UNARY[type(node.op)](operand)

    def _compare(self, node: ast.Compare) -> Any:
        left = self.visit(node.left)
        for op, right_node in zip(node.ops, node.comparators, strict=True):
            right = self.visit(right_node)
            if type(op) not in COMPARE:
                message = f"`{shown(ast.unparse(node))}` uses an unknown comparison"
                raise ExpressionError("A209", message)
            self.budget.spend_on(left, right)
            needs_order(type(op), left, right)
            try:
                holds = COMPARE[type(op)](left, right)
            except TypeError:
                message = f"{show(left)} and {show(right)} cannot be compared"
                raise ExpressionError("A210", message) from None
            if not holds:
                return False
            left = right
        return True

    def _boolean(self, node: ast.BoolOp) -> Any:
        stop = isinstance(node.op, ast.Or)
        value: Any = None
        for part in node.values:
            value = self.visit(part)
            if truth(value) is stop:
                return value
        return value

    def _choice(self, node: ast.IfExp) -> Any:
        return self.visit(node.body if truth(self.visit(node.test)) else node.orelse)

    def _call(self, node: ast.Call) -> Any:
        word = self.function(node)
        if word in ASKING:
            return self._asked(word, node)
        args = [self.visit(arg) for arg in node.args]
        self.budget.spend_on(*args)
        needs_values(word, args)
        try:
            return FUNCTIONS[word](*args)
        except (TypeError, ValueError, OverflowError):
            given = ", ".join(map(show, args)) or "nothing"
            message = f"`{word}` cannot be computed of {given}"
            raise ExpressionError("A210", message, note=f"write {USAGE[word]}") from None

    def _asked(self, word: str, node: ast.Call) -> Any:
        """The channels or the sizes of a named value above."""
        if len(node.args) != 1 or not isinstance(self.scope, Environment):
            if isinstance(self.scope, Environment):
                message = f"`{word}` takes one name, that of a layer above"
                raise ExpressionError("A210", message, f"{word}(", note=f"write `{word}(name)`")
            message = f"`{word}(name)`, of a layer above, is not known here"
            raise ExpressionError("A208", message, f"{word}(", note=KNOWN)
        arg = node.args[0]
        plain = isinstance(arg, ast.Name) and not arg.id.startswith(PREFIX)
        name = ast.unparse(arg) if plain or isinstance(arg, ast.Attribute) else self.visit(arg)
        param = arg.id.removeprefix(PREFIX) if isinstance(arg, ast.Name) and not plain else ""
        shape = self.scope.shape_of(name, param) if isinstance(name, str) else None
        if shape is None:
            at = param and f"{'' if self.braced else '$'}{param}"
            message = f"no layer above is named `{shown(str(name))}`"
            if plain and name in self.scope.params:
                help_ = f"write `{word}(${name})` without braces for what the parameter names"
                raise ExpressionError("A302", message, str(name), help=help_)
            raise ExpressionError("A302", message, at or str(name), near=str(name))
        if isinstance(shape, Silent):
            raise UnknownValue(str(name), shape)
        return shape.channels if word == "channels" else shape.sizes

    def function(self, node: ast.Call) -> str:
        """The word for the function that is called.

        Raises:
            ExpressionError: A209 where there is none of that name.
        """
        word = node.func.id if isinstance(node.func, ast.Name) else ast.unparse(node.func)
        if word not in FUNCTIONS and word not in ASKING:
            message = f"no function is named `{shown(word)}`"
            words = sorted((*FUNCTIONS, *ASKING))
            note = f"functions: {', '.join(words)}"
            close = near(word, words)[:1]
            help_ = perhaps(close[0]).text if close else ""
            raise ExpressionError("A209", message, shown(word), note=note, help=help_)
        if node.keywords:
            raise ExpressionError("A209", f"`{word}` takes its arguments without names")
        return word

    def _item(self, node: ast.Subscript) -> Any:
        value = self.visit(node.value)
        if isinstance(node.slice, ast.Slice):
            return self._slice(value, node.slice)
        index = self.visit(node.slice)
        try:
            return value[key_of(index) if isinstance(value, Mapping) else index]
        except (IndexError, KeyError, TypeError):
            raise _no_item(value, index) from None

    def _slice(self, value: Any, node: ast.Slice) -> Any:
        if not isinstance(value, (list, tuple, str)):
            message = f"{show(value)} is neither a list nor a text, and has no part"
            raise ExpressionError("A210", message)
        parts = (node.lower, node.upper, node.step)
        bounds: list[Any] = [part and self.visit(part) for part in parts]
        wrong = next((b for b in bounds if b is not None and not isinstance(b, int)), None)
        if wrong is not None:
            message = f"a part of a list goes by whole numbers, and {show(wrong)} is none"
            raise ExpressionError("A210", message, note="write `list[first:end]`")
        if bounds[2] == 0:
            raise ExpressionError("A210", "a part of a list cannot go in steps of 0")
        part = value[slice(*bounds)]
        return part if isinstance(part, str) else list(part)

    def _attribute(self, node: ast.Attribute) -> Any:
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
            help=perhaps(close[0]).text if close else "",
        )

    def _sequence(self, node: ast.List | ast.Tuple) -> Any:
        return [self.visit(item) for item in node.elts]


def _no_item(value: Any, index: Any) -> ExpressionError:
    if isinstance(value, Mapping):
        close = near(str(index), value)[:1]
        note = f"its keys: {listed(value)}" if value else "it is empty"
        help_ = perhaps(close[0]).text if close else ""
        message = f"the mapping has no key {show(index)}"
        return ExpressionError("A210", message, note=note, help=help_)
    many = isinstance(value, list | tuple)
    note = f"it has {len(value)}, counted from 0" if many else "it is not a list"
    return ExpressionError("A210", f"{show(value)} has no item {show(index)}", note=note)


HANDLERS: Final[Mapping[type[ast.expr], Callable[[Evaluation, Any], Any]]] = {
    ast.Attribute: Evaluation._attribute,
    ast.BinOp: Evaluation._binary,
    ast.BoolOp: Evaluation._boolean,
    ast.Call: Evaluation._call,
    ast.Compare: Evaluation._compare,
    ast.Constant: Evaluation._constant,
    ast.GeneratorExp: comprehended,
    ast.IfExp: Evaluation._choice,
    ast.List: Evaluation._sequence,
    ast.ListComp: comprehended,
    ast.Name: Evaluation.name,
    ast.Subscript: Evaluation._item,
    ast.Tuple: Evaluation._sequence,
    ast.UnaryOp: Evaluation._unary,
}
