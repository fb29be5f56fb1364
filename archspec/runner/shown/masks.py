"""Masks beside the picture and what is right."""

from typing import Final

from archspec.diagnostics.readable import as_percent
from archspec.runner.named import IGNORED
from archspec.runner.page import section
from archspec.runner.shown.evidence import Answers, Evidence
from archspec.runner.shown.markup import card, cards, key, mask, picture

EACH: Final = 3


def masks(evidence: Evidence, one: Answers) -> str:
    """HTML of the worst samples, of some in the middle, and of the best."""
    said, truth = one.chances.argmax(1), one.truth
    counts = truth != IGNORED
    right = ((said == truth) & counts).flatten(1).sum(1) / counts.flatten(1).sum(1).clamp_min(1)
    order = right.argsort().tolist()
    middle = len(order) // 2
    chosen = {"worst": order[:EACH], "middle": order[middle : middle + EACH], "best": order[-EACH:]}
    rows = dict.fromkeys((row, word) for word, some in chosen.items() for row in some)
    seen: dict[int, str] = {}
    for row, word in rows:
        seen.setdefault(row, word)
    each = []
    for row, word in seen.items():
        inputs = [picture(some[row], name) for name, some in evidence.pictures.items()]
        answers = [mask(truth[row], "what is right"), mask(said[row], "what is said")]
        figure = f"{word}: {as_percent(float(right[row]))} of the pixels"
        each.append(card("".join((*inputs, *answers)), figure))
    about = f"From {evidence.among}: the picture, what is right, and what the network says."
    body = key(one.classes) + cards(each)
    return section("Masks", body, about, one.title)
