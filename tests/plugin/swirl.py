"""A kind of layer in one file: `archspec check net.yaml --plugin swirl.py`."""

from typing import ClassVar

import torch
from torch import Tensor, nn

from archspec.kind import Module, Shapes
from archspec.kind.elementwise import SameShape


class Swirl(SameShape):
    """The sine of each number: an activation that goes round and round (Sitzmann et al. 2020)."""

    kind: ClassVar[str] = "swirl"
    family: ClassVar[str] = "activation"
    role: ClassVar[str] = "act"

    def lower(self, shapes: Shapes) -> Module:
        """The module below."""
        return Module(f"{__name__}.Sine")


class Sine(nn.Module):
    """The sine of each number."""

    def forward(self, x: Tensor) -> Tensor:
        """N×… to N×… ."""
        return torch.sin(x)
