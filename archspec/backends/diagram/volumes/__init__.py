"""Feature maps as blocks in space.

graph → stations → levels → blocks in their places → scene
"""

from archspec.backends.diagram.volumes.drawing import volumes
from archspec.backends.diagram.volumes.extents import Scale

__all__ = ["Scale", "volumes"]
