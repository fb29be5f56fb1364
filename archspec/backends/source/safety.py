"""Whether a finished text is what was meant, and does no more than make and run a network.

Nothing of a file becomes source but as a literal or a word that was looked at. This asks once more,
of the text itself: an answer other than yes is a fault of ours, and nothing is given then.
"""

import ast
from collections.abc import Collection, Iterator
from inspect import cleandoc
from typing import Any, Final

from archspec.backends.source.python.build import descendants
from archspec.plugins import is_admitted

LIBRARIES: Final = ("operator", "collections", "collections.abc", "typing", "torch", "torchvision")
"""What a module of source may import from."""

BUILTINS: Final = frozenset(
    ("bool", "dict", "float", "getattr", "int", "list", "range", "str", "super", "tuple", "type")
)
OURS: Final = frozenset(
    """
    torch.cat torch.empty torch.finfo torch.full torch.narrow torch.ones torch.select torch.zeros
    nn.Embedding nn.Module nn.ModuleDict nn.ModuleList nn.MultiheadAttention nn.Parameter
    nn.Sequential
    nn.functional.pad nn.init.ones_ nn.init.zeros_ nn.Transformer.generate_square_subsequent_mask
    """.split()  # noqa: SIM905  a list would take a line a word
)
"""What is called beside what layers become."""

STATEMENTS: Final = (
    *(ast.AnnAssign, ast.Assign, ast.AugAssign, ast.ClassDef, ast.Expr, ast.For, ast.FunctionDef),
    *(ast.If, ast.Import, ast.ImportFrom, ast.Return),
)
EXPRESSIONS: Final = (
    *(ast.Attribute, ast.BinOp, ast.BoolOp, ast.Call, ast.Compare, ast.Constant, ast.Dict),
    *(ast.FormattedValue, ast.GeneratorExp, ast.IfExp, ast.JoinedStr, ast.List, ast.ListComp),
    *(ast.Name, ast.Slice, ast.Starred, ast.Subscript, ast.Tuple, ast.UnaryOp),
)


WITHOUT_MEANING: Final = frozenset(("ctx", "kind", "type_comment", "type_ignores"))
"""What a tree says of itself that its text does not."""


class UnsafeSourceError(Exception):
    """Source that is not what it should be: a fault of this back end."""


def check(text: str, tree: ast.Module, known: Collection[str], copied: Collection[str]) -> None:
    """Nothing, where a text is the tree that it was written from, and that is harmless.

    Args:
        text: a finished module.
        tree: what it was written from.
        known: the classes and functions of libraries that layers become, as they are called.
        copied: the classes and functions that are copied from `archspec.nn`.

    Raises:
        UnsafeSourceError: the first thing that is otherwise.
    """
    read = ast.parse(text)
    if not _same(read, tree):
        raise UnsafeSourceError("the text is read as other source than was meant")
    names = {*BUILTINS, *copied, *_defined(read)}
    allowed = {path for one in (*OURS, *known) for path in _prefixes(one)}
    for statement in read.body:
        if getattr(statement, "name", "") in copied:
            continue
        for node in descendants(statement):
            if fault := _fault(node, names, allowed):
                raise UnsafeSourceError(f"line {getattr(node, 'lineno', 0)}: {fault}")


def _same(one: Any, other: Any) -> bool:
    """Whether two trees are the same, but for the places of their nodes and docstrings' margins."""
    pairs = [(one, other)]
    while pairs:
        one, other = pairs.pop()
        if isinstance(one, ast.Expr) and isinstance(other, ast.Expr):
            one, other = _words(one), _words(other)
        if isinstance(one, ast.AST) and type(one) is type(other):
            fields = [field for field in one._fields if field not in WITHOUT_MEANING]
            pairs += [(getattr(one, f, None) or 0, getattr(other, f, None) or 0) for f in fields]
        elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
            pairs += zip(one, other, strict=True)
        elif one is not other and repr(one) != repr(other):
            return False
    return True


def _words(node: ast.Expr) -> Any:
    """What an expression that stands alone says, where it is a docstring."""
    value = node.value.value if isinstance(node.value, ast.Constant) else None
    return cleandoc(value) if isinstance(value, str) else node.value


def _defined(tree: ast.Module) -> Iterator[str]:
    """The names that the module gives to anything."""
    for node in descendants(tree):
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.alias):
            yield node.asname or node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def _fault(node: ast.AST, names: Collection[str], allowed: Collection[str]) -> str:
    """What is wrong with a node; empty where nothing is."""
    if isinstance(node, ast.expr):
        if not isinstance(node, EXPRESSIONS):
            return f"an expression `{type(node).__name__}`"
        if isinstance(node, ast.Name):
            return "" if node.id in names else f"the name `{node.id}`, which is nobody's"
        if isinstance(node, ast.Attribute):
            return _of_attribute(node, allowed)
        return _of_call(node) if isinstance(node, ast.Call) else ""
    if isinstance(node, ast.stmt) and not isinstance(node, STATEMENTS):
        return f"a statement `{type(node).__name__}`"
    if isinstance(node, ast.For) and not _is_over_modules(node):
        return "a loop over something else than modules"
    if isinstance(node, ast.Import) and any(a.name not in LIBRARIES for a in node.names):
        return "an import of another library"
    if isinstance(node, ast.ImportFrom) and not _is_library(node.module or ""):
        return "an import from another library"
    return ""


def _is_over_modules(node: ast.For) -> bool:
    """Whether a loop ends: it goes over what `self`, or an attribute of it, holds."""
    held = node.iter.value if isinstance(node.iter, ast.Subscript) else node.iter
    return _path(held).partition(".")[0] == "self" and not node.orelse


def _is_library(module: str) -> bool:
    return module in LIBRARIES or module.startswith("torchvision.") or is_admitted(module)


def _of_attribute(node: ast.Attribute, allowed: Collection[str]) -> str:
    path = _path(node)
    if path.startswith(("torch.", "nn.", "operator.")) and path not in allowed:
        return f"`{path}`, which no layer becomes"
    if node.attr.startswith("__") and node.attr != "__init__":
        return f"the attribute `{node.attr}`"
    if isinstance(node.ctx, ast.Store) and not _is_own(node):
        return f"an assignment to `{ast.unparse(node)}`"
    return ""


def _prefixes(path: str) -> Iterator[str]:
    """A dotted path, and what it begins with up to each dot."""
    words = path.split(".")
    return (".".join(words[: i + 1]) for i in range(len(words)))


def _is_own(node: ast.Attribute) -> bool:
    """Whether it is an attribute of `self`, or of a module that a function has made."""
    base: ast.expr = node
    while isinstance(base, (ast.Attribute, ast.Call, ast.Subscript)):
        base = base.func if isinstance(base, ast.Call) else base.value
    return isinstance(base, ast.Name) and base.id not in ("torch", "nn", "operator")


def _path(node: ast.expr) -> str:
    """A name with its attributes; empty for anything else that is called."""
    words: list[str] = []
    while isinstance(node, ast.Attribute):
        words.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(words)]) if isinstance(node, ast.Name) else ""


def _of_call(node: ast.Call) -> str:
    if _path(node.func) == "getattr" and not (
        len(node.args) == 2 and isinstance(node.args[1], ast.Constant)
    ):
        return "a look at an attribute that is computed"
    return ""
