"""Sizes of an input that are left open: a name such as `H`, or arithmetic over names."""

import ast
import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from archspec.diagnostics import Diagnostic, Edit, Failure, Help, Source
from archspec.diagnostics.suggest import near, perhaps
from archspec.language.document.given import Given, place, setting
from archspec.language.expressions.constants import CONSTANTS
from archspec.language.expressions.expressions import BRACED, is_expression
from archspec.patterns import compile_later
from archspec.shapes import Size, at, open_names
from archspec.syntax import Mapping as Fields
from archspec.syntax import Scalar, Sequence, Tree, read

FORM: Final = compile_later(r"(?=.*[A-Za-z_])[\w\s()+*/-]{1,100}", re.ASCII)
LARGEST: Final = 2**31
MAX_TERMS: Final = 1000
OPERATORS: Final[Mapping[type[ast.operator], Callable[[Any, Any], Any]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
}
NAMELESS: Final = frozenset(("none", "any", "auto", "dynamic", "unknown", "variable", *CONSTANTS))
"""What other tools write for a size that is left open."""

Overrides = Iterable[tuple[str, str | Given]]


def read_size(text: str) -> Any:
    """The size that a text stands for; None where it is none.

    >>> str(read_size("16*H")), str(read_size("(H + 1)//2")), read_size("3x3"), read_size("32")
    ('16·H', '⌈H/2⌉', None, None)
    """
    if not FORM.fullmatch(text):
        return None
    try:
        size = _value(ast.parse(text.strip(), mode="eval").body)
    except (SyntaxError, ValueError, ArithmeticError, RecursionError, MemoryError):
        return None
    return size if len(getattr(size, "terms", ())) <= MAX_TERMS else None


def _value(node: ast.expr) -> Any:
    if isinstance(node, ast.Name):
        return Size.named(node.id)
    if isinstance(node, ast.Constant) and type(node.value) is int and node.value < LARGEST:
        return node.value
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        return OPERATORS[type(node.op)](_value(node.left), _value(node.right))
    raise ValueError("no size")


def names_in_inputs(tree: Fields) -> frozenset[str]:
    """The names of the sizes that the inputs of a file leave open."""
    entries = (tree.entry("input"), tree.entry("inputs"))
    written = (s.value for entry in entries if entry for s in _scalars(entry.value))
    # What stands for a parameter is no name of a size, whatever its value is.
    texts = (BRACED.sub("1", text) for text in written if isinstance(text, str))
    return frozenset(open_names(read_size(t) for t in texts if not is_expression(t)))


def _scalars(tree: Tree) -> Iterator[Scalar]:
    """The sizes in a shape, or in a mapping of shapes."""
    if isinstance(tree, Scalar):
        yield tree
    elif isinstance(tree, Fields):
        yield from (s for entry in tree for s in _scalars(entry.value))
    else:
        yield from (item for item in tree if isinstance(item, Scalar))


def read_bindings(overrides: Overrides) -> tuple[dict[str, int], list[Diagnostic]]:
    """The sizes that are set from outside, and what is wrong with them: A211."""
    found: dict[str, int] = {}
    problems: list[Diagnostic] = []
    for name, given in overrides:
        value = _read(name, given)
        if type(value) is int and 0 < value < LARGEST:
            found[name] = value
        else:
            message = f"`{name}` is a size, and {setting(name, given)} gives it none"
            problems.append(Diagnostic("A211", message, place(given)))
    return found, problems


def _read(name: str, given: str | Given) -> Any:
    try:
        if isinstance(given, Given):
            return given.data
        return getattr(read(Source(f"--set {name}", given)), "value", None)
    except (Failure, TypeError):
        return None


def opened(
    shape: Sequence,
    values: tuple[Any, ...],
    params: Iterable[str],
    bound: Mapping[str, int],
    channels: int | None = 0,
) -> tuple[tuple[Any, ...], list[Diagnostic]]:
    """The sizes of an input with texts as what they stand for, and what is wrong: A203.

    Args:
        shape: the sizes as they were written.
        values: the same with their expressions computed.
        params: the names of the parameters.
        bound: the sizes that are set from outside.
        channels: the axis that must be a number; None where none must.
    """
    sizes: list[Any] = []
    problems: list[Diagnostic] = []
    for i, (item, value) in enumerate(zip(shape, values, strict=True)):
        size = read_size(value) if isinstance(value, str) else None
        if size is None:
            sizes.append(value)
            continue
        problem = _misnamed(item, size, frozenset(params))
        if problem is None and i == channels and open_names((at(size, bound),)):
            problem = _open_channels(shape, values, i)
        problems += [problem] if problem else []
        sizes.append(at(size, bound))
    return tuple(sizes), problems


def _misnamed(item: Tree, size: Any, params: frozenset[str]) -> Diagnostic | None:
    """A name that is a parameter, nearly one, or none at all."""
    for name in open_names((size,)):
        meant = name if name in params else next(iter(near(name, params)), "")
        if name in params or (meant and len(name) > 2):
            alone = isinstance(item, Scalar) and item.text == name
            help_ = perhaps(
                f"${meant}",
                (Edit(item.span, f"${meant}"),) if alone else (),
                certain=alone and name in params,
            )
            message = (
                f"`{name}` is a parameter, which is written with a `$`"
                if name in params
                else f"`{name}` names a size, and is nearly the parameter `{meant}`"
            )
            return Diagnostic("A203", message, item.span, helps=(help_,))
        if name.lower() in NAMELESS:
            message = f"`{name}` does not say which size is left open"
            return Diagnostic("A203", message, item.span, helps=(NAME_IT,))
    return None


NAME_IT: Final = Help("a size that is left open has a name of its own: `input: [3, H, W]`")


def _open_channels(shape: Sequence, values: tuple[Any, ...], index: int) -> Diagnostic:
    """The channels, which cannot be left open."""
    message = f"the channels must be a number, not `{values[index]}`"
    note = "weights are as many as the channels ask for; only the other sizes may be left open"
    sizes = ", ".join(map(str, values))
    if len(values) > 2 and type(values[1]) is int:
        helps: tuple[Help, ...] = (Help("leave the batch out"),)
    elif len(values) > 1 and type(values[-1]) is int:
        turned = ", ".join(map(str, (values[-1], *values[:-1])))
        last = f"{{shape: [{sizes}], channels: {len(values) - 1}}}"
        helps = (
            Help(f"channels come first: `[{turned}]`", (Edit(shape.span, f"[{turned}]"),)),
            Help(f"where the data has them last, say so: `{last}`"),
        )
    elif len(values) == 1:
        words = f"{{shape: [{sizes}], values: 30000}}"
        helps = (Help(f"whole numbers that are looked up, such as words, are `{words}`"),)
    else:
        helps = ()
    return Diagnostic("A203", message, shape.items[index].span, notes=(note,), helps=helps)


def bound_texts(tree: Fields, bound: Mapping[str, int]) -> Iterator[Edit]:
    """The edits that write the values of names into the inputs of a file."""
    for name in ("input", "inputs"):
        entry = tree.entry(name)
        for scalar in _scalars(entry.value) if entry else ():
            size = read_size(scalar.value) if isinstance(scalar.value, str) else None
            if bound.keys() & {*open_names((size,))}:
                value = at(size, bound)
                yield Edit(scalar.span, value.expression if isinstance(value, Size) else str(value))
