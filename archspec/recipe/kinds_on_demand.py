"""Fields of a recipe whose kinds are made on demand, as most recipes do without them.

To make the classes would take longer than to check a small network; they are made when a recipe has
such a field, or when somebody asks what one takes.
"""

import importlib
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

from archspec.kind.choice import Choice, OneOf, OneOrMore

if TYPE_CHECKING:
    from archspec.recipe.augmentation import Augmentation
    from archspec.recipe.fields import SampleField
    from archspec.recipe.metrics import Metric
    from archspec.recipe.mix import Mix
    from archspec.recipe.schedules import Schedule
else:
    Augmentation = Metric = Mix = SampleField = Schedule = Choice


def _kinds_of(name: str, form: type[OneOf] = OneOf) -> OneOf:
    """Those that a module of recipes has as `KINDS`."""

    def kinds() -> Any:
        return importlib.import_module(f"archspec.recipe.{name}").KINDS

    return form(kinds)


AnyAugmentation: TypeAlias = Annotated[Augmentation, _kinds_of("augmentations")]
AnyField: TypeAlias = Annotated[SampleField, _kinds_of("fields")]
AnyMetric: TypeAlias = Annotated[Metric, _kinds_of("metrics")]
AnyMix: TypeAlias = Annotated[Mix, _kinds_of("mix")]
AnySchedule: TypeAlias = Annotated[
    Schedule | tuple[Schedule, ...], _kinds_of("schedules", OneOrMore)
]
