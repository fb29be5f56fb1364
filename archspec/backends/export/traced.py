"""A network on its way into a file, and what runs one, for every form."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from torch import Tensor
from torch.export import ExportedProgram

Tensors: TypeAlias = Mapping[str, Tensor]
Run: TypeAlias = Callable[[Tensors], list[Tensor]]
"""Inputs by name to outputs in order."""


@dataclass(frozen=True, slots=True)
class Traced:
    """A network as torch has traced it.

    Args:
        program: what was traced.
        axes: the name of each axis that may have any size, by torch's symbol for it.
        inputs: the names of what it takes, in order.
        outputs: the names of what it gives, in order.
        about: texts to keep with it, by name.
    """

    program: ExportedProgram
    axes: Mapping[str, str]
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    about: Mapping[str, str]
