"""Small damage to a text, as by a slip of the hand or a hostile one."""

from collections.abc import Callable
from random import Random

SPECIALS = (
    *(
        "&a ",
        "*a",
        "!!int ",
        "!x ",
        "<<: ",
        "? ",
        ": ",
        "- ",
        "|\n",
        ">-\n",
        "%YAML 1.1\n",
        "---\n",
    ),
    *(
        "...\n",
        "{",
        "}",
        "[",
        "]",
        ",",
        "#",
        '"',
        "'",
        "\\",
        "`",
        "@",
        "~",
        "null",
        "${",
        "}",
        "$i",
    ),
    *("\t", "\r", "\x00", "\x1b[31m", "\x7f", "\x85", "\u2028", "\ufeff", "\ud800", "\u202e", "😀"),
    *("卷积", "e\u0301", "archspec: ignore A701", "# archspec: ignore", "\ufffe", "\u00a0"),
)
NUMBERS = (
    *("0", "-1", "1e999", ".nan", ".inf", "-.inf", "0x10", "0o17", "010", "1_000", "3:40", "1.5"),
    *("2147483647", "2147483648", "9223372036854775808", "1" + "0" * 60, "9" * 5000, "1e-400"),
    *("true", "no", "~", "$width", "$p0 ** 99", "${", "[1, 2]", "{a: 1}", "''", "1 / 0", "$x"),
)
WORDS = (
    *("conv", "linear", "residual", "repeat", "branches", "sequence", "dense", "gate", "flatten"),
    *(
        "name",
        "from",
        "when",
        "with",
        "share",
        "init",
        "width",
        "kernel",
        "layers",
        "depth",
        "each",
    ),
    *("blocks", "params", "input", "inputs", "outputs", "defaults", "expect", "train", "variants"),
    *("archspec", "weights", "shared", "required", "input", "project", "same", "norm", "batchnorm"),
)
Mutation = Callable[[Random, str], str]


def place(random: Random, text: str) -> int:
    return random.randint(0, len(text))


def insert(random: Random, text: str) -> str:
    at = place(random, text)
    return text[:at] + random.choice(SPECIALS) + text[at:]


def delete(random: Random, text: str) -> str:
    at = place(random, text)
    return text[:at] + text[at + random.choice((1, 1, 2, 5, 40)) :]


def truncate(random: Random, text: str) -> str:
    return text[: place(random, text)]


def double(random: Random, text: str) -> str:
    """A stretch twice."""
    start = place(random, text)
    end = start + random.randint(1, 60)
    return text[:end] + text[start:end] + text[end:]


def lines(random: Random, text: str) -> str:
    """A line deleted, twice, elsewhere, or further in or out."""
    found = text.split("\n")
    i, j = (random.randrange(len(found)) for _ in range(2))
    change = random.choice(("delete", "twice", "swap", "in", "out"))
    if change == "delete":
        del found[i]
    elif change == "twice":
        found.insert(j, found[i])
    elif change == "swap":
        found[i], found[j] = found[j], found[i]
    else:
        found[i] = " " * random.randint(1, 3) + found[i] if change == "in" else found[i].lstrip()
    return "\n".join(found)


def token(random: Random, text: str) -> str:
    """A number or a word instead of one that stands there."""
    starts = [i for i, c in enumerate(text) if c.isalnum() and not text[i - 1 : i].isalnum()]
    if not starts:
        return text
    start = end = random.choice(starts)
    while end < len(text) and (text[end].isalnum() or text[end] == "_"):
        end += 1
    fitting = NUMBERS if text[start].isdigit() or random.random() < 0.3 else WORDS
    return text[:start] + random.choice(fitting) + text[end:]


def letter(random: Random, text: str) -> str:
    """One character instead of another."""
    at = place(random, text)
    return (
        text[:at]
        + chr(random.choice((random.randint(32, 126), random.randint(0, 0x2FFF))))
        + text[at + 1 :]
    )


MUTATIONS: tuple[Mutation, ...] = (
    *(insert, delete, truncate, double, lines, lines, lines, token, token, token, token, letter),
)


def mutated(random: Random, text: str) -> str:
    """The text with one to four mutations."""
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        text = random.choice(MUTATIONS)(random, text)
    return text
