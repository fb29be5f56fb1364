"""What each output is compared with, and how."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from pydantic import Field, WrapValidator
from pydantic_core import PydanticCustomError

from archspec.kind.choice import OneOf, Table
from archspec.kind.fields import Expects, Positive
from archspec.kind.on_demand import OnDemand
from archspec.recipe.kinds_on_demand import LOSSES, AnyMetric
from archspec.recipe.losses import Loss, Targets


class InfoNce(Loss):
    """Tell the other view of a sample from those of all other samples (van den Oord 2018).

    Both outputs are vectors, which are brought to length one; the scores are their products. The
    loss is the mean of finding the second by the first and the first by the second (Radford 2021).
    """

    kind: ClassVar[str] = "info_nce"
    main: ClassVar[str | None] = "against"
    targets: ClassVar[tuple[Targets, ...]] = ("views",)
    against: str = Field(description="The output that has the other view.")
    temperature: Positive = Field(0.1, description="What the products are divided by.")


class Given(Loss):
    """A function that was given in Python, by `losses`, and that has to be given again."""

    kind: ClassVar[str] = "given"
    main: ClassVar[str | None] = "name"
    targets: ClassVar[tuple[Targets, ...]] = ("classes", "numbers", "answers")
    name: Annotated[str, Field(min_length=1)] = Field(description="What it is called.")


TARGET_LOSSES = OneOf(lambda: (*LOSSES.kinds, InfoNce, Given))
"""The losses of one output, and those that compare two outputs."""


class Target(Table):
    """How wrong an output is: its loss, and the field that it is compared with."""

    loss: Annotated[Loss, TARGET_LOSSES] = Field(description="What is minimised.")
    to: str | None = Field(
        None,
        description="The field it is compared with; by default that of its own name, or the only "
        "one that nothing else takes.",
    )
    weight: Positive | None = Field(
        None,
        description="Its weight in the sum of all losses; by default that of the output, or 1.",
    )
    metrics: tuple[AnyMetric, ...] = Field(
        (), description="What is measured besides; by default what is usual for the loss."
    )


def _target(value: Any, _union: Any) -> Any:
    if value == "none" or isinstance(value, Target):
        return value
    if isinstance(value, Mapping):
        return Target.model_validate(value)
    raise PydanticCustomError("target", "write `{loss: …, to: …}`, or `none`")


def loss_of(targets: Mapping[str, Any], output: str, otherwise: Loss) -> Loss:
    """The loss of an output: that of its target, or the one of the short form."""
    one = targets.get(output)
    return one.loss if isinstance(one, Target) else otherwise


AnyTarget: TypeAlias = Annotated[
    OnDemand[Target] | Literal["none"],
    WrapValidator(_target, json_schema_input_type=OnDemand[Target] | Literal["none"]),
    Expects("`{loss: …, to: …}`, or `none`"),
]
