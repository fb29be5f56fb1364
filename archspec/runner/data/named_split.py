"""Samples of several inputs, or several targets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import prod

from torch import Tensor

from archspec.recipe.augmentation import Augmentation
from archspec.runner.data.samples import Samples, is_slow
from archspec.runner.named import Named


@dataclass(frozen=True, eq=False)
class NamedSplit:
    """What each input takes of some samples, and what each target is compared with.

    A single input, or a single target, is given without its name.

    Args:
        inputs: by name, in the order of the network.
        targets: by the name of the output.
        pictures: the inputs that are changed at random in training, by name; "" where it is alone.
        masks: the targets that are changed along with them, likewise.
        own: changes that one input alone has, likewise.
        views: the inputs that are one of several views, likewise.
        weights: how likely each sample is drawn, (N,), where they are not all alike.
    """

    inputs: Mapping[str, Samples]
    targets: Mapping[str, Samples]
    pictures: frozenset[str] = frozenset()
    masks: frozenset[str] = frozenset()
    own: Mapping[str, Sequence[Augmentation]] = field(default_factory=dict)
    views: frozenset[str] = frozenset()
    weights: Tensor | None = None

    def __len__(self) -> int:
        return len(next(iter(self.inputs.values())))

    @property
    def slow(self) -> bool:
        """Whether some of it is read or decoded whenever it is needed."""
        return any(map(is_slow, (*self.inputs.values(), *self.targets.values())))

    def take(self, index: Tensor) -> tuple[Named, Named]:
        """Inputs and labels of the samples at `index`."""
        return _taken(self.inputs, index), _taken(self.targets, index)

    def label_shape(self, target: str) -> tuple[int, ...]:
        """The shape of what one sample of a target is compared with; () of one without labels."""
        return self.targets[target].shape if target in self.targets else ()

    def keep(self, index: Tensor) -> "NamedSplit":
        """Only the samples at `index`."""
        inputs = {name: one.keep(index) for name, one in self.inputs.items()}
        targets = {name: one.keep(index) for name, one in self.targets.items()}
        weights = None if self.weights is None else self.weights[index]
        return replace(self, inputs=inputs, targets=targets, weights=weights)


def _taken(samples: Mapping[str, Samples], index: Tensor) -> Named:
    found = {name: one.take(index) for name, one in samples.items()}
    return next(iter(found.values())) if len(found) == 1 else found


@dataclass(frozen=True, eq=False)
class Shaped:
    """The same values in samples of another shape, such as a vector of one for a number."""

    samples: Samples
    shape: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.samples)

    def take(self, index: Tensor) -> Tensor:
        """The samples at `index`."""
        return self.samples.take(index).reshape(len(index), *self.shape)

    def keep(self, index: Tensor) -> "Shaped":
        """Only the samples at `index`."""
        return Shaped(self.samples.keep(index), self.shape)


def shaped(samples: Samples, shape: tuple[int, ...]) -> Samples:
    """The samples in another shape of as many values."""
    if samples.shape == shape or prod(samples.shape) != prod(shape):
        return samples
    return Shaped(samples, shape)


@dataclass(frozen=True, eq=False)
class Fraction:
    """Bytes as values of 0 to 1, which a network is to give."""

    samples: Samples
    divisor: int

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of one sample."""
        return self.samples.shape

    def __len__(self) -> int:
        return len(self.samples)

    def take(self, index: Tensor) -> Tensor:
        """The samples at `index`, float32."""
        taken = self.samples.take(index)
        return taken if taken.is_floating_point() else taken.float() / self.divisor

    def keep(self, index: Tensor) -> "Fraction":
        """Only the samples at `index`."""
        return Fraction(self.samples.keep(index), self.divisor)
