"""Why some of many came to nothing, each reason once."""

from collections.abc import Iterable, Iterator
from typing import Final

from archspec.diagnostics.readable import as_name

MOST: Final = 5
"""Reasons that are told."""

NAMED: Final = 10
"""Names that are told of each."""


def reason_lines(what: str, whys: Iterable[tuple[str, str]], elsewhere: str) -> Iterator[str]:
    """A line for each reason, with the names of those of which it is said.

    Args:
        what: became of them.
        whys: name and reason of each; one without a reason is none of them.
        elsewhere: where all stand, as these are only the first.

    >>> whys = [("0001", "too large"), ("0002", ""), ("0003", "too large"), ("0004", "it diverged")]
    >>> [*reason_lines("refused", whys, "sweep.json")]
    ['refused: too large (0001, 0003)', 'refused: it diverged (0004)']
    """
    found: dict[str, list[str]] = {}
    for name, why in whys:
        if why:
            found.setdefault(why, []).append(as_name(name))
    for why, names in [*found.items()][:MOST]:
        shown = ", ".join(names[:NAMED] + ["…"] * (len(names) > NAMED))
        yield f"{what}: {as_name(why)} ({shown})"
    if (others := len(found) - MOST) > 0:
        yield f"and for {others} other reason{'s' * (others > 1)}, in {elsewhere}"
