"""Modules that change the shape and no number."""

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
    """Axes split, reordered and joined: (N, …) → (N, *joined); `order` counts the batch."""

    def __init__(self, split: tuple[int, ...], order: tuple[int, ...], joined: tuple[int, ...]):
        super().__init__()
        self.split = split
        self.order = order
        self.joined = joined

    def forward(self, x: Tensor) -> Tensor:
        """Reshapes twice, with a permutation between."""
        batch = x.size(0)
        return x.reshape([batch, *self.split]).permute(self.order).reshape([batch, *self.joined])

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
