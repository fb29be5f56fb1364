"""Diagrams as one page of HTML to walk through, which fetches nothing.

graph → views (a Scene for each depth) → subjects (what is said of what they show) → document
"""

from archspec.backends.diagram.html.document import Document, document

__all__ = ["Document", "document"]
