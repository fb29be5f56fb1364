"""What may be another way when a run goes on, and what may not."""

from itertools import zip_longest
from pathlib import Path
from shlex import quote
from typing import Final

from archspec.diagnostics import Failure, Fix, Problem
from archspec.recipe import Change, Recipe, as_value, changes
from archspec.runner.session.fingerprint import Fingerprint
from archspec.runner.storage import MAX_JSON, read_text

FREE: Final = frozenset(
    (
        *(
            "epochs",
            "early_stop",
            "device",
            "threads",
            "workers",
            "tensorboard",
            "save.every",
            "shard",
        ),
        *("data.root", "data.download"),
    )
)
"""Fields of a recipe on which no figure of an epoch depends but for its rounding: how long, where
and by what it is trained. What is at `data.root` is held against the fingerprint by itself."""


def check_recipe(folder: Path, before: Recipe, now: Recipe) -> None:
    """Nothing, where a run can go on by a recipe as if it had been begun by it.

    Raises:
        Failure: A658 for each field that has another value and may not.
    """
    found = [change for change in changes(before, now) if change.field not in FREE]
    if found:
        raise Failure(_fixed(folder, change).unlocated() for change in found)


def _fixed(folder: Path, change: Change) -> Problem:
    old, new = as_value(change.old), as_value(change.new)
    fact = f"`{change.field}` was {old} when `{folder}` began, and cannot become {new} on the way"
    free = ", ".join(sorted(FREE))
    return Problem(
        "A658",
        fact,
        notes=(f"what may change is {free}",),
        fixes=(
            Fix(f"keep {old}, or begin a run of its own with {new}"),
            Fix(
                f"what the run began with stands under `recipe` in `{folder / 'fingerprint.json'}`"
            ),
        ),
    )


def check_texts(folder: Path, known: Fingerprint) -> None:
    """Nothing, where the texts in a run's folder are those that it began with.

    Raises:
        Failure: A658 where one of them, such as the spec, was changed; A641, A645 where one is gone
            or cannot be read.
    """
    for name, text in known.texts.items():
        found = read_text(folder / Path(name).name, MAX_JSON)
        if found != text:
            raise _edited(folder, name, text, found)


def _edited(folder: Path, name: str, old: str, new: str) -> Failure:
    lines = enumerate(zip_longest(old.splitlines(), new.splitlines()), start=1)
    number, pair = next(((n, two) for n, two in lines if two[0] != two[1]), (0, ("", "")))
    notes = tuple(
        f"line {number} {word} {'not there' if line is None else f'`{line.strip()}`'}"
        for word, line in zip(("was", "is"), pair, strict=True)
    )
    if not number:
        notes = ("only ends of lines differ",)
    path = folder / name
    helps = (
        Fix("put the old line back"),
        Fix(f"or train what it says now in a run of its own: `archspec train {quote(str(path))}`"),
    )
    fact = f"`{path}` is not what the run began with"
    return Failure([Problem("A658", fact, notes=notes, fixes=helps).unlocated()])
