"""How good a network is on some samples."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from archspec.runner.batchnorm import GlobalBatchNorm
from archspec.runner.data import DataSet, Loader, Part
from archspec.runner.objective import IGNORED, Objective, answer
from archspec.runner.place import Place
from archspec.runner.precision import Precision


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
    """Sums on the device, so that nothing waits for it until the end.

    The sums of each batch stand apart, and those of all processes are added batch by batch: the
    total is the same to the bit, wherever an epoch was interrupted.

    Args:
        sums: (batches, 2): the losses of each batch's labels, and how many labels counted.
        confusion: (classes * classes,), row by row.
    """

    sums: Tensor
    confusion: Tensor

    @classmethod
    def empty(cls, batches: int, classes: int, device: torch.device) -> "Tally":
        """Nothing counted yet."""
        # MPS has no float64; float32 holds the sum of an epoch's means well enough there.
        wide = torch.float32 if device.type == "mps" else torch.float64
        sums = torch.zeros(batches, 2, dtype=wide, device=device)
        return cls(sums, torch.zeros(classes * classes, dtype=torch.int64, device=device))

    def add(
        self,
        number: int,
        loss: Tensor,
        weight: int | Tensor,
        labels: Tensor,
        chosen: Tensor | None,
    ) -> None:
        """Count the labels of the batch `number`: the sum of their losses, and their classes."""
        row = self.sums[number]
        row[0], row[1] = loss.detach(), weight
        if chosen is None:
            return
        if labels.dim() > 1:
            counted = labels != IGNORED
            labels, chosen = labels[counted], chosen[counted]
        cell = labels * len(self.square()) + chosen
        self.confusion.scatter_add_(0, cell, torch.ones_like(cell))

    def unsound(self) -> int | None:
        """The first batch whose loss is infinite or no number, if there is one; asks the device."""
        finite = torch.isfinite(self.sums[:, 0])
        return None if bool(finite.all()) else int((~finite).nonzero()[0])

    def together(self, place: Place) -> "Tally":
        """The tally of all processes."""
        return Tally(place.sum(self.sums.clone()), place.sum(self.confusion.clone()))

    def mean(self) -> float:
        """The mean loss of all labels that counted; 0 where none did."""
        loss, weight = self.sums.sum(0).tolist()
        return float(loss / weight) if weight else 0.0

    def square(self) -> Tensor:
        """The confusion matrix, (classes, classes)."""
        classes = round(len(self.confusion) ** 0.5)
        return self.confusion.view(classes, classes)

    def accuracy(self) -> float | None:
        """The part of the labels whose class was found; None where there are no classes."""
        if not len(self.confusion):
            return None
        right, every = int(self.square().trace()), int(self.confusion.sum())
        return right / max(1, every)


def measure(
    model: nn.Module,
    data: DataSet,
    part: Part,
    objective: Objective,
    loader: Loader,
    place: Place,
    precision: Precision,
) -> Evaluation:
    """Evaluate `model` on a part of the data in eval mode; the model stays in it."""
    model.eval()
    split, classes = data.parts[part], data.classes
    tally = Tally.empty(loader.count(split), len(classes), loader.device)
    energies: list[Tensor] = []
    norms = [one for one in model.modules() if isinstance(one, GlobalBatchNorm)]
    with torch.inference_mode():
        for batch in loader.in_order(split):
            for norm in norms:
                norm.share = batch.share
            with precision.forward():
                outputs = answer(model(batch.inputs))
            if not batch.share:
                continue
            loss, weight = objective.sum(outputs, batch.labels), objective.weight(batch.labels)
            chosen = objective.chosen(outputs) if classes else None
            tally.add(batch.number, loss, weight, batch.labels, chosen)
            energies.append(outputs.float().flatten(1).logsumexp(1))
        tally = tally.together(place)
        own = torch.cat(energies) if energies else torch.empty(0, device=loader.device)
        every = place.gathered(own)
    lowest = every.quantile(0.005).item() if classes and len(every) else None
    table = tuple(map(tuple, tally.square().tolist()))
    return Evaluation(part, len(split), tally.mean(), table, classes, lowest)
