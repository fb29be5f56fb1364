"""What the samples of a run are made of, and what takes which field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite, prod
from typing import Final, TypeVar

from archspec.recipe.tokenizing import MAX_WORDS
from archspec.runner.data.bounds import MAX_CLASSES, MAX_VALUES
from archspec.runner.fields.facts import Facts
from archspec.runner.named import Shape

Values = TypeVar("Values")

UNNAMED: Final = "output"
"""What the only output of a network is called where its file does not say."""

BESIDE: Final = ("file", "text")
"""Columns that may stand beside what is said of samples."""


@dataclass(frozen=True)
class Bound:
    """What a sample of a run is made of.

    Args:
        fields: what was found out about each, by name.
        inputs: the field that each input takes.
        targets: the field that each output is compared with.
        outputs: the shape of each of these outputs.
        training: those of them that only training gives, and that are not measured.
        against: of an output that is compared with another one, that one.
    """

    fields: Mapping[str, Facts]
    inputs: Mapping[str, str]
    targets: Mapping[str, str]
    outputs: Mapping[str, Shape] = field(default_factory=dict)
    training: tuple[str, ...] = ()
    against: Mapping[str, str] = field(default_factory=dict)

    @property
    def trained(self) -> tuple[str, ...]:
        """The outputs that have a loss."""
        return (*self.targets, *self.against)

    @property
    def measured(self) -> tuple[str, ...]:
        """Those of them that evaluation gives too."""
        return tuple(name for name in self.trained if name not in self.training)

    def called(self, output: str) -> str:
        """The column of what an output says: an only one without a name is called as its field.

        >>> Bound({}, {}, {"output": "price"}).called("output")
        'price'
        >>> Bound({}, {}, {"output": "price", "kind": "kind"}).called("output")
        'output'
        """
        field = self.targets.get(output, output)
        nameless = output == UNNAMED and len(self.trained) == 1
        return field if nameless and field not in BESIDE else output

    def titled(self, said: Mapping[str, Values]) -> dict[str, Values]:
        """What is said of samples, by columns that are called as `called` has it.

        >>> Bound({}, {}, {"output": "kind"}).titled({"output": ["a"], "output.probability": [1]})
        {'kind': ['a'], 'kind.probability': [1]}
        """
        title = self.called(UNNAMED)
        heads = {name: name.partition(".") for name in said}
        return {
            f"{title}{dot}{more}" if first == UNNAMED else name: said[name]
            for name, (first, dot, more) in heads.items()
        }


def unsound(bound: Bound) -> str:
    """What no run writes there, though its type is right, as a sentence; or nothing."""
    ends = (*bound.inputs.values(), *bound.targets.values())
    if not (bound.inputs and bound.trained) or not {*ends} <= bound.fields.keys():
        return "its inputs and targets take fields that it does not know"
    if not {*bound.against, *bound.against.values()} <= bound.outputs.keys():
        return "an output is compared with one that it does not know"
    if not bound.measured:
        return "it has no output that could be measured"
    for name, facts in bound.fields.items():
        if min(facts.shape, default=1) < 1 or prod(facts.shape) > MAX_VALUES:
            return f"no sample of `{name}` is {'×'.join(map(str, facts.shape))}"
        if len(facts.classes) > MAX_CLASSES or len(facts.words) > MAX_WORDS:
            return f"`{name}` has more classes or words than any field"
        if why := _odd_scale(facts):
            return f"the scale of `{name}` {why}"
    return ""


def _odd_scale(facts: Facts) -> str:
    if not all(map(isfinite, (*facts.mean, *facts.std, *facts.fill))):
        return "holds numbers that are not finite"
    counts = {len(one) for one in (facts.mean, facts.std) if one}
    if (
        len(counts) > 1
        or len(facts.mean) != len(facts.std)
        or not all(one > 0 for one in facts.std)
    ):
        return "is none"
    return ""
