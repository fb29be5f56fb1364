"""Diagrams: a graph as SVG, PNG, PDF, TeX, HTML, DOT or Mermaid.

graph → arrange → Picture → fit (flowchart, columns, ushape) → compose → Scene → svg | tikz | raster
                                                          (of each depth) → page
                          ↘ dot → render (with Graphviz) | mermaid
      → volumes → Scene
"""

from archspec.backends.diagram.fitting import fitting_depth
from archspec.backends.diagram.options import Options, Wishes
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
