"""Whether values are of one scale: those of the parts of a data set, and those within a part.

Pictures of one scale may be darker than others, a few of them much darker. That all of them end at
a hundredth of what the others reach is no darkness any more; at a twelfth, it is worth a word.
"""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from archspec.runner.data.extent import EachExtent, Extent

BYTE: Final = 255
DARK: Final = 16
"""The most that values of 0 to 255 are not taken for: grey levels of other scales end here."""

FAR: Final = 12
"""Times that one highest value is another from which it is odd.

Eight bits beside twelve are 16 times, twelve beside sixteen too, 0 to 1 beside 0 to 255 are 255.
"""

TOO_FAR: Final = 100
"""Times from which it is wrong."""

DARKER: Final = 8
"""Times that the means must differ as well: a single bright value makes no other scale."""

FEW: Final = 0.01
"""The share of a part that may be of another scale without a word."""

SEVERAL: Final = 0.1
"""The share from which it can be no accident."""

Doubt = Literal["certain", "likely"]
"""How sure it is that two scales are not one."""


def doubt(train: Extent, part: Extent) -> Doubt | None:
    """Whether a part is of another scale than the training samples; None where it may be the same.

    >>> from archspec.runner.data.extent import extent_of_array
    >>> pictures = extent_of_array(np.uint8([[0, 90, 255]]))
    >>> doubt(pictures, extent_of_array(np.uint8([[0, 1, 1]])))
    'certain'
    >>> doubt(pictures, extent_of_array(np.uint8([[0, 9, 40]])))
    """
    if train.dtype == "uint8" and part.dtype != "uint8" and (part.low < 0 or part.high > BYTE):
        return "certain"
    small, large = sorted((train, part), key=lambda one: one.top)
    times = large.top / small.top if small.top > 0 else 0.0
    darker = large.mean >= DARKER * small.mean
    signs = train.signed is not part.signed and times > 0
    fractions = small.dtype != "uint8" and small.top <= 1 and large.top > DARK
    if (fractions and times > 0) or (signs and times >= FAR) or (darker and times >= TOO_FAR):
        return "certain"
    return "likely" if signs or (darker and times >= FAR) else None


def advice(train: Extent, part: Extent, it: Literal["it", "them"] = "it") -> str:
    """How the values of a part are brought to the scale of the training samples.

    Args:
        train: how far these go.
        part: how far the part does.
        it: what the part is called.

    >>> from archspec.runner.data.extent import extent_of_array
    >>> ends = [extent_of_array(np.array([[0, top]])) for top in (65535, 255)]
    >>> advice(*ends), advice(*reversed(ends))
    ('multiply it by 257', 'divide it by 257')
    """
    wanted, given = train.unit, part.unit
    if wanted and given and wanted != given:
        up = wanted > given
        factor = round(max(wanted, given) / min(wanted, given))
        cast = f", as {train.dtype}" if up and wanted > _room(part.dtype) else ""
        return f"{'multiply' if up else 'divide'} {it} by {factor}{cast}"
    if train.dtype == "uint8":
        return f"write {it} as the training samples are: bytes of 0 to 255"
    return f"bring {it} to the scale of the training samples"


def _room(dtype: str) -> float:
    """The largest value that a type can hold."""
    kind = np.dtype(dtype)
    return float(np.iinfo(kind).max if kind.kind in "iu" else np.inf if kind.kind == "f" else 1)


@dataclass(frozen=True)
class Mixture:
    """Samples of a part that are of two scales.

    Args:
        doubt: whether they are certainly so.
        low: the highest value of the lower ones.
        high: the highest value of the darkest of the others.
        few: how many the lower ones are.
        examples: the number of a lower one, and of another.
    """

    doubt: Doubt
    low: float
    high: float
    few: int
    examples: tuple[int, int]


def mixture(part: EachExtent) -> Mixture | None:
    """The two scales that the samples of a part are of, where they fall apart into two heaps.

    >>> from archspec.runner.data.extent import extent_of_array
    >>> found = mixture(extent_of_array(np.float32([[0.7], [200], [0.9], [250], [180]])))
    >>> found.doubt, found.few, found.examples
    ('certain', 2, (2, 4))
    """
    order = np.argsort(part.tops, kind="stable")
    order = order[(part.tops[order] > 0) & np.isfinite(part.tops[order])]
    tops = part.tops[order]
    if len(tops) < 2:
        return None
    cut = int(np.argmax(tops[1:] / tops[:-1])) + 1
    low, high, lesser = float(tops[cut - 1]), float(tops[cut]), min(cut, len(tops) - cut)
    if high < FAR * low or lesser < max(2, FEW * len(tops)):
        return None
    units = low <= 1 and high > DARK and tops[-1] <= BYTE and part.dtype != "uint8"
    sure: Doubt = "certain" if units and lesser >= SEVERAL * len(tops) else "likely"
    first, other = (int(part.rows[order[place]]) for place in (cut - 1, cut))
    return Mixture(sure, low, high, cut, (first, other))
