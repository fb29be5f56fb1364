"""The fixes that need no second look, applied to a text."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Final

from archspec.diagnostics.diagnostic import Diagnostic, Edit
from archspec.diagnostics.edits import apply
from archspec.diagnostics.span import Source

MAX_ROUNDS: Final = 100
"""A round applies all that is certain in it; what it brings to light is for the next."""
WORD: Final = re.compile(r"""(["']?)[^\s&*!'"][^'"\n]*\1|"(?:[^"\\\n]|\\.)*"|'(?:[^'\n]|'')*'""")
"""What a fix may replace: a word or a text in quotes, and no anchor, alias or tag with it."""

Check = Callable[[Source], Sequence[Diagnostic]]


def fixed(source: Source, check: Check) -> Source:
    """The text after every certain fix, and after those that the first ones brought to light.

    Args:
        source: the text.
        check: finds what is wrong with a text.
    """
    seen = {source.text}
    for _ in range(MAX_ROUNDS):
        found = check(source)
        after = _after(source, certain_edits(source, found))
        if _unreadable(check(after)) and not _unreadable(found):
            # One of them broke the text: those that do not are kept.
            alone = certain_edits(source, found)
            good = [e for e in alone if not _unreadable(check(_after(source, [e])))]
            after = _after(source, good)
        if after.text in seen:
            break
        seen.add(after.text)
        source = after
    return source


def _after(source: Source, edits: Iterable[Edit]) -> Source:
    return replace(source, text=apply(source, edits))


def _unreadable(found: Iterable[Diagnostic]) -> bool:
    return any(diagnostic.code.startswith("A10") for diagnostic in found)


def certain_edits(source: Source, diagnostics: Iterable[Diagnostic]) -> tuple[Edit, ...]:
    """The edits of this text that may be made together without asking, in order.

    Where two overlap, the first one stands; the other comes up again when it is made.
    """
    certain = (one for d in diagnostics for one in d.helps[:1] if one.certain and one.edits)
    chosen: list[Edit] = []
    for one in certain:
        if all(_fits(source, edit, chosen) for edit in one.edits):
            chosen += (edit for edit in one.edits if edit not in chosen)
    return tuple(sorted(chosen, key=lambda edit: edit.span.start))


def _fits(source: Source, edit: Edit, chosen: Iterable[Edit]) -> bool:
    """Whether an edit replaces a word of this text that no other edit touches."""
    span = edit.span
    if span.source is not source or span.line != span.end_line or span.line > len(source.lines):
        return False
    word = source.lines[span.line - 1][span.column - 1 : span.end_column - 1]
    return bool(WORD.fullmatch(word)) and not any(_overlap(edit, o) for o in chosen if o != edit)


def _overlap(a: Edit, b: Edit) -> bool:
    starts_inside = a.span.start < (b.span.end_line, b.span.end_column)
    return starts_inside and b.span.start < (a.span.end_line, a.span.end_column)
