"""Which samples an epoch has, where it is not each of them once."""

from typing import Annotated

from pydantic import Field

from archspec.kind.choice import Table
from archspec.recipe.numbers import Count

Name = Annotated[str, Field(min_length=1, max_length=1000)]


class Sampler(Table):
    """Which samples are drawn in an epoch, and how many.

    By classes or weights they are drawn one by one, so that one may come several times and another
    not at all; else each comes once before any comes again.
    """

    balanced: Name | None = Field(
        None, description="The field by whose classes samples are drawn: each class alike often."
    )
    weights: Name | None = Field(
        None, description="The column of a table by whose numbers samples are drawn."
    )
    count: Count | None = Field(
        None, description="How many samples an epoch has; as many as there are by default."
    )
