"""What the parser says, in words for people, and what usually is the matter."""

import re
from collections.abc import Callable, Iterator
from itertools import takewhile
from typing import Final

from archspec.dataclass import dataclass
from archspec.diagnostics import Diagnostic, Edit, Help, Mark, Span
from archspec.patterns import compile_later
from archspec.syntax.odd_lines import conflict, odd_blank
from archspec.syntax.unquoted import LONG, quoting, quoting_braces

ESCAPE: Final = (
    "an unknown escape in a text in double quotes",
    "write a backslash as two, or use single quotes",
)
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
    "found unknown escape character": ESCAPE,
    "did not find expected hexdecimal number": ESCAPE,
}
"""What libyaml says, what it means, and what to do."""


ODD: Final[dict[str, str]] = {
    "\u00a0": "a non-breaking space",
    "\u2007": "a figure space",
    "\u202f": "a narrow no-break space",
    "\u3000": "an ideographic space",
    "\u200b": "a zero-width space",
    "\u2060": "a word joiner",
    "\ufeff": "a byte order mark",
    **dict.fromkeys("“”„‘’«»", "a typographic quotation mark"),
    **dict.fromkeys("–—−‐‑", "a typographic dash"),
    "：": "a full-width colon",
    "，": "a full-width comma",
}
"""Characters that look like those of YAML, or like nothing, and are neither."""


def odd_characters(text: str) -> Iterator[str]:
    """A note for each kind of character that only looks like one of YAML's.

    >>> list(odd_characters("“same”")), list(odd_characters("same"))
    (['`“` is a typographic quotation mark (U+201C)'], [])
    """
    for what in dict.fromkeys(ODD[c] for c in text if c in ODD):
        one = next(c for c in text if ODD.get(c) == what)
        visible = f"`{one}` is" if one.isprintable() else "it contains"
        yield f"{visible} {what} (U+{ord(one):04X})"


INDENTS: Final = {"\t": "a tab"} | {c: what for c, what in ODD.items() if c.isspace()}
NO_COLON: Final = compile_later(r"(\s*(?:- )*)([\w$-]+):(?=[^\s])")
CLOSE_DASH: Final = compile_later(r"\s*(?:- )*(-[a-z]\w*)")
KEY_ALONE: Final = compile_later(r"(\s*(?:- )*)([\w$-]+) +[{\[]")
KEY: Final = compile_later(r"(\s*(?:- )*[\w$-]+: )(\S.*)")


@dataclass(frozen=True, slots=True)
class Stumble:
    """Where and why the parser stopped.

    Args:
        problem: libyaml's words.
        span: where it stopped.
        began: where what it was reading had begun, if that is another line.
    """

    problem: str
    span: Span
    began: Span | None = None

    @property
    def line(self) -> str:
        """The text of the line where it stopped."""
        return _line(self.span)

    def explained(self) -> Diagnostic:
        """A102: what is the matter, at the place where it is to be mended."""
        if len(self.line) > LONG:
            return self._in_words()
        found = next((one for rule in RULES if (one := rule(self))), None)
        return found or self._in_words()

    def _in_words(self) -> Diagnostic:
        marks = (Mark(self.began, "this was begun here"),) if self.began else ()
        words, advice = WORDS.get(self.problem, (self.problem.replace("'", "`"), ""))
        helps = (Help(advice),) if advice else ()
        return _finding(words or "it cannot be read", self.span, helps, marks)


def _finding(
    words: str, span: Span, helps: tuple[Help, ...] = (), marks: tuple[Mark, ...] = ()
) -> Diagnostic:
    return Diagnostic("A102", f"this is not YAML: {words}", span, "", marks, (), helps)


def _line(span: Span) -> str:
    lines = span.source.lines
    return lines[span.line - 1] if span.line <= len(lines) else ""


def _indented(stumble: Stumble) -> Diagnostic | None:
    """A tab, or a blank that is none, before the first word of a line."""
    text = stumble.line
    blank = text[: len(text) - len(text.lstrip())]
    odd = next((i for i, c in enumerate(blank) if c in INDENTS), None)
    if odd is None or (not blank.startswith("\t") and stumble.span.column > len(blank) + 1):
        return None
    what = INDENTS[blank[odd]]
    span = stumble.span.source.span(stumble.span.line, odd + 1)
    return _finding(f"{what} in the indentation", span, (Help("indent with spaces"),))


def _conflict(stumble: Stumble) -> Diagnostic | None:
    return conflict(stumble.span)


def _odd_blank(stumble: Stumble) -> Diagnostic | None:
    return odd_blank(stumble.span, stumble.began, ODD)


def _no_space(stumble: Stumble) -> Diagnostic | None:
    """`input:[3, 32, 32]`, over which the parser stumbles a line later."""
    if stumble.problem not in (
        "could not find expected ':'",
        "mapping values are not allowed in this context",
    ):
        return None
    above = stumble.span.source.span(max(stumble.span.line - 1, 1))
    for span in (stumble.began or above, above):
        if found := NO_COLON.match(_line(span)):
            column = found.start(2) + 1
            place = span.source.span(span.line, column, len(found[2]) + 1)
            edit = Edit(place, f"{found[2]}: ")
            help_ = Help("a colon needs a space after it", (edit,))
            return _finding("no space after a colon", place, (help_,))
    return None


def _no_space_behind_dash(stumble: Stumble) -> Diagnostic | None:
    """`-relu`, over which the parser stumbles at the next item that has a colon."""
    if stumble.problem not in (
        "could not find expected ':'",
        "mapping values are not allowed in this context",
    ):
        return None
    source = stumble.span.source
    upwards = map(source.span, range(stumble.span.line, 0, -1))
    items = takewhile(lambda span: _line(span).lstrip().startswith("-"), upwards)
    for span in items:
        if found := CLOSE_DASH.match(_line(span)):
            place = source.span(span.line, found.start(1) + 1, len(found[1]))
            help_ = Help("a dash needs a space after it", (Edit(place.part(1, 0), " "),))
            return _finding("no space after a dash", place, (help_,))
    return None


def _no_key(stumble: Stumble) -> Diagnostic | None:
    """A line that is neither a key with its value nor an item of a list."""
    if stumble.problem != "could not find expected ':'":
        return None
    # At the end of a file the parser stops in the line itself.
    text = _line(began := stumble.began or stumble.span)
    first, _, value = text.strip().partition(" ")
    if not first or ":" in text:
        return None
    place = began.source.span(began.line, _blank(text) + 1, len(first))
    above = began.source.lines[: began.line - 1]
    beside = next((line for line in reversed(above) if _is_beside(line, text)), "")
    # With a value, it goes on with the fields of an item whose first one stands behind the dash.
    goes_on = bool(value) and _blank(beside) < _blank(text)
    if beside.lstrip().startswith("- ") and not goes_on:
        blank = began.source.span(began.line, 1, _blank(text))
        edit = Edit(blank, f"{beside[: _blank(beside)]}- ")
        help_ = Help("an item begins with a dash", (edit,))
    elif value:
        edits = (Edit(place, f"{first}:"),)
        help_ = Help(f"a key is followed by `: ` and its value: `{first}: {value.strip()}`", edits)
    else:
        help_ = Help(f"a key is followed by `: ` and its value: `{first}: …`")
    return _finding(f"`{first}` is neither a key nor an item", place, (help_,))


def _is_beside(line: str, text: str) -> bool:
    """Whether a line above begins what another one goes on with."""
    return bool(line.strip()) and line.strip()[0] != "#" and _blank(line) <= _blank(text)


def _no_colon(stumble: Stumble) -> Diagnostic | None:
    """`data {dataset: digits}`, over which the parser stumbles at a colon further on."""
    found = KEY_ALONE.match(stumble.line)
    if stumble.problem != "mapping values are not allowed in this context" or not found:
        return None
    place = stumble.span.source.span(stumble.span.line, found.start(2) + 1, len(found[2]))
    help_ = Help("a key is followed by `: ` and its value", (Edit(place, f"{found[2]}:"),))
    return _finding(f"no colon behind `{found[2]}`", place, (help_,))


def _misaligned(stumble: Stumble) -> Diagnostic | None:
    """A line that begins in a column of its own."""
    column = _blank(stumble.line) + 1
    if not stumble.problem.startswith("did not find expected") or stumble.span.column != column:
        return None
    if "or" in stumble.problem.split():
        return None
    lines = stumble.span.source.lines[: stumble.span.line - 1]
    dash = stumble.line.lstrip().startswith("- ")
    alike = [
        n
        for n, line in enumerate(lines, 1)
        if line.strip()
        and not line.lstrip().startswith("#")
        and line.lstrip().startswith("- ") >= dash
    ]
    if not alike or _blank(lines[alike[-1] - 1]) + 1 == column:
        return None
    above = stumble.span.source.span(alike[-1], _blank(lines[alike[-1] - 1]) + 1)
    what = "item" if dash else "line"
    words = f"this {what} begins in column {column}, the one above in {above.column}"
    text = " " * (above.column - 1)
    start = stumble.span.source.span(stumble.span.line, 1, column - 1)
    help_ = Help("what belongs together begins in the same column", (Edit(start, text),))
    return _finding(words, stumble.span, (help_,), (Mark(above, "the one above"),))


def _blank(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _open(stumble: Stumble) -> Diagnostic | None:
    """A bracket, a brace or a quotation mark that is never closed."""
    sign, word = OPEN.get(stumble.problem, ("", ""))
    if not sign:
        return None
    at = stumble.line[stumble.span.column - 1 : stumble.span.column]
    before = stumble.line[: stumble.span.column - 1]
    if help_ := quoting(stumble.line, stumble.span):
        return _finding("an expression with a bracket, without quotes", stumble.span, (help_,))
    if (comment := stumble.line.find("//")) > 0 or (
        stumble.began
        and (comment := _line(stumble.began.source.span(stumble.span.line - 1)).find("//")) > 0
    ):
        return _script(stumble, comment)
    if at in "]}" and at:
        help_ = Help(f"write `{sign}`", (Edit(stumble.span, sign),))
        return _finding(f"{word} is closed by `{at}`", stumble.span, (help_,))
    if at == "{" and before.endswith("$"):
        help_ = quoting_braces(stumble.line, stumble.span)
        return _finding("`${` within braces", stumble.span.part(-1, 2), (help_,))
    if stumble.began is None and at == ":" and (key := re.search(r"\s(\w+)$", before)):
        place = stumble.span.part(-len(key[1]), len(key[1]))
        gap = stumble.span.source.span(place.line, len(before[: -len(key[1])].rstrip()) + 1, 0)
        help_ = Help("fields have commas between them", (Edit(gap, ","),))
        return _finding(f"a comma is missing before `{key[1]}`", place, (help_,))
    where = stumble.began or stumble.span
    marks = (Mark(stumble.span, f"no `{sign}` before this"),) if stumble.began else ()
    return _finding(f"{word} is not closed", where, (Help(f"close it with `{sign}`"),), marks)


OPEN: Final = {
    "did not find expected ',' or '}'": ("}", "a mapping in braces"),
    "did not find expected ',' or ']'": ("]", "a list in brackets"),
}


def _script(stumble: Stumble, comment: int) -> Diagnostic:
    line = stumble.span.line - ("//" not in stumble.line)
    place = stumble.span.source.span(line, comment + 1, 2)
    help_ = Help("a comment begins with `#`", (Edit(place, "#"),))
    return _finding("`//` begins no comment", place, (help_,))


def _quote(stumble: Stumble) -> Diagnostic | None:
    if stumble.problem != "found unexpected end of stream":
        return None
    where = stumble.began or stumble.span
    words, advice = WORDS[stumble.problem]
    return _finding(words, where, (Help(advice),))


def _escape(stumble: Stumble) -> Diagnostic | None:
    """A backslash in double quotes, as paths of Windows have them."""
    words, advice = ESCAPE
    if WORDS.get(stumble.problem) != ESCAPE:
        return None
    at = stumble.span.column - 1
    place = next((m for m in QUOTED.finditer(stumble.line) if m.start() < at <= m.end()), None)
    text = place[1] if place else ""
    if place is None or "'" in text:
        return _finding(words, stumble.span, (Help(advice),))
    span = stumble.span.source.span(stumble.span.line, place.start() + 1, len(place[0]))
    help_ = Help(f"{advice}: `'{text}'`", (Edit(span, f"'{text}'"),))
    return _finding(words, stumble.span, (help_,))


QUOTED: Final = compile_later(r'"((?:[^"\\]|\\.)*)"')


def _first_character(stumble: Stumble) -> Diagnostic | None:
    if stumble.problem != "found character that cannot start any token":
        return None
    at = stumble.line[stumble.span.column - 1 : stumble.span.column]
    shown = "a backtick" if at == "`" else f"`{at}`"
    return _finding(f"no value begins with {shown}", stumble.span, _quoted(stumble.span))


def _colon(stumble: Stumble) -> Diagnostic | None:
    if stumble.problem != "mapping values are not allowed in this context":
        return None
    words = WORDS[stumble.problem][0]
    return _finding(words, stumble.span, _quoted(stumble.span))


def _quoted(span: Span) -> tuple[Help, ...]:
    """The value of this line in quotes."""
    found = KEY.match(_line(span))
    edits: tuple[Edit, ...] = ()
    text = found[2].rstrip() if found else ""
    if found and '"' not in text:
        place = span.source.span(span.line, found.start(2) + 1, len(text))
        edits = (Edit(place, f'"{text}"'),)
    return (Help("put the text into quotes", edits),)


RULES: Final[tuple[Callable[[Stumble], Diagnostic | None], ...]] = (
    _conflict,
    _odd_blank,
    _indented,
    _no_space,
    _no_space_behind_dash,
    _no_key,
    _misaligned,
    _open,
    _quote,
    _escape,
    _first_character,
    _no_colon,
    _colon,
)
"""What may be the matter, the most telling first."""
