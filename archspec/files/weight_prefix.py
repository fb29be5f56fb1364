"""A prefix that sets the keys of a file apart from the names of a network."""

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Final

from archspec.dataclass import dataclass

LONGEST: Final = 1000
"""Characters of a key that is looked through; no network has longer ones."""


@dataclass(frozen=True, slots=True)
class Prefix:
    """What stands before the keys of one side only.

    Args:
        text: the prefix, with its dot.
        in_file: whether the file has it, not the network.
        pairs: names of the network, each with the key that it would be.
    """

    text: str
    in_file: bool
    pairs: Mapping[str, str]

    @property
    def remedy(self) -> str:
        """What to do about it."""
        if not self.in_file:
            return "put it before the keys of the file"
        inner_first = self.text.removesuffix(".").split(".")[::-1]
        scopes = " in ".join(f"a `sequence` named `{one}`" for one in inner_first)
        return f"take it from the keys, or put the layers into {scopes}"


def find_prefix(lacking: Collection[str], extra: Collection[str]) -> Prefix | None:
    """The prefix that explains at least half of what is left over on the side that has it.

    Args:
        lacking: names of the network that the file lacks.
        extra: keys of the file that the network lacks.

    >>> find_prefix(["0.weight", "0.bias"], ["net.0.weight", "net.0.bias"]).text
    'net.'
    >>> find_prefix(["a.0.weight"], ["0.weight"])
    Prefix(text='a.', in_file=False, pairs={'a.0.weight': '0.weight'})
    """
    if text := _most_common(short=lacking, long=extra):
        return Prefix(text, True, {n: text + n for n in lacking if text + n in set(extra)})
    if text := _most_common(short=extra, long=lacking):
        return Prefix(text, False, {text + k: k for k in extra if text + k in set(lacking)})
    return None


def _most_common(short: Collection[str], long: Collection[str]) -> str | None:
    names = set(short)
    counts = Counter(
        key[: i + 1]
        for key in long
        if len(key) <= LONGEST
        for i, letter in enumerate(key)
        if letter == "." and key[i + 1 :] in names
    )
    [(text, count)] = counts.most_common(1) or [("", 0)]
    return text if 2 * count >= len(long) and count else None
