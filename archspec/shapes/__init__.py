"""Shapes, and how layers change them: plain functions of integers."""

from archspec.shapes.shape import Shape
from archspec.shapes.windows import extent, per_axis, same_padding, slide, spread

__all__ = ["Shape", "extent", "per_axis", "same_padding", "slide", "spread"]
