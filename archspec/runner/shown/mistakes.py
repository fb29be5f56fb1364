"""The mistakes of which a network is most certain."""

from dataclasses import replace
from typing import Final

import torch
from torch import Tensor

from archspec.diagnostics.readable import as_percent
from archspec.runner.fields.in_words import in_words
from archspec.runner.page import escaped, section
from archspec.runner.shown.evidence import Answers, Evidence
from archspec.runner.shown.markup import card, cards, number, picture, trace

NUMBERS: Final = 6
"""Numbers of an input that are shown of a sample without pictures."""

LEAST_LENGTH: Final = 16
"""Of a series that is drawn instead."""


def mistakes(evidence: Evidence, one: Answers) -> str:
    """HTML of samples of which the wrong class has the highest probability, the highest first."""
    known = evidence.certainties[one.target.name]
    title, wrong = "Most certain mistakes", len(known.mistakes)
    if not wrong:
        return section(title, "", f"No mistake in {known.among}.", one.title)
    about = (
        f"{wrong:,} mistake{'s' * (wrong > 1)} in {known.among}. Look here for labels that are "
        "wrong, and for what the network takes for a class."
    )
    numbers = tuple(known.numbers[known.shown].tolist())
    these = replace(evidence, numbers=numbers, inputs=known.inputs)
    each = (
        card(
            shown(these, place),
            f"is <b>{escaped(one.classes[int(known.truth[row])])}</b>",
            f"said {escaped(one.classes[int(known.said[row])])}, "
            f"{as_percent(float(known.sure[row]))}",
        )
        for place, row in enumerate(known.shown)
    )
    return section(title, cards(each), about, one.title)


def shown(evidence: Evidence, row: int) -> str:
    """A sample: its pictures, or else its number and some of its values."""
    pictures = evidence.pictures
    if pictures:
        return "".join(picture(some[row], name) for name, some in pictures.items())
    lines = [f"sample {evidence.numbers[row] + 1:,}"]
    lines += [
        f"{escaped(name)}: {_said(evidence, name, some[row])}"
        for name, some in evidence.inputs.items()
        if not _is_series(some)
    ]
    drawn = [trace(some[row], name) for name, some in evidence.inputs.items() if _is_series(some)]
    return f'<div>{"".join(drawn)}<p class="values">{"<br>".join(lines)}</p></div>'


def _is_series(values: Tensor) -> bool:
    """Whether each sample (channels, length) is long enough to be drawn as lines."""
    return values.dim() == 3 and values.shape[2] >= LEAST_LENGTH and values.is_floating_point()


def _said(evidence: Evidence, name: str, sample: Tensor) -> str:
    """An input in the unit of its columns and by its words; without fields, as it is stored."""
    bound = evidence.bound
    if bound is None:
        return _values(sample)
    return escaped(in_words(bound.fields[bound.inputs[name]], sample, NUMBERS))


def _values(sample: Tensor) -> str:
    flat = sample.reshape(-1).to(torch.float64)
    more = ", …" if len(flat) > NUMBERS else ""
    return ", ".join(map(number, flat[:NUMBERS].tolist())) + more
