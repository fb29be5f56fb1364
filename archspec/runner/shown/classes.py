"""How often each class was found, and what was taken for what."""

from typing import Final

from archspec.diagnostics.readable import as_percent
from archspec.runner.measure import Evaluation
from archspec.runner.page import Markup, escaped, section, table

LARGEST_MATRIX: Final = 20
"""Classes up to which the whole confusion matrix is shown; beyond, only its largest entries."""

MOST_ERRORS: Final = 20


def classes(target: str, one: Evaluation) -> str:
    """HTML of the shares of classes, and of the confusion matrix.

    Args:
        target: its name where there are several.
        one: how its samples were told apart; nothing is shown where there are no classes.
    """
    if not one.confusion:
        return ""
    matrix = _matrix(one) if len(one.classes) <= LARGEST_MATRIX else _largest_errors(one)
    return section(
        f"Classes ({one.part})", f'<div class="beside">{_shares(one)}{matrix}</div>', of=target
    )


def _shares(one: Evaluation) -> str:
    rows = [
        (
            name,
            f"{sum(row):,}",
            Markup("")
            if share is None
            else Markup(f'<meter value="{share:.4f}"></meter> <span>{as_percent(share)}</span>'),
        )
        for (name, share), row in zip(one.per_class.items(), one.confusion, strict=True)
    ]
    return table(("class", "samples", "found"), rows)


def _matrix(one: Evaluation) -> str:
    """Every pair of classes: what is right along the diagonal, and mistakes in another colour."""
    rows = [
        (name, *(_cell(count, sum(row), right=i == j) for j, count in enumerate(row)))
        for i, (name, row) in enumerate(zip(one.classes, one.confusion, strict=True))
    ]
    heads = (Markup(f"<span>{escaped(name)}</span>") for name in one.classes)
    return table((Markup("is ↓ said →"), *heads), rows, role="matrix")


def _cell(count: int, total: int, *, right: bool) -> Markup:
    """A count; the more of its row it is, the stronger its colour."""
    if not count:
        return Markup("")
    role, share = ("right", count / total) if right else ("wrong", (count / total) ** 0.5)
    return Markup(f'<i class="{role}" style="--share: {share:.2f}">{count:,}</i>')


def _largest_errors(one: Evaluation) -> str:
    errors = [
        (count, one.classes[i], one.classes[j])
        for i, row in enumerate(one.confusion)
        for j, count in enumerate(row)
        if i != j and count
    ]
    rows = [(a, b, f"{n:,}") for n, a, b in sorted(errors, reverse=True)[:MOST_ERRORS]]
    return table(("is", "taken for", "samples"), rows)
