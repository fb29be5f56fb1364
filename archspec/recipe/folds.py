"""Folds: each sample is held back once, in one of several runs."""

from typing import Annotated, Any, Final, TypeAlias

from pydantic import BeforeValidator, Field

from archspec.kind.choice import Table
from archspec.kind.fields import Expects
from archspec.kind.on_demand import OnDemand

MAX_FOLDS: Final = 1_000


Count = Annotated[int, Field(ge=2, le=MAX_FOLDS)]


class Folds(Table):
    """Divide the training samples into parts of one size, each of which is watched by one run."""

    count: Count = Field(description="How many folds.")
    take: Annotated[int, Field(ge=0, lt=MAX_FOLDS)] | None = Field(
        None,
        description="The fold that is watched, from 0 on; by default each, by a run of its own.",
    )
    seed: Annotated[int, Field(ge=0, lt=2**31)] = Field(
        0, description="Which samples are in which fold."
    )


def _folds(value: Any) -> Any:
    return {"count": value} if type(value) is int else value


AnyFolds: TypeAlias = Annotated[
    OnDemand[Folds] | None,
    BeforeValidator(_folds, json_schema_input_type=Count | OnDemand[Folds] | None),
    Expects("how many folds there are, or `{count: …, take: …}`"),
]
