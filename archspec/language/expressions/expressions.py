"""Expressions over parameters: parsed with `ast`, walked against a list of what is allowed.

Nothing is ever given to `eval`. Texts, nesting, numbers and results are bounded.
"""

import ast
import re
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from typing import Any, Final

from archspec.language.expressions.bounds import MAX_NESTING, MAX_TEXT, Budget, bounded
from archspec.language.expressions.evaluation import ASKING, Evaluation
from archspec.language.expressions.expression_error import PREFIX, ExpressionError, shown
from archspec.language.expressions.unknown import Silent, UnknownValue
from archspec.patterns import compile_later

PARAMETER: Final = compile_later(r"\$([A-Za-z_]\w*)")
BRACED: Final = compile_later(r"\$\{([^{}]*)\}")
ASKS: Final = compile_later(rf"\b(?:{'|'.join(ASKING)})\(")
"""What makes an expression of a text without any parameter."""
NUMBERED: Final = compile_later(rf"(\b(?:{'|'.join(ASKING)})\(\s*)([^\W\d]\w*(?:\.\w+)+)(?=\s*\))")
"""A name with dots of which an expression asks."""
RECEIVED: Final = compile_later(r"(^\s*|[-+*/%(,]\s*)in\b")
"""The channels that a layer receives, in braces: a word of Python's where a value stands."""
NOTATIONS: Final = (ast.Constant, ast.Name, ast.Set, ast.Dict, ast.JoinedStr, ast.Starred)
"""Words, numbers in odd notations, and what other languages write: nothing that is computed."""
OTHER_FORMS: Final = (
    (
        compile_later(r"^\s*in\b|[-+*/%(,]\s*in\b"),
        "for the channels that a layer receives, write `$in`, without braces around it",
    ),
    (compile_later(r"\$[A-Za-z_]"), "within `${…}`, a parameter stands without its `$`"),
    (compile_later(r"\?.*:"), "write `a if condition else b`"),
    (compile_later(r"&&"), "write `and`"),
    (compile_later(r"\|\|"), "write `or`"),
    (compile_later(r"!(?!=)"), "write `not`"),
    (
        compile_later(r"^[^\[(]*\bfor\b.*\bin\b"),
        "a list made of a list stands in brackets, and those in quotes",
    ),
    (compile_later(r"\bif\b(?!.*\belse\b)"), "an `if` needs its `else`: `a if condition else b`"),
    (compile_later(r"[-+*/%,(]\s*$"), "something must follow the last sign"),
    (compile_later(r"^[^)]*\([^)]*$"), "close the parenthesis"),
    (compile_later(r"^[^]]*\[[^]]*$"), "close the bracket"),
)
"""What other languages write, or what is forgotten, and what to write instead."""


def is_expression(text: str) -> bool:
    """Whether a value is an expression: by its `$`, or as it asks for the shape of a layer."""
    if "$" in text:
        return PARAMETER.search(text) is not None or "${" in text
    return asks(text)


@lru_cache(maxsize=4096)
def is_computation(text: str) -> bool:
    """Whether a text without any `$` computes something, as `64 * 7 * 7` does.

    A word, a number in an odd notation and `3, 3` do not.

    >>> [is_computation(text) for text in ("64 * 7", "zip([1], [2])", "large", "1_000", "3, 3")]
    [True, True, False, False, False]
    """
    if len(text) > MAX_TEXT:
        return False
    try:
        tree = _parse(text)
    except ExpressionError:
        return False
    while isinstance(tree, (ast.Attribute, ast.UnaryOp)):
        tree = tree.value if isinstance(tree, ast.Attribute) else tree.operand
    listed = isinstance(tree, ast.Tuple) and not text.strip().startswith("(")
    return not listed and not isinstance(tree, NOTATIONS)


@lru_cache(maxsize=4096)
def parameter(text: str) -> str | None:
    """The parameter that a text is, if it is one and nothing else: `width` for `$width`."""
    found = PARAMETER.fullmatch(text)
    return found and found[1]


@lru_cache(maxsize=4096)
def parameters(text: str) -> tuple[str, ...]:
    """What a text mentions, in a fixed order."""
    return tuple(sorted(mentions(text)))


def asks(text: str) -> bool:
    """Whether an expression asks for the shape of a named layer."""
    return "(" in text and ASKS.search(text) is not None


def evaluate(text: str, scope: Mapping[str, Any], budget: Budget | None = None) -> Any:
    """The value of a text with `$names` in it.

    Args:
        text: what stands in the file.
        scope: the values of the parameters.
        budget: what it may cost; from it is taken what it does.

    Raises:
        ExpressionError: A208 for a parameter that is not there, A209 for what is no expression,
            A210 where it has no value.

    >>> evaluate("$width // 2", {"width": 32}), evaluate("stage${i + 1}", {"i": 0})
    (16, 'stage1')
    """
    if len(text) > MAX_TEXT:
        raise ExpressionError("A209", f"an expression of {len(text):,} characters is too long")
    if PREFIX in text:
        raise ExpressionError("A209", f"`{PREFIX}` is no letter of an expression", PREFIX)
    budget = budget or Budget()
    if "${" not in text:
        evaluation = Evaluation(scope, braced=False, budget=budget)
        return _value(_prefixed(text), evaluation)
    braced = Evaluation(scope, braced=True, budget=budget)
    whole = BRACED.fullmatch(text.strip())
    if whole:
        return _value(_received(whole[1]), braced)
    if "${" in BRACED.sub("", text):
        raise ExpressionError("A209", "`${` is not closed by a `}`", text[text.rfind("${") :])
    return bounded(BRACED.sub(lambda match: str(_value(_received(match[1]), braced)), text))


@lru_cache(maxsize=4096)
def _prefixed(text: str) -> str:
    """The text with parameters as names that Python can read."""
    return PARAMETER.sub(rf"{PREFIX}\1", text)


@lru_cache(maxsize=4096)
def _received(text: str) -> str:
    """What stands in braces, where the word `in` is a parameter if it stands for a value."""
    return RECEIVED.sub(rf"\1{PREFIX}in", text)


def mentions(text: str) -> frozenset[str]:
    """The parameters that a text names, and perhaps names that a `for` binds in braces."""
    inside = " ".join(BRACED.findall(text))
    # Python reads letters that look alike as one, so that a name may be written in several ways.
    if not inside.isascii():
        from unicodedata import normalize

        inside = normalize("NFKC", inside)
    return frozenset(PARAMETER.findall(text)) | frozenset(re.findall(r"[^\W\d]\w*", inside))


@lru_cache(maxsize=4096)
def _parse(text: str) -> ast.expr:
    try:
        tree = _read(text.strip())
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        if not text.strip():
            raise ExpressionError("A209", "nothing stands between `${` and `}`", "${") from None
        help_ = next((words for form, words in OTHER_FORMS if form.search(text)), "")
        message = f"`{shown(text)}` is not an expression"
        raise ExpressionError("A209", message, help=help_) from None
    if _nesting(tree) > MAX_NESTING:
        raise ExpressionError("A209", f"an expression is nested more than {MAX_NESTING} deep")
    return tree


def _read(text: str) -> ast.expr:
    """The expression, with names such as `convs.0`, which Python cannot read, as text."""
    try:
        return ast.parse(text, mode="eval").body
    except SyntaxError:
        quoted = NUMBERED.sub(r"\1'\2'", text)
        if quoted == text:
            raise
        return ast.parse(quoted, mode="eval").body


def _nesting(tree: ast.AST) -> int:
    level, depth = [tree], 0
    while level:
        depth += 1
        level = [child for node in level for child in ast.iter_child_nodes(node)]
    return depth


def _check_words(tree: ast.expr, evaluation: Evaluation) -> None:
    """Finds what is wrong with an expression whatever the values of its names are.

    Raises:
        ExpressionError: A208, A209 for a name or a function that is not there.
    """
    nodes = list(ast.walk(tree))
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    loops = [node.target for node in nodes if isinstance(node, ast.comprehension)]
    bound = {n.id for target in loops for n in ast.walk(target) if isinstance(n, ast.Name)}
    no_parameters = {id(call.func) for call in calls}
    for call in calls:
        if evaluation.function(call) in ASKING:
            no_parameters.update(id(node) for arg in call.args for node in ast.walk(arg))
    for node in nodes:
        if isinstance(node, ast.Name) and node.id not in bound and id(node) not in no_parameters:
            with suppress(UnknownValue):
                evaluation.name(node)


def _value(text: str, evaluation: Evaluation) -> Any:
    tree = _parse(text)
    try:
        return evaluation.whole(tree)
    except UnknownValue as error:
        if isinstance(error.value, Silent):
            _check_words(tree, evaluation)
        raise
    except ZeroDivisionError:
        raise ExpressionError("A210", f"`{shown(text)}` divides by zero") from None
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        message = f"`{shown(text)}` has no value: {error}"
        raise ExpressionError("A210", message) from None
