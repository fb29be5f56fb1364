"""How good a network is on some samples."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import torch
from torch import Tensor, nn

from archspec.runner.batchnorm import GlobalBatchNorm
from archspec.runner.data import Loader, Part
from archspec.runner.data.order import always_the_same
from archspec.runner.data.samples import Divided
from archspec.runner.named import Named, apply
from archspec.runner.objective import answer
from archspec.runner.place import Place
from archspec.runner.precision import Precision
from archspec.runner.task import Tallies, Tally, Target, Task

__all__ = ["Evaluation", "Tally", "measure"]


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
        metrics: what else was measured, by the name of the metric.
        targets: the same for each of several targets, by its name; `loss` is then their weighted
            sum, and there is no matrix of all.
        among: how many samples the part has, where only some of them were measured.
    """

    part: str
    count: int
    loss: float
    confusion: tuple[tuple[int, ...], ...] = field(repr=False)
    classes: tuple[str, ...]
    energy: float | None
    metrics: Mapping[str, float | None] = field(default_factory=dict)
    targets: Mapping[str, "Evaluation"] = field(default_factory=dict)
    among: int | None = None

    @property
    def figures(self) -> dict[str, float | None]:
        """All but loss and accuracy: the metrics, with the name of the target before its own."""
        found = dict(self.metrics)
        for name, one in self.targets.items():
            found[f"{name}.loss"] = one.loss
            found |= {f"{name}.{metric}": value for metric, value in one.figures.items()}
        return found

    def __getitem__(self, name: str) -> float | None:
        """A figure by its name: `loss`, `accuracy`, `f1`, or `kind.f1` of one of several targets.

        Raises:
            KeyError: if none has that name.
        """
        return {"loss": self.loss, "accuracy": self.accuracy, **self.figures}[name]

    @property
    def accuracy(self) -> float | None:
        """The part of the labels whose class was found."""
        if not self.confusion:
            return None
        every = sum(map(sum, self.confusion)) or 1
        return sum(row[i] for i, row in enumerate(self.confusion)) / every

    @property
    def share_found(self) -> float | None:
        """The same where each sample has one class; None where the pixels of masks have one each.

        Pixels of one image are no independent samples, of which statistics speak.
        """
        return self.accuracy if sum(map(sum, self.confusion)) == self.count else None

    @property
    def samples(self) -> str:
        """How many samples were measured, of how many, in words."""
        every = "" if self.among is None else f" of {self.among:,}"
        return f"{self.count:,}{every}"

    @property
    def mean_recall(self) -> float | None:
        """What is found of each class, on the mean over those that are there: balanced accuracy."""
        shares = [share for share in self.per_class.values() if share is not None]
        return sum(shares) / len(shares) if shares else None

    @property
    def per_class(self) -> dict[str, float | None]:
        """The accuracy within each class; None for a class without samples."""
        return {
            name: row[i] / sum(row) if sum(row) else None
            for i, (name, row) in enumerate(zip(self.classes, self.confusion, strict=False))
        }


def measure(
    model: nn.Module,
    data: Divided,
    part: Part,
    task: Task,
    loader: Loader,
    place: Place,
    precision: Precision,
    most: int | None = None,
) -> Evaluation:
    """Evaluate `model` on a part of the data in eval mode; the model stays in it.

    Of a part with more samples than `most`, as many are drawn, always the same.
    """
    model.eval()
    task, split, among = task.judged, data.parts[part], None
    if most is not None and most < len(split):
        among = len(split)
        split = split.keep(always_the_same(among, most))
    tallies = task.tallies(split, loader, loader.count(split))
    energies: list[Tensor] = []
    norms = [one for one in model.modules() if isinstance(one, GlobalBatchNorm)]
    with torch.inference_mode():
        for batch in loader.in_order(split):
            for norm in norms:
                norm.share = batch.share
            with precision.forward():
                outputs = _last(apply(model, batch.inputs), task)
            said = task.said(outputs, batch, place)
            if not batch.share:
                continue
            task.count(tallies, batch, said)
            if task.alone and task.first.classes:
                scores = task.first.objective.scores(answer(task.first.of(outputs)))
                energies.append(scores.float().flatten(1).logsumexp(1))
        tallies = tallies.together(place)
        own = torch.cat(energies) if energies else torch.empty(0, device=loader.device)
        every = place.gathered(own)
    lowest = every.quantile(0.005).item() if len(every) else None
    return replace(_evaluation(part, len(split), task, tallies, lowest), among=among)


def _last(outputs: Named, task: Task) -> Named:
    """What is judged of a network: of several outputs that one target stands for, the first."""
    return answer(outputs) if task.first.every else outputs


def _evaluation(
    part: Part, count: int, task: Task, tallies: Tallies, energy: float | None
) -> Evaluation:
    found = {
        one.name: _of_target(part, count, one, tallies.by_target[one.name], energy)
        for one in task.targets
    }
    if task.alone:
        return found[task.first.name]
    return Evaluation(part, count, task.loss(tallies), (), (), None, {}, found)


def _of_target(
    part: Part, count: int, target: Target, tally: Tally, energy: float | None
) -> Evaluation:
    table = tuple(map(tuple, tally.square().tolist()))
    figures = target.figures(tally)
    return Evaluation(part, count, tally.mean(), table, target.classes, energy, figures)
