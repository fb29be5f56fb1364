"""Syntax trees from words and values; nothing else of a file gets into source.

A text of a file becomes a literal, or a word that has been looked at; there is no third way.
"""

import ast
import keyword
import math
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final, cast

from archspec.graph.names import misspelt, unusable

LEAVES: Final = frozenset((int, float, str, bool, type(None), ast.Load, ast.Store))
"""What holds no nodes: most of what a node has."""


@lru_cache(10_000)
def is_word(text: str) -> bool:
    """Whether a text can be a name in source, and is the same name to Python.

    >>> is_word("conv1"), is_word("größe"), is_word("5"), is_word("class"), is_word("a b")
    (True, True, False, False, False)
    """
    return text.isidentifier() and not keyword.iskeyword(text) and misspelt(text) is None


def is_attribute(text: str) -> bool:
    """Whether a module can have an attribute of that name; Python changes those with two `_`.

    >>> is_attribute("conv1"), is_attribute("__conv1"), is_attribute("forward")
    (True, False, False)
    """
    return is_word(text) and unusable(text) is None


def name(word: str) -> ast.Name:
    """A name.

    Raises:
        ValueError: where the text is none.
    """
    if not is_word(word):
        raise ValueError(f"{word!r} is no name")
    return ast.Name(word)


def attribute(value: ast.expr, *words: str) -> ast.expr:
    """An attribute of an attribute of … a value."""
    for word in words:
        if not is_word(word):
            raise ValueError(f"{word!r} is no name")
        value = ast.Attribute(value, word)
    return value


def dotted(target: str) -> ast.expr:
    """A path such as `torch.nn.Linear`."""
    first, *rest = target.split(".")
    return attribute(name(first), *rest)


def call(function: ast.expr | str, *args: ast.expr | ast.keyword, **options: ast.expr) -> ast.Call:
    """A call."""
    called = dotted(function) if isinstance(function, str) else function
    named = [one for one in args if isinstance(one, ast.keyword)]
    named += [keyword_(word, value) for word, value in options.items()]
    return ast.Call(called, [one for one in args if isinstance(one, ast.expr)], named)


def keyword_(word: str, value: ast.expr) -> ast.keyword:
    """A named argument."""
    if not is_word(word):
        raise ValueError(f"{word!r} is no name")
    return ast.keyword(word, value)


def literal(value: Any) -> ast.expr:
    """A value as source.

    Raises:
        TypeError: where it is none of those that can be written.

    >>> ast.unparse(literal((1, -2.5, "a", None)))
    "(1, -2.5, 'a', None)"
    """
    if isinstance(value, (tuple, list)):
        made = ast.Tuple if isinstance(value, tuple) else ast.List
        return made([literal(one) for one in value])
    if value is None or isinstance(value, (bool, str)):
        return ast.Constant(value)
    if type(value) in (int, float) and math.isfinite(value):
        below = value < 0 or math.copysign(1, value) < 0
        return ast.UnaryOp(ast.USub(), ast.Constant(-value)) if below else ast.Constant(value)
    if type(value) is float:
        return call("float", ast.Constant(str(value)))
    raise TypeError(f"{type(value).__name__} is no literal")


def assign(target: ast.expr, value: ast.expr) -> ast.Assign:
    """An assignment."""
    return ast.Assign([target], value, lineno=0)


def template(text: str, values: Mapping[str, ast.expr]) -> ast.expr:
    """An expression of ours, with values in the place of some names.

    >>> ast.unparse(template("x.flatten(start)", {"x": name("out"), "start": literal(1)}))
    'out.flatten(1)'
    """
    return cast("ast.expr", _filled(_parsed(text), values))


def uses(text: str, word: str) -> int:
    """How often a template has a name."""
    return _names(text)[word]


def descendants(tree: ast.AST) -> Iterator[ast.AST]:
    """A node and all within it, as `ast.walk` gives them in several times the time."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        for value in vars(node).values():
            if type(value) in LEAVES:
                continue
            if isinstance(value, list):
                waiting += [one for one in value if isinstance(one, ast.AST)]
            elif isinstance(value, ast.AST):
                waiting.append(value)


@lru_cache(1000)
def _parsed(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


@lru_cache(1000)
def _names(text: str) -> Counter[str]:
    nodes = ast.walk(_parsed(text))
    return Counter(node.id for node in nodes if isinstance(node, ast.Name))


def _filled(part: Any, values: Mapping[str, ast.expr]) -> Any:
    """A copy of a part of a tree, with values in the place of names."""
    if isinstance(part, list):
        return [_filled(one, values) for one in part]
    if not isinstance(part, ast.AST):
        return part
    if isinstance(part, ast.Name):
        return values.get(part.id) or ast.Name(part.id)
    return type(part)(*(_filled(getattr(part, field, None), values) for field in part._fields))
