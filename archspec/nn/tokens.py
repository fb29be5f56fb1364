"""Modules of tokens: (N, tokens, C)."""

from torch import Tensor, nn


class Embedding(nn.Embedding):
    """A learnt vector for each whole number, of whatever type: (N, …) → (N, …, C)."""

    def forward(self, x: Tensor) -> Tensor:
        """Looks the vectors up."""
        return super().forward(x.long())


class Attention(nn.MultiheadAttention):
    """Attention of tokens to each other, or to those of a context: (N, T, C) → (N, T, C).

    Axes between the batch and the tokens are groups that do not see each other: (N, G, T, C).

    Its parameters are those of `torch.nn.MultiheadAttention` with the batch first.
    """

    def __init__(
        self,
        embed_dim: int,
        num_heads: int,
        dropout: float = 0.0,
        bias: bool = True,
        context_dim: int | None = None,
        causal: bool = False,
    ):
        super().__init__(
            embed_dim,
            num_heads,
            dropout,
            bias,
            kdim=context_dim,
            vdim=context_dim,
            batch_first=True,
        )
        self.causal = causal

    def forward(self, x: Tensor, context: Tensor | None = None) -> Tensor:  # type: ignore[override]
        """What each token gathers."""
        shape = x.shape
        x = x.flatten(0, -3)
        other = x if context is None else context.flatten(0, -3)
        mask = None
        if self.causal:
            mask = nn.Transformer.generate_square_subsequent_mask(x.size(1), x.device, x.dtype)
        result, _ = super().forward(
            x, other, other, need_weights=False, attn_mask=mask, is_causal=self.causal
        )
        return result.reshape(shape)

    def extra_repr(self) -> str:
        """The sizes."""
        causal = ", causal=True" if self.causal else ""
        return f"embed_dim={self.embed_dim}, num_heads={self.num_heads}{causal}"
