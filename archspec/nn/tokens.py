"""Modules of tokens: (N, tokens, C)."""

import torch
from torch import Tensor, nn


class Embedding(nn.Embedding):
    """A learnt vector for each whole number, of whatever type: (N, …) → (N, …, C)."""

    def forward(self, x: Tensor) -> Tensor:
        """Looks the vectors up."""
        return super().forward(x.long())


class BucketBias(nn.Embedding):
    """A bias of attention for each offset of two tokens: (N, T, …) → (N, heads, T, T).

    Args:
        num_embeddings: buckets; half of them, in each direction, are of one offset, and the rest
            widen as logarithms do.
        embedding_dim: heads.
        distance: the offset from which on all are in the last bucket.
        bidirectional: whether offsets to what follows have half of the buckets.
    """

    starts: Tensor

    def __init__(
        self,
        num_embeddings: int,
        embedding_dim: int,
        distance: int = 128,
        bidirectional: bool = True,
    ):
        super().__init__(num_embeddings, embedding_dim)
        self.distance = distance
        self.bidirectional = bidirectional
        count = num_embeddings // 2 if bidirectional else num_embeddings
        near = count // 2
        far = [near * (distance / near) ** (i / (count - near)) for i in range(1, count - near)]
        # Rounded up, but where only a rounding lies above a whole number.
        above = [-int(-start * (1 - 1e-6) // 1) for start in far]
        starts = torch.tensor([*range(1, near + 1), *above])
        self.register_buffer("starts", starts, persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        """Looks the number of each pair up, once for each sample."""
        tokens = x.size(1)
        positions = torch.arange(tokens, device=x.device)
        each = super().forward(self.buckets(torch.arange(1 - tokens, tokens, device=x.device)))
        pairs = positions - positions[:, None] + tokens - 1
        return each.T[:, pairs].expand(x.size(0), -1, -1, -1)

    def buckets(self, offsets: Tensor) -> Tensor:
        """The bucket of each offset of a key from a query."""
        far = offsets.abs() if self.bidirectional else (-offsets).clamp(min=0)
        found = (far[..., None] >= self.starts).sum(-1)
        if self.bidirectional:
            found = found + (offsets > 0) * (self.num_embeddings // 2)
        return found

    def extra_repr(self) -> str:
        """The buckets and heads."""
        one_way = "" if self.bidirectional else ", bidirectional=False"
        sizes = f"{self.num_embeddings}, {self.embedding_dim}"
        return f"{sizes}, distance={self.distance}{one_way}"


class Attention(nn.MultiheadAttention):
    """Attention of tokens to each other, or to those of a context: (N, T, C) → (N, T, C).

    Axes between the batch and the tokens are groups that do not see each other: (N, G, T, C).

    With `mask` the last input is 0 for tokens that are not to be seen: (N, M) or (N, T, M).

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
        mask: bool = False,
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
        self.mask = mask

    def forward(self, x: Tensor, *others: Tensor) -> Tensor:  # type: ignore[override]
        """What each token gathers; others are the context and the mask, where there are such."""
        shape = x.shape
        x = x.flatten(0, -3)
        other = others[0].flatten(0, -3) if len(others) > self.mask else x
        later, padding = None, None
        if self.causal:
            later = nn.Transformer.generate_square_subsequent_mask(x.size(1), x.device, x.dtype)
        if self.mask:
            # The least number there is, so that a query which sees nothing is no NaN.
            unseen = (others[-1] == 0).to(x.dtype) * torch.finfo(x.dtype).min
            if unseen.dim() == 2:
                padding = unseen
            else:
                each = unseen.repeat_interleave(self.num_heads, 0)
                later = each if later is None else each + later
        result, _ = super().forward(
            x,
            other,
            other,
            key_padding_mask=padding,
            need_weights=False,
            attn_mask=later,
            is_causal=self.causal and not self.mask,
        )
        return result.reshape(shape)

    def extra_repr(self) -> str:
        """The sizes."""
        causal = ", causal=True" if self.causal else ""
        return f"embed_dim={self.embed_dim}, num_heads={self.num_heads}{causal}"


class Attend(nn.Module):
    """Attention to what is projected already: (N, …, T, C) → (N, …, T, D).

    Args:
        heads: of the queries.
        key_heads: of keys and values; each serves several of the queries where there are fewer.
        parts: how many of queries, keys and values each input holds side by side: one input of 3,
            one of 1 and one of 2, or three of 1.
        bias: whether one more input is added to the products of queries and keys.
        mask: whether the last input is 0 for keys that are not to be seen: (N, M) or (N, T, M).
        scale: the factor on these products.
        causal: whether a token sees only itself and those before it.
        dropout: the probability of dropping a weight in training.
    """

    def __init__(
        self,
        heads: int,
        key_heads: int | None = None,
        parts: tuple[int, ...] = (3,),
        bias: bool = False,
        scale: float | None = None,
        causal: bool = False,
        dropout: float = 0.0,
        mask: bool = False,
    ):
        super().__init__()
        self.mask = mask
        self.heads = heads
        self.key_heads = heads if key_heads is None else key_heads
        self.parts = parts
        self.bias = bias
        self.scale = scale
        self.causal = causal
        self.dropout = dropout

    def forward(self, x: Tensor, *others: Tensor) -> Tensor:
        """What each token gathers, head after head."""
        mask = others[len(self.parts) - 1].to(x.dtype) if self.bias else None
        if len(self.parts) == 1:
            head = x.size(-1) // (self.heads + 2 * self.key_heads)
            sizes = [head * self.heads, head * self.key_heads, head * self.key_heads]
            queries, keys, values = torch.split(x, sizes, -1)
        elif len(self.parts) == 2:
            queries, (keys, values) = x, others[0].chunk(2, -1)
        else:
            queries, keys, values = x, others[0], others[1]
        queries = torch.unflatten(queries, -1, (self.heads, -1)).transpose(-3, -2)
        keys = torch.unflatten(keys, -1, (self.key_heads, -1)).transpose(-3, -2)
        values = torch.unflatten(values, -1, (self.key_heads, -1)).transpose(-3, -2)
        if self.mask:
            unseen = (others[-1] == 0).to(x.dtype) * torch.finfo(x.dtype).min
            unseen = unseen.reshape(x.size(0), 1, -1, keys.size(-2))
            mask = unseen if mask is None else mask + unseen
        if mask is not None:
            while mask.dim() < queries.dim():
                mask = mask.unsqueeze(1)
            if self.causal:
                size = queries.size(-2)
                mask = mask + nn.Transformer.generate_square_subsequent_mask(
                    size, x.device, x.dtype
                )
        result = nn.functional.scaled_dot_product_attention(
            queries,
            keys,
            values,
            attn_mask=mask,
            dropout_p=self.dropout if self.training else 0.0,
            is_causal=self.causal and mask is None,
            scale=self.scale,
            enable_gqa=self.key_heads != self.heads,
        )
        return result.transpose(-3, -2).flatten(-2)

    def extra_repr(self) -> str:
        """The heads, and what the inputs hold."""
        keys = f", key_heads={self.key_heads}" if self.key_heads != self.heads else ""
        causal = ", causal=True" if self.causal else ""
        return f"heads={self.heads}{keys}, parts={self.parts}{causal}"


class Rotary(nn.Module):
    """Pairs of channels turned by their position: (N, T, C) → (N, T, C).

    Args:
        heads: of equal shares of the channels, each turned alike.
        base: how slowly the last pairs turn.
        neighbours: whether neighbouring channels are paired, instead of the two halves of a head.
        size: of the axes that the tokens are laid out in; each turns an equal share of the pairs.
        skip: the tokens in front that are not turned.
    """

    def __init__(
        self,
        heads: int,
        base: float = 10000.0,
        neighbours: bool = False,
        size: tuple[int, ...] | None = None,
        skip: int = 0,
    ):
        super().__init__()
        self.heads = heads
        self.base = base
        self.neighbours = neighbours
        self.size = size
        self.skip = skip

    def forward(self, x: Tensor) -> Tensor:
        """Turns the tokens behind those that are skipped."""
        tokens = torch.unflatten(x[:, self.skip :], -1, (self.heads, -1))
        pair = (-1, 2) if self.neighbours else (2, -1)
        halves = torch.unflatten(tokens, -1, pair)
        first, second = halves.unbind(-1 if self.neighbours else -2)
        angles = self._angles(tokens.size(1), first.size(-1), x.device)[:, None]
        cos, sin = angles.cos().to(x.dtype), angles.sin().to(x.dtype)
        turned = torch.stack(
            [first * cos - second * sin, second * cos + first * sin],
            dim=-1 if self.neighbours else -2,
        )
        return torch.cat([x[:, : self.skip], turned.flatten(2)], dim=1)

    def _angles(self, tokens: int, pairs: int, device: torch.device) -> Tensor:
        """The angle of each pair at each position: (T, pairs)."""
        sizes = (tokens,) if self.size is None else self.size
        axes = [torch.arange(size, device=device, dtype=torch.float32) for size in sizes]
        positions = torch.stack([p.flatten() for p in torch.meshgrid(axes, indexing="ij")], dim=-1)
        each = pairs // len(sizes)
        turns = torch.arange(each, device=device, dtype=torch.float32) / each
        return (positions[:, :, None] / self.base**turns).flatten(1)

    def extra_repr(self) -> str:
        """The heads and the base."""
        return f"heads={self.heads}, base={self.base:g}"
