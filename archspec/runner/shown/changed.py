"""What changed since the run that this one is a change of, and what came of it."""

from collections.abc import Iterator, Mapping
from difflib import unified_diff
from typing import Final

from archspec.diagnostics.readable import as_name, as_percent
from archspec.recipe import Recipe, as_value, changes
from archspec.runner.measure import Evaluation
from archspec.runner.other_data import other_data
from archspec.runner.page import Markup, escaped, escaped_lines, section, table
from archspec.runner.parent import Parent

MOST_LINES: Final = 200
"""Of the difference between two specs."""

MOST_FIELDS: Final = 3
"""Of the data, by which others are told."""

PLACES: Final = frozenset(("data.root", "device", "threads", "workers", "tensorboard", "track"))
"""Fields of a recipe that say where something is computed, and change no figure."""


def changed(
    parent: Parent, spec: str, recipe: Recipe, evaluations: Mapping[str, Evaluation]
) -> str:
    """HTML of figures then and now, of fields of the recipe, and of lines of the spec.

    Args:
        parent: the other run.
        spec: the text of this one; empty where none is kept.
        recipe: of this one.
        evaluations: what came of it, by part of the data.
    """
    fields = [
        (one.field, as_value(one.old), as_value(one.new))
        for one in changes(parent.trained_by, recipe)
        if one.field not in PLACES
    ]
    lines = [*_lines(parent.spec, spec)] if parent.spec and spec else []
    others = _other_samples(parent, recipe)
    shown = 4 if others else 5  # without the change, which would be one of the samples
    columns = [("part", "figure", "then", "now", "change"), *_figures(parent, evaluations)]
    head, *rows = [one[:shown] for one in columns]
    pieces = [table(head, rows)]
    if fields:
        pieces.append(table(("field of the recipe", "then", "now"), fields, role="texts"))
    if lines:
        pieces.append(f'<pre class="lines">{"".join(lines)}</pre>')
    about = f"Compared with `{as_name(parent.folder)}` as it was when this run began."
    if others:
        about += f" Figures are of other samples ({others}), and which are better tells nothing."
    elif not (fields or lines):
        about += " Neither the network nor the recipe has changed."
    return section("What changed", "".join(pieces), about)


def _other_samples(parent: Parent, recipe: Recipe) -> str:
    """In what the data are others than those of the parent; empty where they are the same.

    How samples are scaled says nothing of which they are.
    """
    names = (one.field for one in other_data(parent.trained_by, recipe))
    fields = [f"`{name}`" for name in names if not name.startswith("data.normalize")]
    return ", ".join(fields[:MOST_FIELDS])


def _figures(
    parent: Parent, evaluations: Mapping[str, Evaluation]
) -> Iterator[tuple[str, str, str, str, str]]:
    for part, one in evaluations.items():
        now = {"loss": one.loss, "accuracy": one.accuracy, **one.figures}
        for name, old in parent.figures.get(part, {}).items():
            if (new := now.get(name)) is not None:
                yield part, name, _value(name, old), _value(name, new), _change(name, new - old)


def _is_share(name: str) -> bool:
    return name.rpartition(".")[2] == "accuracy"


def _value(name: str, value: float) -> str:
    return as_percent(value) if _is_share(name) else f"{value:.4g}"


def _change(name: str, difference: float) -> str:
    """A difference with its sign.

    >>> _change("accuracy", 0.013), _change("loss", -0.25)
    ('+1.3 points', '-0.25')
    """
    return f"{100 * difference:+.1f} points" if _is_share(name) else f"{difference:+.4g}"


def _lines(old: str, new: str) -> Iterator[Markup]:
    """The lines that differ, with two around them."""
    found = unified_diff(old.splitlines(), new.splitlines(), n=2, lineterm="")
    roles = {"+": "added", "-": "gone", "@": "soft"}
    for number, line in enumerate(found):
        if number > MOST_LINES:
            yield Markup('<span class="soft">…</span>')
            return
        if number > 1:  # behind the names of the two files, which have none
            role = roles.get(line[:1], "")
            said = "…" if role == "soft" else escaped_lines(line)
            yield Markup(f'<span class="{escaped(role)}">{said}</span>\n')
