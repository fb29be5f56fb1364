"""What the first kernels of a network make of a picture."""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import torch
from torch import Tensor, nn

from archspec.diagnostics import Failure, Problem
from archspec.runner.data.picture import read_picture, size_of

LARGEST: Final = 256
"""Width and height, at most, that a picture is scaled down to: in it one still sees single pixels
change."""

MOST: Final = 64
"""Kernels that are shown, at most; a larger layer's first ones."""

LARGEST_ANSWER: Final = 2**26
"""Numbers that a layer makes of a picture, at most: 256 MiB."""


@dataclass(frozen=True)
class Kernel:
    """A kernel, and what it makes of a picture.

    Args:
        name: of its layer, with its number where the layer has several.
        weight: (channels, height, width).
        answer: (height, width), which may be less than the picture's.
        ends: the numbers that are shown black and white.
    """

    name: str
    weight: Tensor
    answer: Tensor
    ends: tuple[float, float]


def photograph(path: Path, channels: int) -> Tensor:
    """A picture as bytes (channels, height, width), scaled down where it is large.

    Raises:
        RecipeFailure: A626 if there is no such image or it cannot be read.
    """
    width, height = size_of(path)
    share = min(1.0, LARGEST / max(width, height))
    shape = (channels, max(1, round(height * share)), max(1, round(width * share)))
    return torch.from_numpy(read_picture(path, shape).copy())


def convolutions(module: nn.Module, paths: Sequence[str]) -> dict[str, nn.Conv2d]:
    """Those of the layers at these paths that are two-dimensional convolutions of a picture."""
    found = ((path, _at(module, path)) for path in paths)
    return {
        path: layer
        for path, layer in found
        if isinstance(layer, nn.Conv2d) and layer.in_channels in (1, 3)
    }


def _at(module: nn.Module, path: str) -> nn.Module | None:
    try:
        return module.get_submodule(path)
    except AttributeError:  # a function, or a tensor of its scope
        return None


def answers(layers: Mapping[str, nn.Conv2d], picture: Tensor) -> list[Kernel]:
    """What each kernel makes of a picture.

    Args:
        layers: convolutions by their names.
        picture: (channels, height, width) as the network takes it: scaled, and normalised.

    Raises:
        Failure: A663 where a layer does not fit the picture.

    >>> blur = nn.Conv2d(1, 1, 3, bias=False)
    >>> _ = nn.init.constant_(blur.weight, 1 / 9)
    >>> [one] = answers({"mean": blur}, torch.ones(1, 4, 5))
    >>> one.name, tuple(one.answer.shape)
    ('mean', (2, 3))
    """
    found: list[Kernel] = []
    for name, layer in layers.items():
        _check_size(name, layer, picture)
        with torch.inference_mode():
            found += _each(name, layer, picture, layer.eval()(picture[None])[0])
    return found[:MOST]


def _each(name: str, layer: nn.Conv2d, picture: Tensor, given: Tensor) -> Iterator[Kernel]:
    kernels = layer.weight.detach()
    for number, (kernel, answer) in enumerate(zip(kernels, given, strict=True)):
        told = name if len(kernels) == 1 else f"{name}, {number}"
        shown = picture if _keeps_brightness(kernel) else answer
        yield Kernel(told, kernel, answer, (float(shown.min()), float(shown.max())))


def _keeps_brightness(kernel: Tensor) -> bool:
    """Whether a kernel leaves an even picture as it is, as one that blurs or sharpens does.

    What such a kernel makes beyond black and white are a few edges: to show all of it by their
    range would make the rest grey.
    """
    return abs(float(kernel.sum()) - 1) < 1e-4


def _check_size(name: str, layer: nn.Conv2d, picture: Tensor) -> None:
    """Nothing, where a layer fits a picture and gives no more than a machine holds.

    Raises:
        Failure: A663 where it does not.
    """
    size = "×".join(map(str, picture.shape[1:]))
    try:
        given = deepcopy(layer).to("meta")(picture[None].to("meta"))
    except RuntimeError:
        kernel = "×".join(map(str, layer.kernel_size))
        raise _unfit(f"the kernels of `{name}` ({kernel}) do not fit a picture of {size}") from None
    if given.numel() > LARGEST_ANSWER:
        fact = f"of a picture of {size}, `{name}` makes {given.numel():,} numbers"
        raise _unfit(f"{fact}, more than {LARGEST_ANSWER:,}")


def _unfit(fact: str) -> Failure:
    return Failure([Problem("A663", fact).unlocated()])
