"""Rounds of a run that a reader asks for by their path: each stands by itself, opened."""

from collections.abc import Collection, Iterable, Iterator

from archspec.graph import Child, Run, Scope


def around(path: str) -> Iterator[str]:
    """A path, and those of the scopes around it.

    >>> list(around("a.b.c"))
    ['a.b.c', 'a.b', 'a']
    """
    while path:
        yield path
        path = path.rpartition(".")[0]


def parted(items: Iterable[Child | Run], opened: Collection[Scope]) -> Iterator[Child | Run]:
    """The same items with runs parted where a round other than the first is opened, or part of it.

    The first round is the one that is drawn for all, so that nothing need be parted for it.

    Args:
        items: of a scope.
        opened: the scopes that are asked for.
    """
    for item in items:
        if isinstance(item, Run):
            yield from _pieces(item, sorted({_round_of(item, scope) for scope in opened} - {0, -1}))
        else:
            yield item


def _round_of(run: Run, scope: Scope) -> int:
    """The round in which a scope lies; -1 for none."""
    number = (scope.start - run.start) // run.stride
    inside = 0 <= number < len(run.rounds)
    return number if inside and scope.stop <= run.start + (number + 1) * run.stride else -1


def _pieces(run: Run, alone: Iterable[int]) -> Iterator[Child | Run]:
    """A run as some of its rounds by themselves, and runs of what is between them."""
    begin = 0
    for number in alone:
        yield from _some(run, begin, number)
        yield from run.rounds[number]
        begin = number + 1
    yield from _some(run, begin, len(run.rounds))


def _some(run: Run, begin: int, stop: int) -> Iterator[Child | Run]:
    """Some of the rounds of a run; a single one is none."""
    rounds = run.rounds[begin:stop]
    if len(rounds) > 1:
        yield Run(rounds, run.start + begin * run.stride, run.stride, run.shared)
    elif rounds:
        yield from rounds[0]
