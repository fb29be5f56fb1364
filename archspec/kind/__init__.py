"""What a kind of layer is: its fields, what it builds or lowers to, and how it is found."""

from archspec.kind.building import LOST, NOWHERE, Body, Held, Origin, Value
from archspec.kind.guarding import is_of_others
from archspec.kind.layer import Builder, Cost, Kept, Layer, Shapes, Window
from archspec.kind.lowering import Call, Function, Module, Parameter
from archspec.kind.numbers import EITHER, REAL, Numbers, Takes
from archspec.kind.origin import BlockCall, Round
from archspec.kind.registry import find, kinds, make, of_role, plain
from archspec.kind.reweighted import Reweighted
from archspec.kind.weighted import Weighted

__all__ = [
    "EITHER",
    "LOST",
    "NOWHERE",
    "REAL",
    "BlockCall",
    "Body",
    "Builder",
    "Call",
    "Cost",
    "Function",
    "Held",
    "Kept",
    "Layer",
    "Module",
    "Numbers",
    "Origin",
    "Parameter",
    "Reweighted",
    "Round",
    "Shapes",
    "Takes",
    "Value",
    "Weighted",
    "Window",
    "find",
    "is_of_others",
    "kinds",
    "make",
    "of_role",
    "plain",
]
