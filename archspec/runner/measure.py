"""How good a network is on some samples."""

from dataclasses import dataclass

import torch
from accelerate import Accelerator
from torch import Tensor, nn

from archspec.runner.data import Loader, Split
from archspec.runner.objective import Objective, answer


@dataclass(frozen=True)
class Evaluation:
    """Figures of one pass over a part of the data, in eval mode and without gradients.

    Args:
        part: train, val or test.
        count: number of samples.
        loss: mean over the samples, without weight penalties.
        confusion: `confusion[i][j]` samples of class i were taken for class j; empty for numbers.
        classes: the names of the classes.
        energy: the value that 99.5 % of the samples' log-sum-exp of scores exceed; None for
            numbers. Predictions below it are unlike what was seen (Liu et al. 2020).
    """

    part: str
    count: int
    loss: float
    confusion: tuple[tuple[int, ...], ...]
    classes: tuple[str, ...]
    energy: float | None

    @property
    def accuracy(self) -> float | None:
        """The part of the samples whose class was found."""
        if not self.confusion:
            return None
        return sum(row[i] for i, row in enumerate(self.confusion)) / self.count

    @property
    def per_class(self) -> dict[str, float | None]:
        """The accuracy within each class; None for a class without samples."""
        return {
            name: row[i] / sum(row) if sum(row) else None
            for i, (name, row) in enumerate(zip(self.classes, self.confusion, strict=False))
        }


@dataclass(frozen=True, eq=False)
class Tally:
    """Sums on the device, so that nothing waits for it until the end."""

    loss: Tensor
    confusion: Tensor

    @classmethod
    def empty(cls, classes: int, device: torch.device) -> "Tally":
        """Nothing counted yet."""
        # MPS has no float64; float32 holds the sum of an epoch's means well enough there.
        wide = torch.float32 if device.type == "mps" else torch.float64
        zero = torch.zeros((), dtype=wide, device=device)
        return cls(zero, torch.zeros(classes * classes, dtype=torch.int64, device=device))

    def add(self, loss: Tensor, count: int, labels: Tensor, chosen: Tensor | None) -> None:
        """Count `count` samples with the mean loss `loss`, and their classes if there are any."""
        self.loss.add_(loss.detach().to(self.loss.dtype), alpha=count)
        if chosen is not None:
            classes = round(len(self.confusion) ** 0.5)
            cell = labels * classes + chosen
            self.confusion.scatter_add_(0, cell, torch.ones_like(cell))

    def totals(self, accelerator: Accelerator) -> tuple[float, Tensor]:
        """The sum of losses and the confusion matrix of all processes together."""
        loss = float(accelerator.reduce(self.loss))
        confusion = accelerator.reduce(self.confusion).cpu()
        classes = round(len(confusion) ** 0.5)
        return loss, confusion.view(classes, classes)


def measure(
    model: nn.Module,
    split: Split,
    part: str,
    classes: tuple[str, ...],
    objective: Objective,
    loader: Loader,
    accelerator: Accelerator,
) -> Evaluation:
    """Evaluate `model` on `split` in eval mode; the model stays in it."""
    model.eval()
    tally = Tally.empty(len(classes), loader.device)
    energies: list[Tensor] = []
    with torch.inference_mode():
        for batch in loader.in_order(split):
            if not batch.share:
                continue
            outputs = answer(model(batch.inputs))
            chosen = objective.chosen(outputs) if classes else None
            tally.add(objective.mean(outputs, batch.labels), batch.share, batch.labels, chosen)
            energies.append(outputs.float().flatten(1).logsumexp(1))
        loss, confusion = tally.totals(accelerator)
        lowest = torch.cat(energies).quantile(0.005).item() if classes and energies else None
    table = tuple(tuple(int(n) for n in row) for row in confusion)
    return Evaluation(part, len(split), loss / len(split), table, classes, lowest)
