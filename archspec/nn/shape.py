"""Modules that change the shape and no number."""

import torch
from torch import Tensor, nn


class Reshape(nn.Module):
    """The same numbers in another shape: (N, …) → (N, *shape)."""

    def __init__(self, shape: tuple[int, ...]):
        super().__init__()
        self.shape = shape

    def forward(self, x: Tensor) -> Tensor:
        """Leaves the batch axis as it is."""
        return x.reshape([x.size(0), *self.shape])

    def extra_repr(self) -> str:
        """The shape without the batch."""
        return ", ".join(map(str, self.shape))


class Rearrange(nn.Module):
    """Axes split, reordered and joined: (N, …) → (N, …), for inputs of any size.

    Args:
        split: the sizes that each axis behind the batch is split into; −1 is found from the input.
        order: where the axes come from after that; it counts the batch.
        joined: how many of them become each axis of the result.
    """

    split: list[list[int]]
    joined: list[int]

    def __init__(
        self, split: tuple[tuple[int, ...], ...], order: tuple[int, ...], joined: tuple[int, ...]
    ):
        super().__init__()
        self.split = [list(sizes) for sizes in split]
        self.order = list(order)
        self.joined = list(joined)

    def forward(self, x: Tensor) -> Tensor:
        """Reshapes twice, with a permutation between."""
        sizes = [x.size(0)]
        for axis, parts in enumerate(self.split):
            rest = x.size(axis + 1)
            for part in parts:
                rest = rest // part if part > 0 else rest
            sizes.extend([part if part > 0 else rest for part in parts])
        x = x.reshape(sizes).permute(self.order)
        sizes = [x.size(0)]
        axis = 1
        for count in self.joined:
            size = 1
            for _ in range(count):
                size *= x.size(axis)
                axis += 1
            sizes.append(size)
        return x.reshape(sizes)

    def extra_repr(self) -> str:
        """The three steps."""
        return f"split={self.split}, order={self.order}, joined={self.joined}"


class Permute(nn.Module):
    """Axes in another order, the batch's included: `Permute((0, 2, 3, 1))` puts channels last."""

    def __init__(self, dims: tuple[int, ...]):
        super().__init__()
        self.dims = dims

    def forward(self, x: Tensor) -> Tensor:
        """A view of the input."""
        return x.permute(self.dims)

    def extra_repr(self) -> str:
        """The order."""
        return ", ".join(map(str, self.dims))


class Constant(nn.Module):
    """Given numbers for each sample, whatever comes in: (N, …) → (N, sizes…).

    Args:
        values: in lists for the axes, or one number for all.
        shape: the sizes, where it is one number.
    """

    values: Tensor

    def __init__(self, values: float | tuple[float, ...], shape: tuple[int, ...] = ()):
        super().__init__()
        numbers = torch.tensor(values, dtype=torch.get_default_dtype())
        numbers = numbers.expand(shape).clone() if shape else numbers
        self.register_buffer("values", numbers, persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        """The numbers, once for each sample of a batch."""
        return self.values.expand(x.size(0), *self.values.shape)

    def extra_repr(self) -> str:
        """The sizes."""
        return "×".join(map(str, self.values.shape))
