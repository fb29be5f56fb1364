r"""Texts of strangers, made fit to be read: the one place through which they reach people.

A name may hold what moves a terminal's cursor, turns the order of a line around, is not seen, or
goes on for a megabyte. Findings, tables, reports and pictures all show such characters as YAML and
Python write them, `\x1b` or `\u202e`, and cut what nobody reads to its end.
"""

from typing import Any, Final

from archspec.patterns import compile_later

WIDEST: Final = 80
"""Characters of a line of a terminal."""

MAX_QUOTED: Final = 200
"""Characters of a name, a value or a path that a message repeats."""

MAX_NAME: Final = 80
"""Characters of a name where it stands among others."""

MAX_TEXT: Final = 2_000
"""Characters of a sentence, whatever it repeats."""

SHORT: Final = {"\n": "\\n", "\r": "\\r", **dict.fromkeys("\t\u00a0\u3000", " ")}
"""The ends of lines; and what is as good as a blank, which is shown as one."""

UNSEEN: Final = compile_later(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U000e0100-\U000e01ef]"
)
"""Letters and marks to Python, of which nothing is seen.

Source: https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point.
"""

NEWLINE: Final = compile_later(r"\r\n|[\n\r]")
QUOTED: Final = compile_later(
    rf"(?<=`)[^`]{{{MAX_QUOTED + 1},}}(?=`)|(?<=\")[^\"]{{{MAX_QUOTED + 1},}}"
)


def printable(text: str) -> str:
    r"""One line, in which every character is seen, and none does anything.

    >>> printable("co\u200bnv"), printable("\x1b[2J"), printable("a\nb"), printable("卷积")
    ('co\\u200bnv', '\\x1b[2J', 'a\\nb', '卷积')
    """
    if _seen(text):
        return text
    return "".join(c if _seen(c) else _escaped(c) for c in text)


def printable_lines(text: str) -> str:
    r"""The same for a text of several lines, which stay lines.

    >>> printable_lines("one\ntwo\r\nthree\x07")
    'one\ntwo\nthree\\x07'
    """
    return "\n".join(map(printable, NEWLINE.split(text)))


def readable(text: str) -> str:
    """A sentence of a finding: one line of a length that is read, with long names cut.

    >>> readable("no layer is named `" + "a" * 1000 + "`").count("a")
    201
    """
    line = printable(text)
    if len(line) > MAX_QUOTED:
        line = QUOTED.sub(lambda found: cut(found[0]), line)
    return line if len(line) <= MAX_TEXT else line[: MAX_TEXT - 1] + "…"


def as_name(text: str) -> str:
    r"""A name in a table, a report or a line of output: printable, and of a length that is read.

    >>> as_name("a\nb"), len(as_name("a" * 100_000))
    ('a\\nb', 80)
    """
    return cut(printable(cut(text)), MAX_NAME)


def cut(text: str, length: int = MAX_QUOTED) -> str:
    """A name with its beginning and its end, where it is longer.

    >>> cut("abcdefghij", 7)
    'abcd…ij'
    """
    if len(text) <= length:
        return text
    end = length // 3
    return f"{text[: length - end - 1]}…{text[len(text) - end :]}"


def as_percent(share: float, digits: int = 1) -> str:
    """A share, as this project writes percentages.

    >>> as_percent(0.44), as_percent(1, 2)
    ('44.0 %', '100.00 %')
    """
    return f"{share:.{digits}%}".replace("%", " %")


def how_many(count: int, word: str) -> str:
    """How many of something there are.

    >>> how_many(1, "epoch"), how_many(1_000, "step")
    ('1 epoch', '1,000 steps')
    """
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def as_figure(name: str, value: float | None) -> str:
    """A figure with its name, in few digits.

    >>> as_figure("kind.accuracy", 0.875), as_figure("price.mae", 16380.99)
    ('kind.accuracy 87.5 %', 'price.mae 16,381')
    """
    if value is None:
        return f"{name} –"
    if name.rpartition(".")[2] == "accuracy":
        return f"{name} {as_percent(value)}"
    return f"{name} {value:,.0f}" if 1e4 <= abs(value) < 1e15 else f"{name} {value:.4g}"


def as_json(content: Any) -> str:
    r"""Indented JSON in which letters stand as they are, and what is not seen is escaped.

    >>> print(as_json({"class": "é\u202e"}))
    {
      "class": "é\u202e"
    }
    """
    from json import dumps  # few commands write any, and all load this file

    lines = dumps(content, indent=2, ensure_ascii=False).split("\n")
    # Outside of its texts JSON is printable, and in them it escapes as it does here.
    return "\n".join(
        line if _seen(line) else "".join(c if _seen(c) else dumps(c)[1:-1] for c in line)
        for line in lines
    )


def _seen(text: str) -> bool:
    return text.isprintable() and (text.isascii() or not UNSEEN.search(text))


def _escaped(character: str) -> str:
    number = ord(character)
    if character in SHORT:
        return SHORT[character]
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
