"""`tokens`."""

from collections.abc import Sequence
from typing import Annotated, ClassVar, Final

from pydantic import Field

from archspec.kind.fields import Count, Expects
from archspec.recipe.columns.column import Column
from archspec.recipe.fields.field import One, SampleField, Sizes, counted
from archspec.recipe.tokenizing import Tokenizer

APART: Final = 2
"""The numbers that are no tokens: 0 for the filling, 1 for tokens that are none of the others."""

Vocabulary = Annotated[
    Annotated[int, Field(ge=APART + 1, le=10_000_000)]
    | Annotated[str, Field(min_length=1, max_length=4096)],
    Expects("how many numbers there are, from 3 on, or a file with a token on each line"),
]


class Tokens(SampleField):
    """A text as whole numbers for an `embedding`, cut or filled up with 0 to one length."""

    kind: ClassVar[str] = "tokens"
    of: One = Field(description="The column of texts.")
    length: Count = Field(description="How many tokens a sample has.")
    vocabulary: Vocabulary = Field(
        description="How many numbers there are: 0 fills up, 1 is what is none of the others, and "
        "from 2 on the most frequent tokens. Or a file with a token on each line."
    )
    tokenizer: Tokenizer = Field(
        "words",
        description="What the tokens are: words in small letters and the marks between them, or "
        "characters.",
    )

    def shapes(self, found: Sequence[Column] | None) -> tuple[Sizes, ...]:  # noqa: ARG002
        """A number for each token."""
        return ((self.length,),)

    def said(self, found: Sequence[Column] | None) -> str:  # noqa: ARG002
        """How many tokens there are."""
        return f"has {counted(self.length, 'token')}"
