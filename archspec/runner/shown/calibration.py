"""Whether a network is right as often as it says."""

from typing import Final

from archspec.diagnostics.readable import as_percent
from archspec.runner.margin import interval
from archspec.runner.page import section
from archspec.runner.shown.certainty import Certainty
from archspec.runner.shown.chart import Axes, chart, dot, grid, stroke

STEPS: Final = 15
"""Of probability, as the metric `calibration_error` has them (Guo et al. 2017)."""

FEWEST: Final = 20
"""Samples below which nothing is said of probabilities."""


def calibration(of: str, known: Certainty) -> str:
    """HTML of a reliability diagram, and what it comes to in a sentence.

    Args:
        of: the target, where there are several.
        known: how sure the network is of some samples.
    """
    sure, right = known.sure, (known.said == known.truth).double()
    if len(sure) < FEWEST:
        return ""
    step = (sure * STEPS).ceil().long().sub(1).clamp(0, STEPS - 1)
    axes = Axes((0.0, 0.0), (1.0, 1.0))
    body = [grid(axes, "how sure it is"), stroke([(0, 0), (1, 1)], axes, "soft dashed")]
    means, error = [], 0.0
    for number in range(STEPS):
        here = step == number
        if not (count := int(here.sum())):
            continue
        said, found = float(sure[here].mean()), float(right[here].mean())
        error += abs(found - said) * count / len(sure)
        body.append(stroke([(said, end) for end in interval(found, count)], axes, "a thin"))
        means.append((said, found, 2 + 4 * (count / len(sure)) ** 0.5))
    body += [dot((x, y), axes, "a", radius) for x, y, radius in means]
    picture = chart("how often it is right", "".join(body), ())
    return section(
        "Calibration",
        f'<div class="charts">{picture}</div>',
        f"{_in_words(float(sure.mean()), float(right.mean()), error)} From {known.among}: each "
        "dot is the samples of one step of certainty, larger where there are more; its line is "
        "what so few samples leave open (95 %). On the dashed line it is right as often as said.",
        of,
    )


def _in_words(said: float, right: float, error: float) -> str:
    """The two means and the expected calibration error.

    >>> _in_words(0.95, 0.9, 0.06)
    'It is 95.0 % sure on average, and right in 90.0 %: too sure (calibration error 6.0 %).'
    """
    more = "too sure" if said > right else "not sure enough"
    verdict = f": {more}" if abs(said - right) >= 0.01 else ""
    means = f"It is {as_percent(said)} sure on average, and right in {as_percent(right)}"
    return f"{means}{verdict} (calibration error {as_percent(error)})."
