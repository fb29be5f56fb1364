"""The fixes that need no second look, applied to a text."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from archspec.diagnostics.diagnostic import Diagnostic, Edit
from archspec.diagnostics.edits import apply
from archspec.diagnostics.span import Source, Span
from archspec.patterns import compile_later

MAX_ROUNDS: Final = 100
"""A round applies all that is certain in it; what it brings to light is for the next."""
WORD: Final = compile_later(r"""(["']?)[^\s&*!'"][^'"\n]*\1|"(?:[^"\\\n]|\\.)*"|'(?:[^'\n]|'')*'""")
"""What a fix may replace: a word or a text in quotes, and no anchor, alias or tag with it."""

Check = Callable[[Source], Sequence[Diagnostic]]
OF_THE_TEXT: Final = ("A1", "A2", "A3")
"""Codes of what is wrong with a text whatever the shapes are, which fixes may bring to light."""


class Made(NamedTuple):
    """A fix that was made: in which line, what stood there, and what stands there now.

    No fix adds or removes a line, so that the number tells it in every round.
    """

    line: int
    old: str
    new: str


def fixed(source: Source, check: Check) -> Source:
    """The text after every certain fix, and after those that the first ones brought to light.

    A fix after which its own words are refused, as a field under its right name with a value that
    it does not take, is not made.

    Args:
        source: the text.
        check: finds what is wrong with a text.
    """
    left_out: set[Made] = set()
    for _ in range(MAX_ROUNDS):
        after, made = _in_rounds(source, check, left_out)
        refused = made & {*_refused(after, made, check(after))} if made else made
        if not refused:
            return after
        left_out |= refused
    return source


def _in_rounds(source: Source, check: Check, left_out: set[Made]) -> tuple[Source, set[Made]]:
    """The text after all fixes but those left out, and what was made."""
    seen, all_made = {source.text}, set[Made]()
    for _ in range(MAX_ROUNDS):
        found = check(source)
        edits = [e for e in certain_edits(source, found) if _made(e) not in left_out]
        after = _after(source, edits)
        if _unreadable(check(after)) and not _unreadable(found):
            # One of them broke the text: those that do not are kept.
            edits = [e for e in edits if not _unreadable(check(_after(source, [e])))]
            after = _after(source, edits)
        if after.text in seen:
            break
        all_made |= {_made(e) for e in edits}
        seen.add(after.text)
        source = after
    return source, all_made


def _made(edit: Edit) -> Made:
    return Made(edit.span.line, _text(edit.span), edit.text)


def _text(span: Span) -> str:
    """What stands in a stretch of one line."""
    lines = span.source.lines
    line = lines[span.line - 1] if span.line <= len(lines) else ""
    return line[span.column - 1 : span.end_column - 1]


def _refused(source: Source, made: Iterable[Made], found: Iterable[Diagnostic]) -> Iterator[Made]:
    """What was made and is refused: the words themselves, or a value under a name that is new."""
    for one in found:
        span = one.span
        if span is None or span.source is not source or not one.code.startswith(OF_THE_TEXT):
            continue
        before = source.lines[span.line - 1][: span.column - 1] if source.lines else ""
        key = before.rstrip().removesuffix(":")
        for edit in made:
            own = edit.new in _text(span)
            if edit.line == span.line and (own or (":" in before and key.endswith(edit.new))):
                yield edit


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
    return bool(WORD.fullmatch(_text(span))) and not any(
        _overlap(edit, o) for o in chosen if o != edit
    )


def _overlap(a: Edit, b: Edit) -> bool:
    starts_inside = a.span.start < (b.span.end_line, b.span.end_column)
    return starts_inside and b.span.start < (a.span.end_line, a.span.end_column)
