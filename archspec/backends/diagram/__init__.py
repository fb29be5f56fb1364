"""Diagrams: a graph as DOT, SVG, PNG, PDF or Mermaid.

graph → arrange → junctions → dot → render → svg
"""

from archspec.backends.diagram.fitting import fitting_depth
from archspec.backends.diagram.write import draw, to_dot, to_mermaid, to_svg

__all__ = ["draw", "fitting_depth", "to_dot", "to_mermaid", "to_svg"]
