"""Normalisations."""

from torch import Tensor, nn


class ChannelLayerNorm(nn.LayerNorm):
    """Layer normalisation over the channels of each position: (N, C, …) → (N, C, …)."""

    def __init__(
        self,
        normalized_shape: int,
        eps: float = 1e-5,
        elementwise_affine: bool = True,
        bias: bool = True,
        channel_axis: int = 1,
    ):
        super().__init__(normalized_shape, eps, elementwise_affine, bias)
        self.channel_axis = channel_axis

    def forward(self, x: Tensor) -> Tensor:
        """Normalises with the channels moved to the end, and moves them back."""
        last = x.movedim(self.channel_axis, -1)
        normal = nn.functional.layer_norm(
            last, self.normalized_shape, self.weight, self.bias, self.eps
        )
        return normal.movedim(-1, self.channel_axis)

    def extra_repr(self) -> str:
        """The channels and their axis."""
        axis = "" if self.channel_axis == 1 else f", channel_axis={self.channel_axis}"
        return f"{super().extra_repr()}{axis}"
