"""What the parser says, in words for people, and what usually is the matter."""

from typing import Final

from archspec.diagnostics import Help, Source, Span

WORDS: Final[dict[str, tuple[str, str]]] = {
    "mapping values are not allowed in this context": (
        "a second `: ` on this line",
        "put a text that has `: ` in it into quotes",
    ),
    "could not find expected ':'": (
        "a key without its `: `",
        "a key is followed by `: ` and its value; an item of a list begins with `- `",
    ),
    "did not find expected key": (
        "a key or the end of the mapping was expected here",
        "keys of one mapping begin in the same column, and so do the items of one list",
    ),
    "did not find expected '-' indicator": (
        "an item that begins with `- ` was expected here",
        "items of one list begin in the same column, each with `- `",
    ),
    "did not find expected ',' or '}'": (
        "a mapping in braces is not closed",
        "fields stand between `{` and `}`, with commas between them",
    ),
    "did not find expected ',' or ']'": (
        "a list in brackets is not closed",
        "items stand between `[` and `]`, with commas between them",
    ),
    "did not find expected node content": (
        "a value was expected here",
        "a bracket or a brace is open, and nothing stands in it",
    ),
    "found unexpected end of stream": (
        "a text in quotes is not closed",
        "close it with the quote that opened it",
    ),
    "found character that cannot start any token": (
        "a character that no value can begin with",
        "put a text that begins with this character into quotes",
    ),
    "block sequence entries are not allowed in this context": (
        "an item of a list where none can stand",
        "begin the list on a line of its own, below its key",
    ),
    "found undefined tag handle": ("a tag that nobody defined", "put the text into quotes"),
    "found unknown escape character": (
        "an unknown escape in a text in double quotes",
        "write a backslash as two, or use single quotes",
    ),
}
"""What libyaml says, what it means, and what to do."""


def in_words(problem: str, source: Source, span: Span) -> tuple[str, tuple[Help, ...]]:
    """The message and the help for what the parser said at this place."""
    lines = source.lines
    line = lines[span.line - 1] if span.line <= len(lines) else ""
    if "\t" in line[: span.column] and not line[: span.column].strip():
        help_ = Help("indent with spaces: YAML does not allow tabs")
        return "this is not YAML: a tab in the indentation", (help_,)
    if problem in WORDS:
        words, advice = WORDS[problem]
        return f"this is not YAML: {words}", (Help(advice),)
    return f"this is not YAML: {problem.replace(chr(39), '`') or 'it cannot be read'}", ()
