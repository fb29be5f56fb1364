"""Diagrams: a graph as DOT, SVG, PNG, PDF or Mermaid.

graph → outline → fold → arrange → junctions → dot → render → svg
"""

from archspec.backends.diagram.write import draw, to_dot, to_mermaid, to_svg

__all__ = ["draw", "to_dot", "to_mermaid", "to_svg"]
