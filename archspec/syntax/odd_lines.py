"""Lines at which the parser stumbles and that were not meant for it: marks and blanks."""

import re
from collections.abc import Mapping
from typing import Final

from archspec.diagnostics import Diagnostic, Edit, Help, Span
from archspec.patterns import compile_later

CONFLICT: Final = compile_later(r"(<{7}|>{7}|\|{7})( .*)?|={7}")
"""Lines that version control writes into a file of which there are two versions."""

FIRST_CONFLICT: Final = compile_later(r"<{7}( .*)?")


def conflict(span: Span) -> Diagnostic | None:
    """The first mark of a merge that nobody finished; None where a file has none.

    Args:
        span: where the parser stopped, in any line of the file.
    """
    lines = span.source.lines
    marks = [n for n, line in enumerate(lines, 1) if CONFLICT.fullmatch(line.rstrip())]
    first = next((n for n in marks if FIRST_CONFLICT.fullmatch(lines[n - 1].rstrip())), None)
    if first is None or len(marks) < 2:
        return None
    message = "this is not YAML: two versions of these lines wait to be merged"
    help_ = Help(
        "keep one of the two, and remove the lines that begin with `<<<<<<<`, `=======` "
        "and `>>>>>>>`"
    )
    place = span.source.span(first, 1, len(lines[first - 1].rstrip()))
    return Diagnostic("A102", message, place, helps=(help_,))


def odd_blank(span: Span, began: Span | None, odd: Mapping[str, str]) -> Diagnostic | None:
    """A blank that is none of YAML's, in an indentation or behind a dash.

    Args:
        span: where the parser stopped.
        began: where what it was reading had begun.
        odd: what such characters are called.
    """
    lines, first = span.source.lines, min(began.line if began else span.line, span.line)
    signs = "".join(c for c in odd if c.isspace() or not c.isprintable())
    pattern = re.compile(rf" *(?:- *)?([{signs}]+)")
    for number in range(first, min(span.line, len(lines)) + 1):
        if found := pattern.match(lines[number - 1]):
            what = odd[found[1][0]]
            place = span.source.span(number, found.start(1) + 1, len(found[1]))
            where = "behind a dash" if "-" in found[0] else "in the indentation"
            message = f"this is not YAML: {what} {where}"
            label = f"U+{ord(found[1][0]):04X}"
            edit = Edit(place, " " * sum(map(str.isspace, found[1])))
            help_ = Help("write spaces" if edit.text else "leave it out", (edit,))
            return Diagnostic("A102", message, place, label, helps=(help_,))
    return None
