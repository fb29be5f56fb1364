"""Several labels of a sample: how often each was found, and what was said of some samples."""

from typing import Final

from archspec.diagnostics.readable import as_percent
from archspec.runner.page import escaped, section, table
from archspec.runner.shown.evidence import Answers, Evidence
from archspec.runner.shown.markup import card, cards
from archspec.runner.shown.mistakes import shown

MOST: Final = 12
MOST_LABELS: Final = 200


def labels(evidence: Evidence, one: Answers) -> str:
    """HTML of a table of labels, and of the samples with most labels that are wrong."""
    truth, said = one.truth > 0.5, one.chances > 0.5
    names = one.facts.classes if one.facts and one.facts.classes else ()
    names = names or tuple(map(str, range(truth.shape[1])))
    rows = []
    for place, name in enumerate(names[:MOST_LABELS]):
        there, told = truth[:, place], said[:, place]
        both = int((there & told).sum())
        found, right = _share(both, int(there.sum())), _share(both, int(told.sum()))
        rows.append((name, f"{int(there.sum()):,}", found, right))
    each_label = table(("label", "samples", "found", "right where said"), rows)
    wrong = (truth != said).sum(1)
    order = [row for row in wrong.argsort(descending=True).tolist() if wrong[row]][:MOST]
    each = (
        card(
            shown(evidence, row),
            f"is <b>{_named(truth[row].tolist(), names)}</b>",
            f"said {_named(said[row].tolist(), names)}",
        )
        for row in order
    )
    about = f"From {evidence.among}; a label is said where its probability is above a half."
    more = f'<p class="soft">Most labels wrong:</p>{cards(each)}' if order else ""
    return section("Labels", each_label + more, about, one.title)


def _share(some: int, every: int) -> str:
    return as_percent(some / every) if every else "–"


def _named(yes: list[bool], names: tuple[str, ...]) -> str:
    chosen = [escaped(name) for name, one in zip(names, yes, strict=False) if one]
    return ", ".join(chosen) or "none"
