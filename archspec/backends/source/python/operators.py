"""The operators of Python: how they are written, and how tightly they hold together."""

import ast
from collections.abc import Mapping
from typing import Final

OPERATORS: Final[Mapping[type[ast.AST], str]] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.MatMult: "@",
    ast.Pow: "**",
    ast.And: "and",
    ast.Or: "or",
    ast.Not: "not ",
    ast.USub: "-",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.In: "in",
    ast.NotIn: "not in",
    ast.BitOr: "|",
    ast.BitAnd: "&",
}
LEVELS: Final = (
    (ast.IfExp,),
    (ast.Or,),
    (ast.And,),
    (ast.Not,),
    (ast.Compare,),
    (ast.BitOr,),
    (ast.BitAnd,),
    (ast.Add, ast.Sub),
    (ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.MatMult),
    (ast.USub,),
    (ast.Pow,),
)
"""What binds loosest comes first (The Python Language Reference, 6.17)."""
TIGHTEST: Final = len(LEVELS)
_LEVEL: Final = {kind: i for i, kinds in enumerate(LEVELS) for kind in kinds}


def level(node: ast.expr) -> int:
    """How tightly an expression holds together."""
    return _LEVEL.get(type(getattr(node, "op", node)), TIGHTEST)
