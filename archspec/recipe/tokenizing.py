"""Texts as tokens: how they are divided, and files that list those that are known."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, Literal, TypeAlias

from archspec.diagnostics.readable import as_name
from archspec.files import expanded, read_bytes
from archspec.patterns import compile_later
from archspec.recipe.columns import Unreadable

Tokenizer: TypeAlias = Literal["words", "characters"]

MAX_WORDS: Final = 1_000_000
"""Words of a vocabulary, or of a category."""

MAX_BYTES: Final = 2**26
"""Of a file that lists them."""

WORD: Final = compile_later(r"\w+|[^\w\s]")
"""A word, or a mark between words."""


def split_words(text: str) -> list[str]:
    """The words of a text in small letters, and the marks between them.

    >>> split_words("It's new!")
    ['it', "'", 's', 'new', '!']
    """
    return WORD.findall(text.lower())


def split_characters(text: str) -> list[str]:
    """The characters of a text, blanks and large letters among them.

    >>> split_characters("A b")
    ['A', ' ', 'b']
    """
    return list(text)


SPLITS: Final[Mapping[Tokenizer, Callable[[str], list[str]]]] = {
    "words": split_words,
    "characters": split_characters,
}


def read_vocabulary(path: str, tokenizer: Tokenizer) -> tuple[str, ...]:
    """The tokens that a file lists, one on each line.

    Args:
        path: of a text in UTF-8.
        tokenizer: what divides the texts whose tokens they are.

    Raises:
        OSError: where the file cannot be read.
        Unreadable: where it is no text, or a line is no token, or the same as another.
    """
    try:
        text = read_bytes(Path(expanded(path)), MAX_BYTES).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable("it is not UTF-8") from None
    lines = text.replace("\r\n", "\n").removesuffix("\n").split("\n")
    if len(lines) > MAX_WORDS:
        raise Unreadable(f"it has {len(lines):,} lines, more than {MAX_WORDS:,}")
    _check_tokens(lines, tokenizer)
    return tuple(lines)


def _check_tokens(lines: list[str], tokenizer: Tokenizer) -> None:
    """Nothing, where each line is a token that a text may have, and no line is there twice."""
    split, seen = SPLITS[tokenizer], dict[str, int]()
    for number, line in enumerate(lines, 1):
        if split(line) != [line]:
            what = f"`{as_name(line)}` is" if line else "nothing is"
            meant = {
                "words": "a word in small letters, or a single mark",
                "characters": "a single character",
            }
            raise Unreadable(f"in line {number:,}, {what} no token, which is {meant[tokenizer]}")
        if (first := seen.setdefault(line, number)) != number:
            raise Unreadable(f"lines {first:,} and {number:,} are the same, `{as_name(line)}`")
