"""What was found out about a field from the training samples; kept in the run, as JSON."""

from dataclasses import dataclass

import torch
from torch import Tensor

from archspec.recipe.fields.tokens import APART


@dataclass(frozen=True)
class Facts:
    """What turns values of a column into numbers, and predictions back.

    Args:
        kind: of the field.
        shape: of one sample as the network sees it.
        classes: their names in the order of their numbers; none where it has none.
        mean: what is taken from each number of it; nothing where it is not scaled.
        std: what each is divided by then.
        fill: what stands for a gap, in the unit of the data.
        words: those that have a number of their own, in the order of these.
        columns: of the source, in the order in which they are read.
        ignore: the value that stands for nothing.
        divisor: of images, what bytes are divided by.
    """

    kind: str
    shape: tuple[int, ...] = ()
    classes: tuple[str, ...] = ()
    mean: tuple[float, ...] = ()
    std: tuple[float, ...] = ()
    fill: tuple[float, ...] = ()
    words: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    ignore: int | None = None
    divisor: int | None = None

    @property
    def numbers(self) -> int:
        """How many numbers its words have, those that stand for no word among them; 0 without any.

        >>> Facts("tokens", words=("a", "b")).numbers, Facts("category", words=("a",)).numbers
        (4, 2)
        """
        apart = {"tokens": APART, "category": 1}.get(self.kind)
        return 0 if apart is None else len(self.words) + apart

    @property
    def has_flags(self) -> bool:
        """Whether each of its numbers is followed by a 0 or 1 that says whether it is a gap."""
        return self.kind == "numbers" and self.shape == (2 * len(self.columns),)

    def restore(self, numbers: Tensor) -> Tensor:
        """Numbers (n, …) in the unit of the data, from those that the network sees.

        >>> import torch
        >>> Facts("number", mean=(10.0,), std=(2.0,)).restore(torch.tensor([0.0, 1.5]))
        tensor([10., 13.])
        >>> flagged = Facts("numbers", (2,), mean=(10.0,), std=(2.0,), columns=("age",))
        >>> flagged.restore(torch.tensor([[1.5, 1.0]]))
        tensor([[13.,  1.]])
        """
        if not self.mean:
            return numbers
        mean, std = numbers.new_tensor(self.mean), numbers.new_tensor(self.std)
        if self.has_flags:
            mean = torch.stack([mean, torch.zeros_like(mean)], 1).flatten()
            std = torch.stack([std, torch.ones_like(std)], 1).flatten()
            return numbers * std + mean
        if len(self.mean) == 1:
            mean, std = mean[0], std[0]
        return numbers * std + mean
