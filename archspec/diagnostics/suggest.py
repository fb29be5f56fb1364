"""Names that would have worked, nearest first."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from archspec.diagnostics.diagnostic import Edit, Help

MAX_SHOWN = 8
MAX_COMPARED = 50
"""Letters of a word that are compared one by one; no name of the language is as long."""

MAX_NAMES = 1000
"""Names that are compared with a word; no file that people write has as many to choose from."""

SHORTEST = 3
"""Letters of a name that may be recognised inside of a longer word."""

QUESTION: Final = "did you mean"
"""How every help begins that says what was probably meant."""


def distance(a: str, b: str) -> int:
    """Edits between two words, a swap of neighbours counting as one (Damerau 1964).

    Behind the letters of a long name only lengths are compared, as the time grows with both.

    >>> distance("widht", "width"), distance("kernal", "kernel"), distance("a", "abc")
    (1, 1, 2)
    >>> distance("a" * 1_000_000, "width")
    1000000
    """
    cut = min(max(len(a), len(b)), MAX_COMPARED)
    return _edits(a[:cut], b[:cut]) + abs(len(a[cut:]) - len(b[cut:]))


@lru_cache(maxsize=10_000)
def _edits(a: str, b: str) -> int:
    """The distance, a column of its table at a time, as the bits of a few numbers.

    Source: Hyyrö 2003, "A bit-vector algorithm for computing Levenshtein and Damerau edit
    distances"; the names are his: `vp` and `vn` are the cells that are one more and one less than
    the one above them, `hp` and `hn` than the one before them.
    """
    if not a or not b:
        return len(a) + len(b)
    where: dict[str, int] = {}
    for i, letter in enumerate(a):
        where[letter] = where.get(letter, 0) | 1 << i
    whole, last = (1 << len(a)) - 1, 1 << (len(a) - 1)
    vp, vn, d0, before, score = whole, 0, 0, 0, len(a)
    for letter in b:
        match = where.get(letter, 0)
        swap = ((~d0 & match) << 1) & before
        d0 = ((((match & vp) + vp) ^ vp) | match | vn | swap) & whole
        hp, hn = vn | (whole & ~(d0 | vp)), d0 & vp
        score += bool(hp & last) - bool(hn & last)
        hp, hn = (hp << 1) | 1, hn << 1
        vp, vn, before = (hn | ~(d0 | hp)) & whole, hp & d0, match
    return score


def nearest(word: str, names: Iterable[str]) -> list[str]:
    """All names, the most alike first; behind a thousand, the others as they come.

    >>> nearest("tahn", ["relu", "sigmoid", "tanh"])[0]
    'tanh'
    """
    folded = word.lower()

    def key(name: str) -> tuple[int, bool, str]:
        # Of two that are as near, the first letter is seldom the one that is wrong.
        return distance(folded, name.lower()), name[:1].lower() != folded[:1], name

    names = list(names)
    return sorted(names[:MAX_NAMES], key=key) + names[MAX_NAMES:]


def near(word: str, names: Iterable[str]) -> list[str]:
    """The names that a slip of the hand could have turned into `word`.

    >>> near("widht", ["width", "kernel"]), near("potato", ["width", "kernel"])
    (['width'], [])
    """
    limit = (len(word) + 1) // 3
    # A name that differs by as many letters in length alone is told apart without comparing.
    alike = [name for name in names if abs(len(name) - len(word)) <= limit][:MAX_NAMES]
    return [n for n in nearest(word, alike) if distance(word.lower(), n.lower()) <= limit]


def did_you_mean(word: str, names: Iterable[str], form: str = "{}") -> tuple[Help, ...]:
    """The help for a word that is none of these names, where one of them is near.

    Args:
        word: as it was written.
        names: those that there are.
        form: how a name is written where the word stands.

    >>> [help.text for help in did_you_mean("widht", ["width", "kernel"], "${}")]
    ['did you mean `$width`?']
    """
    return tuple(perhaps(form.format(name)) for name in near(word, names)[:1])


def perhaps(text: str, edits: tuple[Edit, ...] = (), *, certain: bool = False) -> Help:
    """The help for what was meant, however that was found.

    >>> perhaps("[3, 32, 32]").text
    'did you mean `[3, 32, 32]`?'
    """
    return Help(f"{QUESTION} `{text}`?", edits, certain)


def only_near(word: str, names: Iterable[str]) -> str | None:
    """The one name that was meant, or None where another is just as near.

    >>> only_near("widht", ["width", "kernel"]), only_near("l3", ["l1", "l2"])
    ('width', None)
    """
    first, *others = [*near(word, names), None, None][:2]
    ties = [n for n in others if n and first and _apart(word, n) == _apart(word, first)]
    return None if ties else first


def likely(word: str, names: Iterable[str]) -> str | None:
    """The name that was meant: the nearest, or the longest that the word contains.

    >>> known = ["step", "multistep", "cross_entropy"]
    >>> likely("MultiStepLR", known), likely("CrossEntropyLoss", known), likely("potato", known)
    ('multistep', 'cross_entropy', None)
    """
    names = list(names)
    if found := near(word, names):
        return found[0]
    folded = _folded(word)
    inside = [n for n in names if len(_folded(n)) >= SHORTEST and _folded(n) in folded]
    return max(inside, key=len, default=None)


def _folded(word: str) -> str:
    return word.lower().replace("_", "").replace("-", "")


def _apart(a: str, b: str) -> int:
    return distance(a.lower(), b.lower())


def listed(names: Iterable[str], limit: int = MAX_SHOWN) -> str:
    """Names for a note, cut where there are many.

    >>> listed(["width", "kernel", "stride"], limit=2)
    '`width`, `kernel`, …'
    """
    shown = [f"`{name}`" for name in names]
    return ", ".join(shown[:limit] + ["…"] * (len(shown) > limit))
