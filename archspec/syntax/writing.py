"""How values are written: without quotes where it may be, and never as another value."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

import yaml
from yaml.events import AliasEvent, ScalarEvent

from archspec.diagnostics.span import LINE_END
from archspec.patterns import compile_later
from archspec.syntax.scalars import resolve

ESCAPES: Final = {"\n": r"\n", "\t": r"\t", '"': r"\"", "\\": r"\\"}
BLOCK_HEAD: Final = compile_later(r"(?:&[\w-]+\s+)?([|>])(-?)[ \t]*(?:#.*)?")
BLANK: Final = compile_later(r"(?<=[^ ]) (?=[^ ])")
CONSTANTS: Final = {
    "None": "null",
    "True": "true",
    "False": "false",
    "inf": ".inf",
    "-inf": "-.inf",
    "nan": ".nan",
}
"""How YAML writes what Python writes otherwise."""


class Unwritable(Exception):  # noqa: N818  it becomes a finding
    """A scalar that cannot be written anew without a doubt."""


def write(event: Any, *, flow: bool) -> str | None:
    r"""A scalar in one line, or None for a block scalar, which never is.

    >>> events = [e for e in yaml.parse("['$a', 'no', '1', x y]") if isinstance(e, ScalarEvent)]
    >>> [write(event, flow=True) for event in events]
    ['$a', '"no"', '"1"', 'x y']
    """
    if isinstance(event, AliasEvent):
        return f"*{event.anchor}"
    if event.style in ("|", ">"):
        return None
    anchor = f"&{event.anchor} " if event.anchor else ""
    return anchor + _text(event.value, plain=event.style in (None, ""), flow=flow)


def written(value: Any) -> str:
    """A value as a file has it, in one line, wherever it stands; it is read as the same value.

    Texts have no quotes where every reader sees a text then. What is no data of YAML's, such as a
    size that is left open, is written as it shows itself.

    >>> written("conv1"), written("no"), written("1e3"), written(1e-3)
    ('conv1', '"no"', '"1e3"', '0.001')
    >>> written((3, True, None)), written({"max": 5})
    ('[3, true, null]', '{max: 5}')
    """
    return "".join(pieces(value))


def pieces(value: Any) -> Iterator[str]:
    """The same, piece by piece: a value of a few lines may be endless."""
    if isinstance(value, Mapping):
        yield "{"
        for i, (key, item) in enumerate(value.items()):
            yield f"{', ' if i else ''}{written(key)}: "
            yield from pieces(item)
        yield "}"
    elif isinstance(value, (list, tuple)):
        yield "["
        for i, item in enumerate(value):
            yield ", " if i else ""
            yield from pieces(item)
        yield "]"
    elif isinstance(value, str):
        yield _text(value, plain=False, flow=True)
    else:
        yield CONSTANTS.get(repr(value)) or str(value)


def write_block(raw: str, value: str, indent: int) -> list[str]:
    r"""The lines of a block scalar, its text at another indentation.

    >>> write_block("|  # why\n    a\n     b\n", "a\n b\n", 2)
    ['|', '  a', '   b']
    """
    head, *body = LINE_END.split(raw)
    match = BLOCK_HEAD.fullmatch(head)
    if match is None:
        raise Unwritable("a text in lines with an indentation or trailing blank lines of its own")
    first = next((line for line in body if line.strip(" ")), "")
    begin = len(first) - len(first.lstrip(" "))
    texts = [line[begin:] for line in body]
    while texts and not texts[-1]:
        texts.pop()
    # At the end of a file there may be no last line end, which is then no part of the text.
    strip = "-" if match[2] or (value and not value.endswith("\n")) else ""
    anchor = head[: match.start(1)]
    return [f"{anchor}{match[1]}{strip}", *(f"{' ' * indent}{t}" if t else "" for t in texts)]


def wrap(text: str, first: int, others: int, width: int) -> list[str]:
    """A text in lines, broken where YAML folds them together again.

    Args:
        text: a scalar in one line.
        first: where its first line begins.
        others: where the others begin.
        width: where they all end, if there is a blank to break at.

    >>> wrap("one two  three", 4, 2, 12)
    ['one', '  two  three']
    """
    lines, used = [""], first
    for word in BLANK.split(text):
        if lines[-1].strip() and used + 1 + len(word) > width:
            lines.append(" " * others + word)
            used = others + len(word)
        else:
            blank = " " if lines[-1].strip() else ""
            lines[-1] += blank + word
            used += len(blank + word)
    return lines


def is_number(event: Any) -> bool:
    """Whether a scalar is a number, and nothing else besides."""
    plain = isinstance(event, ScalarEvent) and event.style in (None, "") and not event.anchor
    return plain and type(resolve(event.value)) in (int, float)


def _text(value: str, *, plain: bool, flow: bool) -> str:
    if plain and not isinstance(resolve(value), str):
        # A key of nothing is the empty text, and a value of nothing must be seen in braces.
        return value or ("null" if flow else "")
    keeps = plain or (
        isinstance(resolve(value), str) and value.isprintable() and not _means_more(value)
    )
    return value if keeps and _stands(value, flow) else _quoted(value)


def _means_more(value: str) -> bool:
    """Whether YAML 1.1, which other tools read, sees something else than text."""
    resolvers = yaml.SafeLoader.yaml_implicit_resolvers.get(value[:1], [])
    return any(pattern.match(value) for _, pattern in resolvers)


@lru_cache(maxsize=4096)
def _stands(value: str, flow: bool) -> bool:
    """Whether the parser reads a text without quotes as it is: nobody knows better."""
    try:
        events: list[Any] = list(
            yaml.parse(f"[{value}]" if flow else f"- {value}", yaml.CSafeLoader)
        )
    except yaml.YAMLError:
        return False
    kinds = [type(event) for event in events[3:5]]
    scalar = len(events) == 7 and kinds[0] is ScalarEvent
    return scalar and events[3].value == value and not events[3].style


def _quoted(value: str) -> str:
    if not value.isprintable():
        return f'"{"".join(map(_escaped, value))}"'
    if '"' in value or "\\" in value:
        return "'" + value.replace("'", "''") + "'"
    return f'"{value}"'


def _escaped(character: str) -> str:
    if character in ESCAPES:
        return ESCAPES[character]
    if character.isprintable():
        return character
    code = ord(character)
    return (
        f"\\x{code:02x}"
        if code < 0x100
        else f"\\u{code:04x}"
        if code < 0x10000
        else f"\\U{code:08x}"
    )
