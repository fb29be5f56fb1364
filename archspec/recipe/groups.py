"""Parameters that are trained otherwise than the rest: decay, learning rate, and when at all."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Any, Final

from pydantic import Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from archspec.dataclass import dataclass
from archspec.diagnostics import Fix, Problem
from archspec.kind.choice import Table
from archspec.kind.fields import MAX_SIZE, Expects
from archspec.recipe.keys import BIASES, NORMS, PATTERNS, Keys, Patterns, unfit_pattern
from archspec.recipe.optimizers import Rate
from archspec.syntax.writing import written

NAMED: Final[dict[str, Any]] = {
    "anyOf": [
        {"enum": [BIASES, NORMS]},
        *PATTERNS["anyOf"],
    ]
}
"""The words first, as editors offer them."""

FROZEN: Final = "true, or a number of epochs"


def _frozen(value: Any) -> bool | int:
    if type(value) is bool or (type(value) is int and 0 < value <= MAX_SIZE):
        return value
    raise PydanticCustomError("frozen", "write " + FROZEN)  # noqa: RUF100, EM101


Frozen = Annotated[
    bool | int,
    PlainValidator(_frozen, json_schema_input_type=bool | Annotated[int, Field(ge=1, le=MAX_SIZE)]),
    Expects(FROZEN),
]


class Group(Table):
    """Some parameters, and what is another way for them; of several, a later one wins."""

    of: Annotated[Patterns, WithJsonSchema(NAMED)] = Field(
        description="Which: `biases`, `norms`, a pattern of keys such as `stem.*`, or a list."
    )
    weight_decay: Rate | None = Field(None, description="Instead of the optimiser's.")
    lr_factor: Rate | None = Field(None, description="The learning rate is multiplied by this.")
    frozen: Frozen | None = Field(
        None, description="How many epochs they stay as they are, or `true`: they always do."
    )


@dataclass(frozen=True, slots=True)
class Setting:
    """How a parameter is trained.

    Args:
        lr_factor: the learning rate is multiplied by this.
        weight_decay: instead of the optimiser's; None where that is right.
        frozen: the epochs for which it stays as it is, or whether it always does.
    """

    lr_factor: float = 1.0
    weight_decay: float | None = None
    frozen: bool | int = False


def settings(
    groups: tuple[Group, ...],
    layer_decay: float | None,
    keys: Keys,
    depths: Mapping[str, int],
) -> dict[str, Setting]:
    """How each parameter is trained, by its first key; what is said of any of its keys counts.

    With a decay d by layers the rate of a parameter is multiplied by d once for each layer between
    it and the deepest (Clark et al. 2020, arXiv:2003.10555, appendix A; Bao et al. 2022,
    arXiv:2106.08254, appendix H); `lr_factor` multiplies that.

    >>> groups = (Group(of="*", weight_decay=0.1), Group(of="biases", weight_decay=0.0))
    >>> found = settings(groups, 0.5, Keys(("0.weight", "1.bias")), {"0.weight": 1, "1.bias": 2})
    >>> found["0.weight"]
    Setting(lr_factor=0.5, weight_decay=0.1, frozen=False)
    >>> found["1.bias"]
    Setting(lr_factor=1.0, weight_decay=0.0, frozen=False)
    """
    deepest = max(depths.values(), default=0)
    found = {
        key: Setting(layer_decay ** (deepest - depths[key]) if layer_decay else 1.0)
        for key in keys.parameters
    }
    given = dict.fromkeys(keys.parameters, 1.0)
    for group in groups:
        for key in frozenset[str]().union(*map(keys.named, group.of)):
            found[key] = _changed(found[key], group)
            if group.lr_factor is not None:
                given[key] = group.lr_factor
    return {key: replace(one, lr_factor=one.lr_factor * given[key]) for key, one in found.items()}


def _changed(setting: Setting, group: Group) -> Setting:
    decay, frozen = group.weight_decay, group.frozen
    return Setting(
        setting.lr_factor,
        setting.weight_decay if decay is None else decay,
        setting.frozen if frozen is None else frozen,
    )


def group_problems(groups: tuple[Group, ...], keys: Keys, learns: set[str]) -> Iterator[Problem]:
    """What of the groups means nothing in a network, and whether anything is left to train.

    Args:
        groups: of the recipe.
        keys: of the network.
        learns: the first of each parameter that the network itself does not freeze.
    """
    if too_many := keys.too_many(sum(len(group.of) for group in groups), ("groups",)):
        yield too_many
        return
    for number, group in enumerate(groups):
        place: tuple[str | int, ...] = ("groups", number)
        single = len(group.of) == 1
        for at, pattern in keys.unfit(group.of):
            field = (*place, "of") if single else (*place, "of", at)
            yield unfit_pattern(pattern, keys.all, field, (BIASES, NORMS))
        if not any(map(keys.named, group.of)) and not keys.unfit(group.of):
            fact = f"the network has no {' and no '.join(group.of)}"
            fix = Fix("leave this group out")
            yield Problem("A656", fact, (*place, "of"), fixes=(fix,))
        if group.weight_decay is group.lr_factor is group.frozen is None:
            fact = "this group says nothing about its parameters"
            fix = Fix("add `weight_decay`, `lr_factor` or `frozen`, or leave it out")
            yield Problem("A607", fact, place, fixes=(fix,))
    found = settings(groups, None, keys, {})
    if learns and all(found[key].frozen for key in learns):
        last = max(n for n, group in enumerate(groups) if group.frozen)
        fact = "the groups freeze all weights of the network, so there is nothing to train"
        fix = Fix(_thaw(groups, last) or "leave a part out of `of`, most often the last layer")
        yield Problem("A609", fact, ("groups", last, "frozen"), fixes=(fix,))


def _thaw(groups: tuple[Group, ...], last: int) -> str:
    """What to do about a group that is not to be frozen, and is by one behind it."""
    thawed = (group.of for group in groups[:last] if group.frozen is False)
    patterns = next(thawed, ())
    which = written(patterns[0] if len(patterns) == 1 else patterns)
    return f"of several groups the last wins: put the one of `{which}` last" if patterns else ""
