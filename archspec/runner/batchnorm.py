"""Batch norm over the samples of all processes, as if one process had them.

Torch's own (`SyncBatchNorm`) works on no CPU, and counts the sample that a process without a share
repeats. Here a process may have any share of a batch, none too.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn
from torch.autograd.function import once_differentiable
from torch.nn.modules.batchnorm import _BatchNorm

from archspec.runner.place import Place


class GlobalBatchNorm(_BatchNorm):
    """A batch norm that has come to work on shares of batches; made by `over_all_processes`.

    Attributes:
        place: the processes.
        share: samples of this process's batch that count, set before each forward pass.
    """

    place: Place
    share: int

    def _check_input_dim(self, input: Tensor) -> None:  # noqa: A002  torch's name for it
        """Any shape will do: the class that it was has checked the network before."""

    def forward(self, input: Tensor) -> Tensor:  # noqa: A002
        """Input and output are (n, C, …)."""
        if not (self.training or self.running_mean is None):
            return super().forward(input)
        wide = input.to(torch.promote_types(input.dtype, torch.float32))
        counts = bool(self.share)
        output, mean, variance, n = Normalize.apply(
            wide, self.weight, self.bias, self.eps, counts, self.place
        )
        if self.training and self.track_running_stats:
            self._track(mean, variance * n / (n - 1))
        return output.to(input.dtype)  # type: ignore[no-any-return]

    @torch.no_grad()
    def _track(self, mean: Tensor, variance: Tensor) -> None:
        if self.running_mean is None or self.running_var is None:
            return
        assert self.num_batches_tracked is not None  # noqa: S101  torch makes all three or none
        self.num_batches_tracked.add_(1)
        # No momentum stands for the mean of all batches so far.
        new = 1 / float(self.num_batches_tracked) if self.momentum is None else self.momentum
        self.running_mean.lerp_(mean.to(self.running_mean.dtype), new)
        self.running_var.lerp_(variance.to(self.running_var.dtype), new)


class Normalize(torch.autograd.Function):
    """(x − mean) / √(variance + eps) · weight + bias, mean and variance over all processes.

    The gradient is that of Ioffe and Szegedy 2015, whose sums go over all processes likewise.
    """

    @staticmethod
    def forward(
        ctx: Any,
        x: Tensor,
        weight: Tensor | None,
        bias: Tensor | None,
        eps: float,
        counts: bool,
        place: Place,
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """The output, with mean and (biased) variance of each channel and the count of its values.

        Args:
            ctx: keeps what the gradient needs.
            x: (n, C, …).
            weight: (C,) or None.
            bias: (C,) or None.
            eps: added to the variance.
            counts: False where this process has no share, and only repeats a sample.
            place: the processes.
        """
        axes, shape = _axes(x)
        n, mean, variance = _moments(x, axes, counts, place)
        scale = (variance + eps).rsqrt()
        normal = (x - mean.view(shape)) * scale.view(shape)
        ctx.save_for_backward(normal, scale, n, weight)
        ctx.counts, ctx.place = counts, place
        ctx.mark_non_differentiable(mean, variance, n)
        output = normal if weight is None else normal * weight.view(shape)
        return output if bias is None else output + bias.view(shape), mean, variance, n

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor, *_others: Tensor) -> tuple[Tensor | None, ...]:
        """The gradients of `x`, `weight` and `bias`."""
        normal, scale, n, weight = ctx.saved_tensors
        axes, shape = _axes(normal)
        own = torch.stack([gradient.sum(axes), (gradient * normal).sum(axes)])
        total = ctx.place.sum(own.clone()) / n
        steepness = scale if weight is None else scale * weight
        inner = gradient - total[0].view(shape) - normal * total[1].view(shape)
        # A sample that does not count has no part in the statistics, and no gradient.
        x = inner * steepness.view(shape) if ctx.counts else torch.zeros_like(inner)
        return (
            x,
            own[1] if ctx.needs_input_grad[1] else None,
            own[0] if ctx.needs_input_grad[2] else None,
            *(None,) * 3,
        )


def _axes(x: Tensor) -> tuple[list[int], list[int]]:
    """All axes but that of the channels, and the shape in which (C,) spreads over them."""
    return [0, *range(2, x.dim())], [1, -1, *[1] * (x.dim() - 2)]


def _moments(
    x: Tensor, axes: list[int], counts: bool, place: Place
) -> tuple[Tensor, Tensor, Tensor]:
    """Count, mean and variance over all processes: theirs put together (Chan et al. 1979)."""
    n = x.numel() // x.shape[1]
    variance, mean = torch.var_mean(x, axes, correction=0)
    own = torch.stack([torch.full_like(mean, n * counts), mean, variance])
    sizes, means, variances = place.rows(own).unbind(1)
    total = sizes.sum(0)
    if n == 1 and int(total[0]) == 1:
        shape = tuple(x.shape)
        raise ValueError(f"Expected more than 1 value per channel when training, got input {shape}")
    mean = (sizes * means).sum(0) / total
    squares = sizes * (variances + (means - mean).square())
    return total, mean, squares.sum(0) / total


def over_all_processes(model: nn.Module, place: Place) -> list[GlobalBatchNorm]:
    """Let the batch norms of a model work on the shares of all processes; those that now do.

    They stay the modules that they were, with their parameters, statistics and names.
    """
    usual = (_BatchNorm.forward, GlobalBatchNorm.forward)
    changed: list[GlobalBatchNorm] = []
    for one in model.modules() if place.world > 1 else ():
        if isinstance(one, _BatchNorm) and type(one).forward in usual:
            one.__class__ = GlobalBatchNorm
            assert isinstance(one, GlobalBatchNorm)  # noqa: S101  as of the line before
            one.place, one.share = place, 1
            changed.append(one)
    return changed


@contextmanager
def alone(model: nn.Module) -> Iterator[None]:
    """Let the batch norms of a model work on what this process has, while it alone computes.

    Those without running statistics would wait for the others, who are not there.
    """
    norms = [one for one in model.modules() if isinstance(one, GlobalBatchNorm)]
    before = [(norm, norm.place, norm.share) for norm in norms]
    try:
        for norm in norms:
            norm.place, norm.share = Place(norm.place.device), 1
        yield
    finally:
        for norm, place, share in before:
            norm.place, norm.share = place, share
