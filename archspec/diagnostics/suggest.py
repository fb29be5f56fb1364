"""Names that would have worked, nearest first."""

from collections.abc import Iterable

MAX_SHOWN = 8


def distance(a: str, b: str) -> int:
    """Edits between two words, a swap of neighbours counting as one (Damerau 1964).

    >>> distance("widht", "width"), distance("kernal", "kernel"), distance("a", "abc")
    (1, 1, 2)
    """
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        above, row = row, [i] + [0] * len(b)
        for j, y in enumerate(b, 1):
            row[j] = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and y == a[i - 2]:
                row[j] = min(row[j], before[j - 2] + 1)
        before = above
    return row[-1]


def nearest(word: str, names: Iterable[str]) -> list[str]:
    """All names, the most alike first.

    >>> nearest("tahn", ["relu", "sigmoid", "tanh"])[0]
    'tanh'
    """
    folded = word.lower()
    return sorted(names, key=lambda name: (distance(folded, name.lower()), name))


def near(word: str, names: Iterable[str]) -> list[str]:
    """The names that a slip of the hand could have turned into `word`.

    >>> near("widht", ["width", "kernel"]), near("potato", ["width", "kernel"])
    (['width'], [])
    """
    limit = (len(word) + 1) // 3
    return [n for n in nearest(word, names) if distance(word.lower(), n.lower()) <= limit]


def only_near(word: str, names: Iterable[str]) -> str | None:
    """The one name that was meant, or None where another is just as near.

    >>> only_near("widht", ["width", "kernel"]), only_near("l3", ["l1", "l2"])
    ('width', None)
    """
    first, *others = [*near(word, names), None, None][:2]
    ties = [n for n in others if n and first and _apart(word, n) == _apart(word, first)]
    return None if ties else first


def _apart(a: str, b: str) -> int:
    return distance(a.lower(), b.lower())


def listed(names: Iterable[str], limit: int = MAX_SHOWN) -> str:
    """Names for a note, cut where there are many.

    >>> listed(["width", "kernel", "stride"], limit=2)
    '`width`, `kernel`, …'
    """
    shown = [f"`{name}`" for name in names]
    return ", ".join(shown[:limit] + ["…"] * (len(shown) > limit))
