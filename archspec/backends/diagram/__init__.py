"""Diagrams: a graph as SVG, PNG, PDF, TeX, HTML, DOT or Mermaid.

graph → picture (boxes, frames, edges) → chart (laid out, fitted) → scene → svg | tikz | raster
                                                    (of each depth) → page
                                       → graphviz | mermaid
      → volumes → scene
"""

from archspec.backends.diagram.options import Options, Wishes
from archspec.backends.diagram.picture.fitting import fitting_depth
from archspec.backends.diagram.write import Drawn, draw, to_dot, to_mermaid, to_svg

__all__ = [
    "Drawn",
    "Options",
    "Wishes",
    "draw",
    "fitting_depth",
    "to_dot",
    "to_mermaid",
    "to_svg",
]
