"""`tokens`."""

from collections.abc import Sequence
from typing import Annotated, ClassVar

from pydantic import Field

from archspec.kind.fields import Count
from archspec.recipe.columns.column import Column
from archspec.recipe.fields.field import One, SampleField, Sizes, counted
from archspec.recipe.losses import Targets


class Tokens(SampleField):
    """A text as whole numbers for an `embedding`, cut or filled up with 0 to one length."""

    kind: ClassVar[str] = "tokens"
    compares: ClassVar[tuple[Targets, ...]] = ("classes",)
    of: One = Field(description="The column of texts.")
    length: Count = Field(description="How many tokens a sample has.")
    vocabulary: Annotated[int, Field(ge=3, le=10_000_000)] | None = Field(
        None,
        description="Words are the tokens: how many numbers there are, 0 for the filling, 1 for "
        "words that are none of the others, and the most frequent words of the training samples.",
    )
    tokenizer: Annotated[str, Field(min_length=1)] | None = Field(
        None, description="Or a file of the library `tokenizers`, a `tokenizer.json`."
    )

    def shapes(self, found: Sequence[Column] | None) -> tuple[Sizes, ...]:  # noqa: ARG002
        """A number for each token."""
        return ((self.length,),)

    def said(self, found: Sequence[Column] | None) -> str:  # noqa: ARG002
        """How many tokens there are."""
        return f"has {counted(self.length, 'token')}"
