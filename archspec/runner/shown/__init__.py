"""What a report shows of single samples: a file for each sort of target."""

from collections.abc import Callable, Iterator
from typing import Final

from archspec.runner.shown.calibration import calibration
from archspec.runner.shown.evidence import Answers, Evidence, gather
from archspec.runner.shown.finding import retrieved
from archspec.runner.shown.forecasts import forecasts
from archspec.runner.shown.labels import labels
from archspec.runner.shown.masks import masks
from archspec.runner.shown.mistakes import mistakes
from archspec.runner.shown.pictures import pictures
from archspec.runner.shown.quantities import quantities

__all__ = ["Evidence", "gather", "sections"]

SECTIONS: Final[dict[str, Callable[[Evidence, Answers], str]]] = {
    "class": mistakes,
    "mask": masks,
    "labels": labels,
    "picture": pictures,
    "series": forecasts,
    "numbers": quantities,
}
"""By what a target is."""


def sections(evidence: Evidence | None) -> Iterator[str]:
    """HTML of what the network says about some samples, target by target."""
    if evidence is None:
        return
    for one in evidence.answers:
        if shown := SECTIONS[one.sort](evidence, one) if one.sort in SECTIONS else "":
            yield shown
        if known := evidence.certainties.get(one.target.name):
            yield calibration(one.title, known)
    alone = len(evidence.findings) == 1
    for each in evidence.findings:
        yield retrieved(each, evidence.numbers, evidence.among, alone=alone)
