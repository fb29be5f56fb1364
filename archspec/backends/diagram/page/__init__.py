"""Diagrams as one page of HTML to walk through, which fetches nothing.

graph → levels (a Scene for each depth) → subjects (what is said of what they show) → document
"""

from archspec.backends.diagram.page.document import Document, document

__all__ = ["Document", "document"]
