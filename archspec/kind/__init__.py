"""What a kind of layer is: its fields, what it expands or lowers to, and how it is found."""

from archspec.kind.layer import Cost, Layer, Shapes, Window
from archspec.kind.lowering import Call, Function, Module, Parameter
from archspec.kind.parts import (
    Body,
    Chain,
    From,
    Late,
    Leaf,
    Merge,
    Origin,
    Part,
    Repeat,
    Scope,
    Shared,
    leaves,
    named,
    placed,
    unnamed,
    waiting,
)
from archspec.kind.registry import find, kinds, make, of_role
from archspec.kind.weighted import Weighted

__all__ = [
    "Body",
    "Call",
    "Chain",
    "Cost",
    "From",
    "Function",
    "Late",
    "Layer",
    "Leaf",
    "Merge",
    "Module",
    "Origin",
    "Parameter",
    "Part",
    "Repeat",
    "Scope",
    "Shapes",
    "Shared",
    "Weighted",
    "Window",
    "find",
    "kinds",
    "leaves",
    "make",
    "named",
    "of_role",
    "placed",
    "unnamed",
    "waiting",
]
