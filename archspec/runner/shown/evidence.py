"""Some samples of a part, what is right of them, and what a trained network says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Final

import torch
from torch import Tensor

from archspec.recipe import Recipe
from archspec.runner.batchnorm import alone
from archspec.runner.bound import Bound
from archspec.runner.data import Part
from archspec.runner.data.named_split import NamedSplit
from archspec.runner.fields.facts import Facts
from archspec.runner.loop import Loop
from archspec.runner.named import Named, apply, one_of
from archspec.runner.objective import answer
from archspec.runner.record import Record
from archspec.runner.shown.certainty import Certainty, certainties, chances
from archspec.runner.shown.finding import Finding, findings
from archspec.runner.task import Target

MOST: Final = 400
"""Samples that are looked at."""

MAX_VALUES: Final = 2**24
"""Numbers of all of them together."""


@dataclass(frozen=True, eq=False)
class Answers:
    """What the network says of one target.

    Args:
        target: its output, loss and classes.
        field: that it is compared with.
        facts: of that field; None for a data set with one label.
        truth: (n, …): classes, or numbers in the unit of the data.
        said: (n, …): scores, or numbers in the unit of the data.
        alone: whether it is the only one.
    """

    target: Target
    field: str
    facts: Facts | None
    truth: Tensor
    said: Tensor
    alone: bool

    @property
    def title(self) -> str:
        """The output's name where there are several."""
        return "" if self.alone else self.target.name

    @property
    def sort(self) -> str:
        """What it is, by which it is shown; nothing where nothing is."""
        axes = self.truth.dim() - 1
        if self.target.classes:
            return {0: "class", 2: "mask"}.get(axes, "")
        if self.target.objective.loss.yes_or_no:
            several = axes == 1 and self.truth.shape[1] > 1
            return "labels" if several else "class" if axes < 2 else ""
        if axes == 3 and self.truth.shape[1] in (1, 3):
            return "picture"
        if self.facts and self.facts.kind == "window":
            return "series"
        return "numbers" if axes < 2 else ""

    @property
    def classes(self) -> tuple[str, ...]:
        """The names of the classes; of a yes or no, that of what is asked."""
        return self.target.classes or (f"not {self.field}", self.field)

    @property
    def chances(self) -> Tensor:
        """The probability of each class, (n, classes, …)."""
        independent = self.target.objective.loss.yes_or_no
        return chances(self.said.float(), yes_or_no=independent)


@dataclass(frozen=True, eq=False)
class Evidence:
    """Some samples of a part.

    Args:
        part: of the data.
        count: how many samples that has.
        numbers: of those that are here.
        inputs: as they are stored, by name.
        answers: of each target.
        recipe: of the run.
        bound: what inputs are made of, where fields are bound to them.
        findings: of each output that is compared with another one.
        certainties: of each output that tells classes of whole samples apart, by its name.
    """

    part: Part
    count: int
    numbers: tuple[int, ...]
    inputs: Mapping[str, Tensor]
    answers: tuple[Answers, ...]
    recipe: Recipe
    bound: Bound | None
    findings: tuple[Finding, ...] = ()
    certainties: Mapping[str, Certainty] = field(default_factory=dict)

    @property
    def pictures(self) -> dict[str, Tensor]:
        """The inputs that can be looked at: (n, 1 or 3, height, width)."""
        return {
            name: one
            for name, one in self.inputs.items()
            if one.dim() == 4 and one.shape[1] in (1, 3)
        }

    @property
    def among(self) -> str:
        """Of how many samples it is, in words."""
        if len(self.numbers) == self.count:
            return f"all {self.count:,} {self.part} samples"
        return f"{len(self.numbers):,} of {self.count:,} {self.part} samples"


def gather(loop: Loop, record: Record, part: Part) -> Evidence:
    """What the network of a loop, as it is now, says of samples that are spread over a part."""
    split, task = loop.data.parts[part], loop.task.judged
    # What is compared with another output has nothing that is right.
    targets = [one for one in task.targets if not record.bound or one.name in record.bound.targets]
    size = _values(split.take(torch.tensor([0]))) + sum(map(prod, _outputs(record)))
    count = max(1, min(MOST, len(split), MAX_VALUES // max(1, size)))
    index = torch.linspace(0, len(split) - 1, count).long()
    loop.bare.eval()
    inputs, labels, said = [], [], []
    with torch.inference_mode(), alone(loop.bare):
        for some in torch.split(index, loop.recipe.batch_size):
            stored, right = split.take(some)
            outputs = apply(loop.bare, loop.loader.inputs(split, some))
            inputs.append(stored)
            labels.append(right)
            said.append({one.name: _scores(one, outputs) for one in targets})
        found = findings(loop, record, split.keep(index)) if isinstance(split, NamedSplit) else ()
    names = [*record.bound.inputs] if record.bound else ["input"]
    answers = tuple(
        _answers(one, record, _joined(labels, one.name), _joined(said, one.name), task.alone)
        for one in targets
    )
    shown = {name: _joined(inputs, name) for name in names}
    numbers = tuple(index.tolist())
    sure = certainties(loop, part, targets, names)
    known = (loop.recipe, record.bound, found, sure)
    return Evidence(part, len(split), numbers, shown, answers, *known)


def _outputs(record: Record) -> list[tuple[int, ...]]:
    return [*record.bound.outputs.values()] if record.bound else []


def _values(taken: tuple[Named, Named]) -> int:
    return sum(
        one.numel() if isinstance(one, Tensor) else sum(each.numel() for each in one.values())
        for one in taken
    )


def _scores(target: Target, outputs: Named) -> Tensor:
    return target.objective.scores(answer(target.of(outputs))).float().cpu()


def _joined(pieces: Sequence[Named], name: str) -> Tensor:
    return torch.cat([one_of(one, name) for one in pieces])


def _answers(target: Target, record: Record, truth: Tensor, said: Tensor, only: bool) -> Answers:
    bound = record.bound
    field = bound.targets[target.name] if bound else "label"
    facts = bound.fields[field] if bound else None
    if not target.classes and not target.objective.loss.yes_or_no:
        said = said.reshape(truth.shape)
        if target.restore:
            truth, said = target.restore(truth), target.restore(said)
    return Answers(target, field, facts, truth, said, only)
