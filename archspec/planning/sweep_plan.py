"""What a sweep searches, as its file says it."""

from collections.abc import Mapping
from math import prod
from typing import Annotated, ClassVar, Final, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from archspec.kind.choice import OUT_OF_RANGE, Choice, OneOf
from archspec.planning.fields import (
    FigureName,
    Parameters,
    RecipeFields,
    RecipeNames,
    SpecName,
)
from archspec.planning.plan import AsWritten, Budget, Most
from archspec.planning.ranges import MOST_VALUES, TRAIN, AnyRange, Range

MOST: Final = 32
"""Things that vary; of more, no search comes to know what each of them does."""

WORD: Final = r"^[A-Za-z_][A-Za-z0-9_]*$"
"""What the name of a parameter is."""

Trials = Annotated[int, Field(ge=1, le=100_000)]


class Search(Choice):
    """In which order values are tried."""


class Grid(Search):
    """Every combination of lists of values."""

    kind: ClassVar[str] = "grid"


class Random(Search):
    """Values drawn by chance."""

    kind: ClassVar[str] = "random"
    main: ClassVar[str | None] = "trials"
    trials: Trials = Field(30, description="How many combinations are tried.")


class Tpe(Search):
    """Values near those that did well, after ten that are drawn by chance.

    Source: Bergstra et al. 2011, Algorithms for Hyper-Parameter Optimization, NeurIPS 24.
    """

    kind: ClassVar[str] = "tpe"
    main: ClassVar[str | None] = "trials"
    trials: Trials = Field(30, description="How many combinations are tried.")


class Pruning(Choice):
    """When a trial ends before its last epoch."""


class Asha(Pruning):
    """Ends what is not among the best at its age (Li et al. 2018, arXiv:1810.05934)."""

    kind: ClassVar[str] = "asha"
    first: Most = Field(1, description="The epoch after which the first are ended.")
    factor: Annotated[int, Field(ge=2, le=100)] = Field(
        3, description="One of so many goes on, for so many times as many epochs."
    )


SEARCHES: Final = OneOf((Grid, Random, Tpe))
PRUNINGS: Final = OneOf((Asha,))


def _not_too_many(over: Mapping[str, Range]) -> Mapping[str, Range]:
    """The same, where no more values are listed than can be tried one by one."""
    count = sum(len(one.corners) for one in over.values())
    if count > MOST_VALUES:
        most = f"must have at most {MOST_VALUES:,} values in all, not {count:,}"
        raise PydanticCustomError(OUT_OF_RANGE, most)
    return over


class SweepPlan(AsWritten):
    """A space of designs over one spec, and how it is searched."""

    spec: SpecName = Field(description="A file, `file:variant`, or a spec that ships.")
    over: Annotated[
        Mapping[str, AnyRange], AfterValidator(_not_too_many), RecipeNames(TRAIN, WORD)
    ] = Field(
        min_length=1,
        max_length=MOST,
        description="What varies: parameters of the file, and fields of its recipe as in "
        "`train.optimizer.sgd.lr`; each a list of values, `log: [a, b]`, `float: [a, b]` or "
        "`int: [a, b]`.",
    )
    recipe: str | None = Field(
        None, description="A file with a `train:`; by default the spec's own is taken."
    )
    set: Parameters = Field({}, description="Values of other parameters.")
    train: RecipeFields = Field({}, description="Fields of the recipe that are another way.")
    search: Annotated[Search, SEARCHES] = Field(Tpe(), description="Which values are tried.")
    prune: Annotated[Pruning, PRUNINGS] | None = Field(
        None, description="When a trial is given up before its last epoch."
    )
    aim: Mapping[FigureName, Literal["min", "max"]] = Field(
        {},
        max_length=2,
        description="What is to be large or small: a figure, and perhaps `params` or `macs` "
        "beside it; by default accuracy, or else the loss.",
    )
    seed: Annotated[int, Field(ge=0, lt=2**31)] = Field(0, description="Of the search.")
    budget: Budget = Field(Budget(), description="What a design may cost.")


def combinations(plan: SweepPlan) -> int | None:
    """How many there are, where everything that varies has a list; None where some do not."""
    if any(type(one).kind != "values" for one in plan.over.values()):
        return None
    return prod(len(one.corners) for one in plan.over.values())


def points(plan: SweepPlan) -> int:
    """How many are tried: none twice, where there are fewer than a search may take."""
    every = combinations(plan)
    if isinstance(plan.search, Grid):
        return every or 0
    most = int(vars(plan.search)["trials"])
    return most if every is None else min(every, most)
