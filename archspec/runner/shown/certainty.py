"""How sure a network is of each of many samples, and whether it is right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import TYPE_CHECKING, Final

import torch
from torch import Tensor

from archspec.runner.batchnorm import alone
from archspec.runner.data.samples import Part, Rows
from archspec.runner.data.share import Share
from archspec.runner.named import IGNORED, apply, one_of
from archspec.runner.objective import answer
from archspec.runner.task import Target

if TYPE_CHECKING:
    from archspec.runner.loop import Loop

MOST: Final = 10_000
"""Samples that are asked about, spread over their part."""

MOST_SHOWN: Final = 12
"""Mistakes that are shown."""


@dataclass(frozen=True, eq=False)
class Certainty:
    """What a network says of samples that are of one class each, and how sure it is.

    Args:
        numbers: (n,), of the samples in their part.
        sure: (n,), the probability of what it says.
        said: (n,), the class.
        truth: (n,), the class that is right.
        inputs: of the mistakes that are shown, as they are stored, by name.
        among: of how many samples it is, in words.
    """

    numbers: Tensor
    sure: Tensor
    said: Tensor
    truth: Tensor
    inputs: Mapping[str, Tensor]
    among: str

    @property
    def mistakes(self) -> Tensor:
        """The rows in which it is wrong, the surest first."""
        wrong = (self.said != self.truth).nonzero()[:, 0]
        return wrong[self.sure[wrong].argsort(descending=True, stable=True)]

    @property
    def shown(self) -> list[int]:
        """The first of these rows."""
        shown: list[int] = self.mistakes[:MOST_SHOWN].tolist()
        return shown


def certainties(
    loop: "Loop", part: Part, targets: Sequence[Target], names: Sequence[str]
) -> dict[str, Certainty]:
    """How sure the network of a loop is of each target whose samples are of one class each.

    Args:
        loop: with the network, which is in eval mode.
        part: of the data.
        targets: of which only those are asked about that tell classes of whole samples apart.
        names: of the inputs.
    """
    split = loop.data.parts[part]
    count = min(MOST, len(split))
    index = torch.linspace(0, len(split) - 1, count).long()
    asked = [one for one in targets if _whole(one, split)]
    rows: dict[str, list[Tensor]] = {one.name: [] for one in asked}
    loader = replace(loop.loader, share=Share())
    with torch.inference_mode(), alone(loop.bare):
        for batch in loader.in_order(split.keep(index)) if asked else ():
            outputs = apply(loop.bare, batch.inputs)
            for one in asked:
                scores = one.objective.scores(answer(one.of(outputs))).float()
                sure, said = chances(scores, yes_or_no=one.objective.loss.yes_or_no).max(1)
                truth = one_of(batch.labels, one.name).reshape(-1)
                rows[one.name].append(torch.stack([sure.float(), said, truth], 1).cpu().double())
    among = f"{count:,} of {len(split):,}" if count < len(split) else f"all {count:,}"
    whole = f"{among} {part} samples"
    known = {name: _certainty(index, torch.cat(found), whole) for name, found in rows.items()}
    return {name: replace(one, inputs=_inputs(one, split, names)) for name, one in known.items()}


def _whole(target: Target, split: Rows) -> bool:
    """Whether a target tells of each sample which one class it is of."""
    tells = bool(target.classes) or target.objective.loss.yes_or_no
    return tells and prod(split.label_shape(target.name)) == 1


def _certainty(numbers: Tensor, rows: Tensor, among: str) -> Certainty:
    counts = rows[:, 2] != IGNORED
    sure, said, truth = rows[counts].unbind(1)
    return Certainty(numbers[counts], sure, said.long(), truth.long(), {}, among)


def _inputs(one: Certainty, split: Rows, names: Sequence[str]) -> dict[str, Tensor]:
    stored = split.take(one.numbers[one.shown])[0] if one.shown else {}
    return {name: one_of(stored, name) for name in names} if one.shown else {}


def chances(scores: Tensor, *, yes_or_no: bool) -> Tensor:
    """The probability of each class, (n, classes, …); of a yes or no, that of both.

    >>> chances(torch.zeros(1, 2), yes_or_no=False).tolist()
    [[0.5, 0.5]]
    >>> chances(torch.zeros(1), yes_or_no=True).tolist()
    [[0.5, 0.5]]
    """
    if scores.dim() == 1:
        scores = scores[:, None]
    if scores.shape[1] == 1:
        yes = scores.sigmoid()
        return torch.cat([1 - yes, yes], 1)
    return scores.sigmoid() if yes_or_no else scores.softmax(1)
