"""One output compared with another: which view belongs to which, of all samples of a batch."""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable
from torch.nn import functional

from archspec.runner.data import Batch
from archspec.runner.named import Named, one_of
from archspec.runner.place import Place
from archspec.runner.task.target import Said, Target


@dataclass(frozen=True)
class Contrast(Target):
    """Two views of each sample, to be told from the views of all others of its batch.

    Args:
        against: the output that has the other view.
        temperature: what the cosines of both are divided by.
    """

    against: str = ""
    temperature: float = 0.1

    def said(self, outputs: Named, batch: Batch, place: Place) -> Said:
        """How alike each sample of the share is to the other views of all shares.

        Scores are (n, N) of n samples of the share and N of the batch, and the label of a sample is
        its number in the batch.
        """
        pair = [_direction(one_of(outputs, name)) for name in (self.name, self.against)]
        both = torch.cat(pair, 1)
        every = Whole.apply(both, batch.total, place)
        labels = place.share.of(torch.arange(batch.total, device=both.device))[: batch.share]
        # A process without a share has a sample that does not count.
        one, other = both[: batch.share].chunk(2, 1)
        every_one, every_other = every.chunk(2, 1)
        scores, back = one @ every_other.T, other @ every_one.T
        loss = info_nce(scores / self.temperature, back / self.temperature, labels)
        return Said(loss, scores.detach(), labels, len(labels))


def info_nce(scores: Tensor, back: Tensor, labels: Tensor) -> Tensor:
    """The sum over samples of the cross-entropy of finding the other view: the mean of both ways.

    Van den Oord et al. 2018 (arXiv 1807.03748), made symmetric as in Radford et al. 2021.

    >>> scores = torch.tensor([[2.0, 0.0], [0.0, 2.0]])
    >>> round(info_nce(scores, scores.T, torch.arange(2)).item(), 4)
    0.2539

    Args:
        scores: (n, N) of n samples with the other views of all N.
        back: likewise of their other views with the samples.
        labels: (n,), which of all is theirs.
    """
    ways = [functional.cross_entropy(one, labels, reduction="sum") for one in (scores, back)]
    return (ways[0] + ways[1]) / 2


def _direction(output: Tensor) -> Tensor:
    """Vectors (n, D) of length one, in float32 or wider."""
    wide = output.to(torch.promote_types(output.dtype, torch.float32))
    return functional.normalize(wide.flatten(1), dim=1)


class Whole(torch.autograd.Function):
    """The rows of all processes' shares, in the order of the batch, with their gradients.

    The gradient of a row is the sum of what all processes make of it.
    """

    @staticmethod
    def forward(ctx: Any, mine: Tensor, total: int, place: Place) -> Tensor:
        """All rows (total, D).

        Args:
            ctx: keeps what the gradient needs.
            mine: (n, D), of this process's share; one row that does not count where it has none.
            total: of all shares.
            place: the processes.
        """
        ctx.place, ctx.count = place, len(mine)
        counts = place.share.count(total)
        padded = mine.new_zeros(-(-total // place.world), mine.shape[1])
        padded[:counts] = mine[:counts]
        # The sample after the first of one process is the first of the next one.
        return place.rows(padded).transpose(0, 1).reshape(-1, mine.shape[1])[:total]

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:
        """The gradient of the rows of this process."""
        whole = ctx.place.sum(gradient.contiguous().clone())
        mine = whole[ctx.place.rank :: ctx.place.world]
        found = gradient.new_zeros(ctx.count, gradient.shape[1])
        found[: len(mine)] = mine
        return found, None, None
