"""Words that YAML reads as one, or cuts in two, where somebody meant a field and its value."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from itertools import takewhile
from typing import Any, Final, NamedTuple

from archspec.diagnostics import Diagnostic, Edit, Help, Span
from archspec.diagnostics.suggest import near, perhaps
from archspec.language.expressions.functions import FUNCTIONS
from archspec.patterns import compile_later
from archspec.syntax import Entry, Mapping, Scalar
from archspec.syntax.advice import odd_characters
from archspec.syntax.scalars import resolve
from archspec.syntax.writing import written

ONE_WORD: Final = compile_later(r"([A-Za-z_]\w*)\s*([:=])\s*(.*)", re.DOTALL)
BEFORE_BRACKET: Final = compile_later(r"([A-Za-z_]\w*) +([{\[].*)", re.DOTALL)
THOUSANDS: Final = compile_later(r"[1-9]\d{0,2}(,\d{3})+")
SIGNS: Final = {":": "a colon needs a space after it", "=": "a field is followed by `: `"}


def missing_space(key: Scalar, code: str, *, alone: bool = True) -> Diagnostic | None:
    """`width:8` or `conv:{width`: a colon without its space, an equals sign, or no colon."""
    if key.plain and (cut := BEFORE_BRACKET.fullmatch(key.text)):
        # The key ends at the colon within the braces, so the line alone shows the whole value.
        edit = Edit(key.span, f"{cut[1]}: {cut[2]}")
        help_ = Help("a key is followed by `: ` and its value", (edit,))
        return Diagnostic(code, f"no colon behind `{cut[1]}`", key.span, helps=(help_,))
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


def comma_in_braces(
    tree: Mapping,
    names: Collection[str] = (),
    takes: Callable[[str, Any], bool] = lambda _, __: True,
) -> Diagnostic | None:
    """`(3, 3)`, `1,000` or `max($a, 4)` in braces, where a comma ends a value.

    Args:
        tree: the mapping.
        names: keys that may stand there without a value.
        takes: whether a field can have a number.
    """
    if not tree.flow or not any(map(_empty, tree.entries)):
        return None
    for i, before in enumerate(tree.entries):
        value, rest = before.value, tree.entries[i + 1 :]
        following = [*takewhile(lambda e: e.key.text not in names and _empty(e), rest)]
        if not following or not isinstance(value, Scalar) or not value.plain:
            continue
        pieces = [value.text, *(entry.key.text for entry in following)]
        for count in range(2, len(pieces) + 1):
            if help_ := _meant(pieces[:count]):
                end = following[count - 2].key.span
                whole = value.span._replace(end_line=end.end_line, end_column=end.end_column)
                finding = _comma(field := before.key.text, help_, whole)
                number = resolve(help_.text)
                fits = not isinstance(number, int | float) or takes(field, number)
                return finding if fits else replace(finding, helps=())
    return None


def _empty(entry: Entry) -> bool:
    return isinstance(entry.value, Scalar) and entry.value.plain and not entry.value.text


class _Meant(NamedTuple):
    """What a value in pieces was, as it is written, and whether it can only be that."""

    text: str
    certain: bool = False


def _meant(pieces: Sequence[str]) -> _Meant | None:
    """What the pieces were before commas parted them."""
    joined = ", ".join(pieces)
    if THOUSANDS.fullmatch(",".join(pieces)):
        return _Meant("".join(pieces))
    if len(pieces) == 2 and all(re.fullmatch(r"\d+", piece) for piece in pieces):
        # `3, 5` may be 3.5, and may be a list without its brackets.
        return _Meant(".".join(pieces))
    if joined.count("(") != joined.count(")") or "(" not in joined:
        return None
    if re.fullmatch(r"\([\d., ]+\)", joined):
        numbers = [resolve(number) for number in re.findall(r"[\d.]+", joined)]
        return _Meant(written(numbers), certain=True)
    called = re.match(r"(\w+)\(", joined)
    if called and called[1] not in FUNCTIONS:
        close = near(called[1], FUNCTIONS)
        return _Meant(
            _computed(close[0] + joined[called.end(1) :]) if close else f"{{{called[1]}: {{…}}}}"
        )
    return _Meant(_computed(joined), certain=called is not None and "$" in joined)


def _computed(text: str) -> str:
    """An expression in quotes, which is computed in whatever field it stands."""
    return f'"{text}"' if "$" in text else f'"${{{text}}}"'


def _comma(field: str, meant: _Meant, span: Span) -> Diagnostic:
    message = f"a comma ends the value of `{field}` within braces"
    if "…" in meant.text:
        help_ = Help(f"fields have names: `{field}: {meant.text}`")
    else:
        help_ = perhaps(meant.text, (Edit(span, meant.text),), certain=meant.certain)
    return Diagnostic("A203", message, span, "", (), (), (help_,))
