"""The concatenated rectifier."""

from typing import ClassVar

from archspec.kind import Layer, Module, Shapes
from archspec.kind.lowering import unlike_default
from archspec.shapes import Shape


class CReLU(Layer):
    """relu(x) and relu(−x) side by side, so that no sign is lost: C channels become 2C.

    A convolution after it weighs both (Shang et al. 2016, arXiv:1603.05201); with
    `init: looks_linear` the network begins linear (Balduzzi et al. 2017, arXiv:1702.08591).
    """

    kind: ClassVar[str] = "crelu"
    family: ClassVar[str] = "activation"
    role: ClassVar[str] = "act"
    never_negative: ClassVar[bool] = True
    keeps_whole: ClassVar[bool] = True

    def infer(self, shapes: Shapes) -> Shape:
        """C×sizes to 2C×sizes."""
        return shapes[0].with_channels(2 * shapes[0].channels)

    def lower(self, shapes: Shapes) -> Module:
        """The class of archspec.nn; its axes count the batch."""
        axis = unlike_default({"channel_axis": (shapes[0].channel_axis + 1, 1)})
        return Module("archspec.nn.CReLU", axis)
