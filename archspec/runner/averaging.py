"""Running means of a network's weights, which are often better than the last of them.

An exponential moving average (Polyak and Juditsky 1992; Tarvainen and Valpola 2017,
arXiv:1703.01780). Its first steps forget faster, as the initial weights would else be most of it
for long: the decay after t steps is at most (1 + t) / (10 + t), as TensorFlow has it
(`tf.train.ExponentialMovingAverage` with `num_updates`).
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import torch
from torch import Tensor, nn

from archspec.runner.checkpoint import fault, first_tensors
from archspec.runner.sharding import own, part


class Average:
    """The running mean of every tensor of a network that holds real numbers; of others, the last.

    Running means of norms are averaged as weights are: those of the raw network would not be the
    statistics of what averaged weights compute.

    Args:
        model: the network, on its device.
        decay: how much of the mean each step leaves.

    >>> layer = nn.Linear(1, 1, bias=False)
    >>> _ = nn.init.constant_(layer.weight, 0.0)
    >>> average = Average(layer, 0.5)
    >>> _ = nn.init.constant_(layer.weight, 1.0)
    >>> average.update(1)
    >>> with average.in_place():
    ...     inside = layer.weight.item()
    >>> round(inside, 4), layer.weight.item()
    (0.8182, 1.0)
    """

    def __init__(self, model: nn.Module, decay: float):
        self.model, self.decay = model, decay
        self.tensors = {name: one.detach().clone() for name, one in first_tensors(model).items()}

    @torch.no_grad()
    def update(self, step: int) -> None:
        """Take the weights in, after the step of that number, 1 for the run's first."""
        forget = 1 - min(self.decay, (1 + step) / (10 + step))
        means: list[Tensor] = []
        values: list[Tensor] = []
        for mean, now in self._pairs():
            if mean.is_floating_point() or mean.is_complex():
                means.append(mean)
                values.append(now)
            else:
                mean.copy_(now)
        torch._foreach_lerp_(means, values, forget)

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """Within it the network has the means for its weights."""
        kept = [now.clone() for _, now in self._pairs()]
        self._fill([mean for mean, _ in self._pairs()])
        try:
            yield
        finally:
            self._fill(kept)

    def load(self, tensors: Mapping[str, Tensor]) -> None:
        """Go back to means that were saved.

        Raises:
            ValueError: where no training leaves such numbers.
        """
        for name, mean in self.tensors.items():
            if why := fault(name, tensors[name], mean.dtype):
                raise ValueError(f"the average of `{name}` {why}")
            own(mean).copy_(own(part(tensors[name], mean)))

    @torch.no_grad()
    def _fill(self, values: list[Tensor]) -> None:
        for (_, now), value in zip(self._pairs(), values, strict=True):
            now.copy_(value)

    def _pairs(self) -> list[tuple[Tensor, Tensor]]:
        """What this process has of each mean, and of the tensor that it is of."""
        now = first_tensors(self.model)
        return [(own(mean), own(now[name].detach())) for name, mean in self.tensors.items()]
