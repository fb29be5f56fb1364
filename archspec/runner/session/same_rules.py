"""What may be another way when a run goes on, and what may not."""

import json
from collections.abc import Callable, Mapping
from itertools import zip_longest
from pathlib import Path
from shlex import quote
from typing import Any, Final

from archspec.diagnostics import Failure, Fix, Problem
from archspec.files.run_files import FINGERPRINT, RUN
from archspec.recipe import Change, Recipe, as_value, changes
from archspec.runner.moved import placeless
from archspec.runner.record import Record, facts, read_recipe, unsaid_facts
from archspec.runner.session.fingerprint import Fingerprint, read_fingerprint
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
            "track",
            "save.every",
            "save.keep",
            "shard",
            "compile",
            "gradient_checkpointing",
        ),
        *("data.root", "data.download"),
    )
)
"""Fields of a recipe on which no figure of an epoch depends but for its rounding: how long, where
and by what it is trained. What is at `data.root` is held against the fingerprint by itself,
as are other files, of which only their places to each other have to be the same."""


WHO_KNOWS: Final = (
    "`{}` is not there: whether spec, recipe, facts and data are what the run began with cannot be "
    "told"
)
NO_FACTS: Final = (
    "`{}` was written by a version that kept no facts there: whether `run.json` is what the run "
    "began with cannot be told"
)
NO_IDENTITY: Final = (
    "`{}` was written by a version that gave runs no identity: whether the weights are of this run "
    "cannot be told"
)

Say = Callable[[str], None]


def began_with(folder: Path, recipe: Recipe, record: Record, say: Say) -> Fingerprint | None:
    """What a run began with, where its folder holds no other spec, recipe and facts than those.

    Args:
        folder: of the run.
        recipe: by which it is to be used.
        record: the facts in its `run.json`.
        say: told where something of that was not kept, and so cannot be checked.

    Raises:
        Failure: A641, A645 where that cannot be read, A658 where something is another one.
    """
    known, path = read_fingerprint(folder), folder / FINGERPRINT
    _check_recipe(folder, known.began if known else read_recipe(folder), recipe)
    if known is None:
        say(WHO_KNOWS.format(path))
        return None
    _check_texts(folder, known)
    if known.facts is None:
        say(NO_FACTS.format(path))
    else:
        _check_facts(folder, known.facts, record)
        if not known.identity:
            say(NO_IDENTITY.format(path))
    return known


def _check_facts(folder: Path, began: Mapping[str, Any], record: Record) -> None:
    """Nothing, where the facts of a run are those that it began with, but for counts of samples.

    Those are held against the data itself, which may be another one where that was accepted. What
    an older version did not know yet was what is said of it where nothing is.

    Raises:
        Failure: A658 for the first that is another one.
    """
    now, unsaid = facts(record), unsaid_facts()
    for name in now.keys() - {"counts"}:
        before = began.get(name, unsaid.get(name))
        if now[name] != before:
            raise _other(folder, *_difference(name, before, now[name]))


def _difference(place: str, old: Any, new: Any) -> tuple[str, Any, Any]:
    """The first place at which two values differ, as dotted names and numbers lead to it.

    >>> _difference("n", {"mean": [0, 1], "std": [2, 3]}, {"mean": [0, 1], "std": [2, 9]})
    ('n.std.1', 3, 9)
    """
    for kind, keys in ((dict, lambda one: one.keys()), (list, lambda one: range(len(one)))):
        if isinstance(old, kind) and isinstance(new, kind) and [*keys(old)] == [*keys(new)]:
            key = next(key for key in keys(old) if old[key] != new[key])
            return _difference(f"{place}.{key}", old[key], new[key])
    return place, old, new


def _other(folder: Path, place: str, old: Any, new: Any) -> Failure:
    fact = f"`{place}` in `{folder / RUN}` is not what the run began with"
    notes = tuple(f"it {word} {json.dumps(one)}" for word, one in (("was", old), ("is", new)))
    helps = (Fix("put the old value back: the network was trained with it"),)
    return Failure([Problem("A658", fact, notes=notes, fixes=helps).unlocated()])


def _check_recipe(folder: Path, before: Recipe, now: Recipe) -> None:
    """Nothing, where a run can go on by a recipe as if it had been begun by it.

    Raises:
        Failure: A658 for each field that has another value and may not.
    """
    found = [
        change for change in changes(placeless(before), placeless(now)) if change.field not in FREE
    ]
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
            Fix(f"what the run began with stands under `recipe` in `{folder / FINGERPRINT}`"),
        ),
    )


def _check_texts(folder: Path, known: Fingerprint) -> None:
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
