"""Feature maps as cuboids in space.

graph → stations → tiers → cuboids in their places → scene
"""

from archspec.backends.diagram.volumes.drawing import volumes

__all__ = ["volumes"]
