"""Words that YAML reads as one, or cuts in two, where somebody meant a field and its value."""

import re
from collections.abc import Collection
from itertools import pairwise
from typing import Final

from archspec.diagnostics import Diagnostic, Edit, Help, Span
from archspec.diagnostics.suggest import perhaps
from archspec.syntax import Entry, Mapping, Scalar
from archspec.syntax.advice import odd_characters
from archspec.syntax.scalars import resolve
from archspec.syntax.writing import written

ONE_WORD: Final = re.compile(r"([A-Za-z_]\w*)\s*([:=])\s*(.*)", re.DOTALL)
DECIMAL: Final = re.compile(r"\d+\.\d+")
SIGNS: Final = {":": "a colon needs a space after it", "=": "a field is followed by `: `"}


def missing_space(key: Scalar, code: str, *, alone: bool = True) -> Diagnostic | None:
    """`width:8` or `conv:{width`: a colon without its space, or an equals sign."""
    found = ONE_WORD.fullmatch(key.text)
    if found is None or not key.plain:
        return None
    name, sign, value = found.groups()
    value = value.strip("\u00a0\u202f\u3000 ")
    message = f"`{key.text}` is one word, not `{name}` and its value"
    text = f"{name}: {value}" if value else f"{name}: "
    # A key that has a value besides would have two.
    help_ = Help(f"{SIGNS[sign]}: `{text}`", (Edit(key.span, text),), certain=alone)
    notes = tuple(odd_characters(key.text))
    return Diagnostic(code, message, key.span, "", (), notes, (help_,))


def comma_in_braces(tree: Mapping, names: Collection[str]) -> Diagnostic | None:
    """`(3, 3)`, `0,5` or `max($a, 4)` in braces, where a comma ends a value."""
    if not tree.flow:
        return None
    for before, entry in pairwise(tree.entries):
        value = before.value
        if entry.key.text in names or not _empty(entry) or not isinstance(value, Scalar):
            continue
        whole = value.span._replace(
            end_line=entry.key.span.end_line, end_column=entry.key.span.end_column
        )
        if value.plain and (text := _meant(value.text, entry.key.text)):
            return _comma(before.key.text, text, whole)
    return None


def _empty(entry: Entry) -> bool:
    return isinstance(entry.value, Scalar) and entry.value.plain and not entry.value.text


def _meant(before: str, after: str) -> str | None:
    """What the two halves were, as it is written."""
    if re.fullmatch(r"\d+", before) and re.fullmatch(r"\d+", after):
        return f"{before}.{after}"
    if before.count("(") <= before.count(")"):
        return None
    joined = f"{before}, {after}"
    if re.fullmatch(r"\([\d., ]+\)", joined):
        return written([resolve(number) for number in re.findall(r"[\d.]+", joined)])
    return f'"{joined}"'


def _comma(field: str, text: str, span: Span) -> Diagnostic:
    message = f"a comma ends the value of `{field}` within braces"
    # `3, 5` may be 3.5, and may be a list without its brackets.
    certain = not DECIMAL.fullmatch(text)
    help_ = perhaps(text, (Edit(span, text),), certain=certain)
    return Diagnostic("A203", message, span, "", (), (), (help_,))
