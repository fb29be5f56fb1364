"""Pictures that a network gives, beside those that it should give."""

from typing import Final

from archspec.runner.page import section
from archspec.runner.shown.evidence import Answers, Evidence
from archspec.runner.shown.markup import card, cards, number, picture

EACH: Final = 3


def pictures(evidence: Evidence, one: Answers) -> str:
    """HTML of the worst samples, of some in the middle, and of the best."""
    truth, said = one.truth.float(), one.said
    errors = (said - truth).abs().flatten(1).mean(1)
    order = errors.argsort(descending=True).tolist()
    middle = len(order) // 2
    chosen = dict.fromkeys([*order[:EACH], *order[middle : middle + EACH], *order[-EACH:]])
    each = []
    for row in chosen:
        scale = (float(truth[row].min()), float(truth[row].max()))
        inputs = [picture(some[row], name) for name, some in evidence.pictures.items()]
        wanted = picture(truth[row], "what is right", scale)
        given = picture(said[row], "what is said", scale)
        each.append(card("".join((*inputs, wanted, given)), f"off by {number(errors[row].item())}"))
    about = (
        f"From {evidence.among}, the worst first: what goes in, what is right, and what the "
        "network gives. Below them is the mean absolute difference."
    )
    return section("Pictures", cards(each), about, one.title)
