"""Samples and their labels, whether they are in memory or decoded when needed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Final, Literal, Protocol

import numpy as np
import torch
from torch import Tensor

from archspec.recipe.augmentation import Augmentation
from archspec.runner.named import Named

Part = Literal["train", "val", "test"]
PARTS: tuple[Part, ...] = ("train", "val", "test")

IMAGES: Final = 4
"""The axes of an array of images."""


class Samples(Protocol):
    """Some number of samples of one shape, as bytes (0 to 255) or floats."""

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of one sample, channels first."""

    def __len__(self) -> int: ...

    def take(self, index: Tensor) -> Tensor:
        """The samples at `index` (N,) as one batch (N, *shape)."""

    def keep(self, index: Tensor) -> "Samples":
        """Only the samples at `index`, in that order."""


def is_channels_last(array: Tensor) -> bool:
    """Whether images (N, C, H, W) lie in memory with their channels last, and not plainly."""
    last = array.dim() == IMAGES and array.is_contiguous(memory_format=torch.channels_last)
    return last and not array.is_contiguous()


def is_slow(samples: Samples) -> bool:
    """Whether samples are read or decoded whenever they are needed, themselves or what is in them.

    >>> is_slow(InMemory(torch.zeros(5, 2)))
    False
    """
    inner = next(
        (vars(samples)[name] for name in ("samples", "kept") if name in vars(samples)), None
    )
    return bool(getattr(samples, "slow", False)) or (inner is not None and is_slow(inner))


@dataclass(frozen=True, eq=False)
class InMemory:
    """Samples decoded into one array (N, *shape) of uint8 or float32, or some of its rows.

    What is held back and what stays share the array: dividing a data set copies none of it. It may
    be laid out channels last, and then batches are as well.

    >>> InMemory(torch.zeros(5, 1, 8, 8)).take(torch.tensor([3, 1])).shape
    torch.Size([2, 1, 8, 8])
    """

    array: Tensor
    rows: Tensor | None = None

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of one sample."""
        return tuple(self.array.shape[1:])

    def __len__(self) -> int:
        return len(self.array if self.rows is None else self.rows)

    def take(self, index: Tensor) -> Tensor:
        """The samples at `index`."""
        rows = index if self.rows is None else self.rows[index]
        if not is_channels_last(self.array):
            return self.array.index_select(0, rows)
        # Samples are copied whole only where their axes stand as they lie.
        return self.array.permute(0, 2, 3, 1).index_select(0, rows).permute(0, 3, 1, 2)

    def lay_out(self, layout: torch.memory_format) -> None:
        """Let all samples that share the array lie in memory so; no value of it changes."""
        if self.array.dim() == IMAGES:
            self.array.data = self.array.contiguous(memory_format=layout)

    def keep(self, index: Tensor) -> "InMemory":
        """Only the samples at `index`."""
        return InMemory(self.array, index if self.rows is None else self.rows[index])


class Rows(Protocol):
    """Samples with what they are compared with, of which batches are made."""

    @property
    def pictures(self) -> Collection[str]:
        """The inputs that are changed at random in training; the name of the only one is ""."""

    @property
    def own(self) -> Mapping[str, Sequence[Augmentation]]:
        """Changes that one input alone has, by its name."""

    @property
    def views(self) -> Collection[str]:
        """The inputs that are one of several views, which are changed whenever they are seen."""

    @property
    def slow(self) -> bool:
        """Whether they are read or decoded whenever they are needed, which is done ahead."""

    @property
    def masks(self) -> Collection[str]:
        """The targets with a class for each pixel, which are changed along with the pictures."""

    def __len__(self) -> int: ...

    def take(self, index: Tensor) -> tuple[Named, Named]:
        """Inputs and labels of the samples at `index` (N,), each (N, …)."""

    def label_shape(self, target: str) -> tuple[int, ...]:
        """The shape of what one sample of a target is compared with."""

    def keep(self, index: Tensor) -> "Rows":
        """Only the samples at `index`, in that order."""


class Divided(Protocol):
    """Samples in parts."""

    @property
    def parts(self) -> Mapping[Part, Rows]:
        """The samples of each part that there is."""

    @property
    def repeats(self) -> Mapping[Part, int]:
        """How many samples of each part are trained on too."""


@dataclass(frozen=True, eq=False)
class Split:
    """Samples with a label each: int64 class numbers (N,), or float32 numbers (N, …).

    Args:
        samples: N of them.
        labels: as many.
        files: which each sample is, where it is a file of its own.
    """

    pictures: ClassVar[Collection[str]] = ("",)
    views: ClassVar[Collection[str]] = ()
    masks: ClassVar[Collection[str]] = ()
    own: ClassVar[Mapping[str, Sequence[Augmentation]]] = {}

    samples: Samples
    labels: Tensor
    files: tuple[Path, ...] = ()

    def __len__(self) -> int:
        return len(self.samples)

    @property
    def slow(self) -> bool:
        """Whether samples are read or decoded whenever they are needed."""
        return is_slow(self.samples)

    def take(self, index: Tensor) -> tuple[Tensor, Tensor]:
        """The samples at `index` with their labels."""
        return self.samples.take(index), self.labels[index]

    def label_shape(self, target: str) -> tuple[int, ...]:  # noqa: ARG002  there is one target
        """The shape of one label."""
        return tuple(self.labels.shape[1:])

    def keep(self, index: Tensor, labels: Tensor | None = None) -> "Split":
        """Only the samples at `index`, with `labels` in the place of theirs if given."""
        files = tuple(self.files[place] for place in index.tolist()) if self.files else ()
        kept = self.labels[index] if labels is None else labels
        return Split(self.samples.keep(index), kept, files)


Divisor = Literal[255, 1] | None
"""What bytes are divided by to be values like the others of a data set.

255 where values are of 0 to 1, 1 where they are of 0 to 255, and None where they are other numbers,
which no byte stands for.
"""


@dataclass(frozen=True)
class LeftOut:
    """Something that lies among the data and is not taken, and why.

    Args:
        what: how much of what, such as `3 files`.
        why: the reason, as it stands behind a comma or in brackets.
        examples: some of the names.
    """

    what: str
    why: str
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class DataSet:
    """All there is of a data set.

    Args:
        parts: its samples.
        classes: their names in the order of the labels; none where labels are numbers.
        divisor: what bytes are divided by.
        left_out: what was not taken.
        notes: what is odd about it, each a sentence without a full stop.
        labels: how labels were written, such as `int64`.
        pictures: sizes of the image files, such as `300×50 to 310×52`; empty without files.
        repeats: of parts with images that the training part has too, how many.
    """

    parts: Mapping[Part, Split]
    classes: tuple[str, ...]
    divisor: Divisor = 255
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()
    labels: str = "int64"
    pictures: str = ""
    repeats: Mapping[Part, int] = field(default_factory=dict)


def in_memory(samples: np.ndarray, labels: np.ndarray) -> Split:
    """A split from arrays: bytes stay bytes, other numbers become float32, class labels int64."""
    kept = samples if samples.dtype == np.uint8 else samples.astype(np.float32)
    whole = np.issubdtype(labels.dtype, np.integer) and labels.ndim == 1
    named = labels.astype(np.int64 if whole else np.float32)
    return Split(
        InMemory(torch.from_numpy(np.require(kept, requirements=["C", "W"]))),
        torch.from_numpy(np.require(named, requirements=["C", "W"])),
    )
