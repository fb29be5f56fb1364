"""Diagrams: a graph as SVG, PNG, PDF, TeX, HTML, DOT or Mermaid.

graph → picture (boxes, frames, edges) → chart (laid out, fitted) → scene → svg | tikz | raster
                                                    (of each depth) → html
                                       → graphviz | mermaid
      → volumes → scene
"""

from archspec.backends.diagram.options import Options, Wishes
from archspec.backends.diagram.picture.glance import glance_depth
from archspec.backends.diagram.write import Drawn, draw, to_dot, to_mermaid, to_svg

__all__ = [
    "Drawn",
    "Options",
    "Wishes",
    "draw",
    "glance_depth",
    "to_dot",
    "to_mermaid",
    "to_svg",
]
