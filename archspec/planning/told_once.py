"""In which designs of a study a mistake shows: told once, and of which one."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

from archspec.diagnostics import Diagnostic, Failure

IN_RECIPE: Final = "in the recipe of "
"""How the note begins that says in which design a mistake shows."""


def told_once(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Findings of which those that differ in the design alone are one, with a count of the others.

    >>> one = Diagnostic("A201", "unknown field `epoch`", notes=("in the recipe of `a`",))
    >>> [same] = told_once([one, replace(one, notes=("in the recipe of `b`",))])
    >>> same.notes
    ('in the recipe of `a`', 'it is the same in 1 other design')
    """
    alike: dict[Diagnostic, list[Diagnostic]] = {}
    for one in found:
        notes = tuple(note for note in one.notes if not note.startswith(IN_RECIPE))
        alike.setdefault(replace(one, notes=notes), []).append(one)
    return [_counted(same) for same in alike.values()]


def _counted(same: list[Diagnostic]) -> Diagnostic:
    first, *others = same
    if not others:
        return first
    designs = "design" if len(others) == 1 else "designs"
    note = f"it is the same in {len(others):,} other {designs}"
    return replace(first, notes=(*first.notes, note))


@contextmanager
def of_design(spec: str) -> Iterator[None]:
    """Says of a value that a command line gives to all designs, which one has no use for it.

    Raises:
        Failure: the same findings.
    """
    try:
        yield
    except Failure as failure:
        note = f"it is that of the design `{spec}`"
        raise Failure(
            replace(one, notes=(note, *one.notes))
            if one.span is None and one.code == "A211"
            else one
            for one in failure.diagnostics
        ) from None
