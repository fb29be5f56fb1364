"""Numbers that a network gives, against those that are right."""

from typing import Final

from archspec.runner.page import section
from archspec.runner.shown.chart import scatter
from archspec.runner.shown.evidence import Answers, Evidence
from archspec.runner.shown.markup import card, cards, number
from archspec.runner.shown.mistakes import shown

MOST_CHARTS: Final = 8
WORST: Final = 6


def quantities(evidence: Evidence, one: Answers) -> str:
    """HTML of a chart for each of the first numbers, and of the samples that are furthest off."""
    truth, said = (values.reshape(len(one.truth), -1).double() for values in (one.truth, one.said))
    columns = one.facts.columns if one.facts and len(one.facts.columns) == truth.shape[1] else ()
    charts = "".join(
        scatter(
            columns[place] if columns else "",
            [*zip(truth[:, place].tolist(), said[:, place].tolist(), strict=True)],
            "what is right",
            "what is said",
        )
        for place in range(min(truth.shape[1], MOST_CHARTS))
    )
    about = f"From {evidence.among}: the nearer a dot is to the line, the better."
    body = f'<div class="charts">{charts}</div>'
    if truth.shape[1] == 1:
        order = (said - truth).abs()[:, 0].argsort(descending=True)[:WORST].tolist()
        each = (
            card(
                shown(evidence, row),
                f"is <b>{number(truth[row, 0].item())}</b>",
                f"said {number(said[row, 0].item())}",
            )
            for row in order
        )
        body += f'<p class="soft">Furthest off:</p>{cards(each)}'
    return section("Said and right", body, about, one.title)
