"""Feature maps as cuboids in space.

graph → stations → tiers → cuboids in their places → scene
"""

from archspec.backends.diagram.volumes.drawing import volumes
from archspec.backends.diagram.volumes.extents import Scale

__all__ = ["Scale", "volumes"]
