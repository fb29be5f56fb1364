"""How many numbers the tokens of a field have."""

from archspec.recipe.fields import SampleField, Tokens
from archspec.recipe.fields.tokens import APART
from archspec.recipe.tokenizing import read_vocabulary


def numbers_of(kind: SampleField) -> int | None:
    """How many there may be at most, by what is written or by the file that lists the tokens.

    >>> numbers_of(Tokens(of="text", length=8, vocabulary=40))
    40

    Raises:
        OSError: where the file cannot be read.
        Unreadable: where it lists no tokens.
    """
    if not isinstance(kind, Tokens):
        return None
    if isinstance(kind.vocabulary, int):
        return kind.vocabulary
    return len(read_vocabulary(kind.vocabulary, kind.tokenizer)) + APART
