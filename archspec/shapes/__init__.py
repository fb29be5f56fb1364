"""Shapes, and how layers change them: plain functions of integers."""

from archspec.shapes.shape import Shape
from archspec.shapes.windows import (
    adaptive_extent,
    extent,
    per_axis,
    rescale,
    same_padding,
    slide,
    spread,
    spread_extent,
)

__all__ = [
    "Shape",
    "adaptive_extent",
    "extent",
    "per_axis",
    "rescale",
    "same_padding",
    "slide",
    "spread",
    "spread_extent",
]
