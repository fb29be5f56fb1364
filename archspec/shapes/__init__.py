"""Shapes, and how layers change them: plain functions of integers, or of sizes left open."""

from archspec.shapes.shape import Shape, shape_text
from archspec.shapes.size import Size, at, open_names
from archspec.shapes.solve import solve
from archspec.shapes.windows import (
    adaptive_extent,
    divided,
    extent,
    is_exact,
    padded_before,
    per_axis,
    rescale,
    same_padding,
    slide,
    spread,
    spread_extent,
)

__all__ = [
    "Shape",
    "Size",
    "adaptive_extent",
    "at",
    "divided",
    "extent",
    "is_exact",
    "open_names",
    "padded_before",
    "per_axis",
    "rescale",
    "same_padding",
    "shape_text",
    "slide",
    "solve",
    "spread",
    "spread_extent",
]
