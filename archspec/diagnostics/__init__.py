"""Findings as values, and the ways to show them."""

from archspec.diagnostics.diagnostic import (
    Diagnostic,
    Edit,
    Failure,
    Fix,
    Help,
    Mark,
    OtherWidth,
    Problem,
    in_order,
)
from archspec.diagnostics.span import Source, Span

__all__ = [
    "Diagnostic",
    "Edit",
    "Failure",
    "Fix",
    "Help",
    "Mark",
    "OtherWidth",
    "Problem",
    "Source",
    "Span",
    "in_order",
]
