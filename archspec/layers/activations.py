"""The activations of torch.nn, by their snake-case names."""

from typing import ClassVar

from archspec.kind.elementwise import Activation


class ReLU(Activation):
    """max(x, 0)."""

    kind: ClassVar[str] = "relu"
    torch_name: ClassVar[str] = "ReLU"


class Tanh(Activation):
    """The hyperbolic tangent, from −1 to 1."""

    kind: ClassVar[str] = "tanh"
    torch_name: ClassVar[str] = "Tanh"
