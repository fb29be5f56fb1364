"""The mistakes of which a network is most certain."""

from typing import Final

import torch
from torch import Tensor

from archspec.diagnostics.readable import as_percent
from archspec.runner.fields.in_words import in_words
from archspec.runner.named import IGNORED
from archspec.runner.shown.evidence import Answers, Evidence
from archspec.runner.shown.markup import card, cards, number, picture, section, text

MOST: Final = 12
NUMBERS: Final = 6
"""Numbers of an input that are shown of a sample without pictures."""


def mistakes(evidence: Evidence, one: Answers) -> str:
    """HTML of samples of which the wrong class has the highest probability, the highest first."""
    chances, truth = one.chances, one.truth.reshape(-1).long()
    certain, said = chances.max(1)
    wrong = ((said != truth) & (truth != IGNORED)).nonzero()[:, 0]
    if not len(wrong):
        about = f"No mistake in {evidence.among}."
        return section("Most certain mistakes", one.title, about, "")
    order = wrong[certain[wrong].argsort(descending=True)][:MOST].tolist()
    about = (
        f"{len(wrong):,} mistakes in {evidence.among}. Look here for labels that are wrong, and "
        "for what the network takes for a class."
    )
    each = (
        card(
            shown(evidence, row),
            f"is <b>{text(one.classes[int(truth[row])])}</b>",
            f"said {text(one.classes[int(said[row])])}, {as_percent(float(certain[row]))}",
        )
        for row in order
    )
    return section("Most certain mistakes", one.title, about, cards(each))


def shown(evidence: Evidence, row: int) -> str:
    """A sample: its pictures, or else its number and some of its values."""
    pictures = evidence.pictures
    if pictures:
        return "".join(picture(some[row], name) for name, some in pictures.items())
    lines = [f"sample {evidence.numbers[row] + 1:,}"]
    lines += [
        f"{text(name)}: {_said(evidence, name, some[row])}"
        for name, some in evidence.inputs.items()
    ]
    return f'<p class="values">{"<br>".join(lines)}</p>'


def _said(evidence: Evidence, name: str, sample: Tensor) -> str:
    """An input in the unit of its columns and by its words; without fields, as it is stored."""
    bound = evidence.bound
    if bound is None:
        return _values(sample)
    return text(in_words(bound.fields[bound.inputs[name]], sample, NUMBERS))


def _values(sample: Tensor) -> str:
    flat = sample.reshape(-1).to(torch.float64)
    more = ", …" if len(flat) > NUMBERS else ""
    return ", ".join(map(number, flat[:NUMBERS].tolist())) + more
