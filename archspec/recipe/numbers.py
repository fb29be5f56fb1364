"""Whole numbers in a recipe."""

from typing import Annotated, TypeAlias

from pydantic import Field

from archspec.kind.fields import MAX_SIZE

Count: TypeAlias = Annotated[int, Field(gt=0, le=MAX_SIZE)]
"""How many: epochs, batches, pixels."""
