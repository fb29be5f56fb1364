"""What a reader may ask of a layer or of a scope in a picture."""

from collections.abc import Sequence

from archspec.backends.diagram.picture.labels import shorten
from archspec.backends.diagram.picture.picture import Facts
from archspec.graph import Node
from archspec.shapes import Size

SUM = 60
"""Characters of a sum over open sizes that are shown."""


def facts(nodes: Sequence[Node], times: int = 1) -> Facts:
    """What a stretch of nodes takes and gives, what it costs, and what its last value sees.

    Args:
        nodes: in their order; one for a layer.
        times: how often as many nodes of the same cost stand there.
    """
    first, last = nodes[0], nodes[-1]
    params = times * sum(node.cost.params for node in nodes)
    work = times * sum(node.cost.macs for node in nodes)
    said = (
        ("takes", " and ".join(map(str, first.shapes))),
        ("gives", str(last.output)),
        ("parameters", f"{params:,}" if params else ""),
        ("MACs", macs(work) if work else ""),
        ("sees", "×".join(map(str, last.receptive_field.extent))),
    )
    return tuple((word, text) for word, text in said if text)


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
