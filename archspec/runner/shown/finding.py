"""Which samples a network takes for the other view of each, right or wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import torch
from torch import Tensor

from archspec.runner.data import Batch
from archspec.runner.data.named_split import NamedSplit
from archspec.runner.data.normalization import Normalization
from archspec.runner.data.share import Share
from archspec.runner.named import apply
from archspec.runner.page import section
from archspec.runner.place import Place
from archspec.runner.record import Record
from archspec.runner.shown.markup import card, cards, picture
from archspec.runner.task.contrast import Contrast

if TYPE_CHECKING:
    from archspec.runner.loop import Loop

EACH: Final = 6
"""Samples that are shown of those that are right, and of those that are wrong."""


@dataclass(frozen=True, eq=False)
class Finding:
    """What one output finds by another, of some samples.

    Args:
        output: that looks.
        against: the output among whose vectors it looks.
        found: (n,), the number of the sample whose vector is nearest, of those of its batch.
        alike: (n,), the cosine of both.
        views: (n, 1 or 3, height, width) of 0 to 1, by input, as the network took them.
    """

    output: str
    against: str
    found: Tensor
    alike: Tensor
    views: Mapping[str, Tensor]


def findings(loop: "Loop", record: Record, split: NamedSplit) -> tuple[Finding, ...]:
    """What each output that is compared with another finds in a split, batch by batch.

    One process does so alone, on views by the draws by which `retrieval` is measured.
    """
    contrasts = [one for one in loop.task.judged.targets if isinstance(one, Contrast)]
    found: dict[str, list[Tensor]] = {one.name: [] for one in contrasts}
    alike: dict[str, list[Tensor]] = {one.name: [] for one in contrasts}
    views: list[dict[str, Tensor]] = []
    place, first = Place(loop.place.device), 0
    for batch in replace(loop.loader, share=Share()).in_order(split) if contrasts else ():
        outputs = apply(loop.bare, batch.inputs)
        for one in contrasts:
            most, nearest = one.said(outputs, batch, place).scores.max(1)
            found[one.name].append(first + nearest.cpu())
            alike[one.name].append(most.cpu())
        views.append(_pictures(batch, record))
        first += batch.total
    return tuple(
        Finding(
            one.name,
            one.against,
            torch.cat(found[one.name]),
            torch.cat(alike[one.name]),
            {name: torch.cat([each[name] for each in views]) for name in views[0]},
        )
        for one in contrasts
    )


def _pictures(batch: Batch, record: Record) -> dict[str, Tensor]:
    """The inputs that can be looked at, as they were before they were normalised."""
    known, inputs = record.normalization, batch.inputs
    return {
        name: _plain(one, known[name] if isinstance(known, Mapping) else known)
        for name, one in ({"input": inputs} if isinstance(inputs, Tensor) else inputs).items()
        if one.dim() == 4 and one.shape[1] in (1, 3)
        if not isinstance(known, Mapping) or name in known
    }


def _plain(values: Tensor, change: Normalization) -> Tensor:
    mean, std = (torch.tensor(one).view(1, -1, 1, 1) for one in (change.mean, change.std))
    return (values.cpu().float() * std + mean).clamp(0, 1)


def retrieved(one: Finding, numbers: Sequence[int], among: str, *, alone: bool) -> str:
    """HTML of samples with what was found for them, wrong ones first, the most alike first.

    Args:
        one: what was found.
        numbers: of the samples in their part.
        among: of how many they are, in words.
        alone: whether no other output finds anything.
    """
    if not one.views:
        return ""
    right = one.found == torch.arange(len(one.found))
    order = one.alike.argsort(descending=True)
    wrong, well = order[~right[order]], order[right[order]]
    about = (
        f"Of {among}, {int(right.sum()):,} have their own {one.against} nearest, of all in a "
        "batch. Each is shown by its views; where another sample was nearer, that one follows."
    )
    each = (_card(one, row, numbers) for row in (*wrong[:EACH].tolist(), *well[:EACH].tolist()))
    return section("Found", cards(each), about, "" if alone else one.output)


def _card(one: Finding, row: int, numbers: Sequence[int]) -> str:
    found = int(one.found[row])
    shown = "".join(
        picture(some[place], name, (0.0, 1.0))
        for place in dict.fromkeys((row, found))
        for name, some in one.views.items()
    )
    right = found == row
    what = "right" if right else f"<b>wrong</b>: found sample {numbers[found] + 1:,}"
    return card(
        shown, f"sample {numbers[row] + 1:,}", f"{what}, cosine {float(one.alike[row]):.3f}"
    )
