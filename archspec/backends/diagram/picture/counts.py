"""Counts as people read them."""

from archspec.backends.diagram.picture.labels import shorten
from archspec.shapes import Size

SUM = 60
"""Characters of a sum over open sizes that are shown."""

UNITS = ((10**12, "T"), (10**9, "G"), (10**6, "M"), (10**3, "k"))


def macs(count: int) -> str:
    """Multiply-adds, to three digits where there are many; exact where a size is open.

    >>> macs(9_999), macs(753_664), macs(999_999), macs(4_089_184_256)
    ('9,999', '754 k', '1 M', '4.09 G')
    """
    if isinstance(count, Size):
        return shorten(f"{count:,}", SUM)
    if count < 10_000:
        return f"{count:,}"
    rounded = float(f"{count:.3g}")
    unit, letter = next((unit, letter) for unit, letter in UNITS if rounded >= unit)
    return f"{rounded / unit:.3g} {letter}"


def params_text(count: int) -> str:
    """Parameters, exact so that those of a picture add up; nothing where there are none.

    >>> params_text(1), params_text(14_964_736), params_text(0)
    ('1 param', '14,964,736 params', '')
    """
    return f"{count:,} param{'' if count == 1 else 's'}" if count else ""
