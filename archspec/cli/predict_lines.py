"""What the network of a run says about samples, a line for each."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from archspec.diagnostics.readable import as_figure, as_name, as_percent, cut, printable

MOST: Final = 8
"""Numbers of an output that a line has room for."""

FOLLOWING: Final = (".probability", ".top")
"""What columns that tell more about an output end in."""


def likeliest(top: Sequence[tuple[str, float]]) -> str:
    """The likeliest classes, the first before the others.

    >>> likeliest([("cat", 0.951), ("dog", 0.049)])
    'cat 95.1 % (dog 4.9 %)'
    """
    first, *others = (f"{as_name(name)} {as_percent(share)}" for name, share in top)
    return f"{first} ({', '.join(others)})" if others else first


def lines(
    names: Sequence[str], said: Mapping[str, Sequence[Any]], classes: Mapping[str, Sequence[str]]
) -> Iterator[str]:
    """A line for each sample.

    Args:
        names: of the samples.
        said: columns of the outputs, each with those that tell more about it.
        classes: of the pixels of each output that is a mask.

    >>> list(lines(["a.png"], {"price": [81.25]}, {}))
    ['a.png: 81.25']
    """
    outputs = [name for name in said if not any(name == f"{o}{w}" for o in said for w in FOLLOWING)]
    for place, name in enumerate(names):
        told = []
        for output in outputs:
            more = {w: said[f"{output}{w}"][place] for w in FOLLOWING if f"{output}{w}" in said}
            text = _text(said[output][place], more, classes.get(output, ()))
            told.append(f"{as_name(output)} {text}" if len(outputs) > 1 else text)
        yield f"{printable(cut(name))}: {'; '.join(told)}"


def _text(value: Any, more: Mapping[str, Any], classes: Sequence[str]) -> str:
    if ".top" in more:
        return likeliest(more[".top"])
    if classes:
        return _of_pixels(value, classes)
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ", ".join(map(as_name, value)) or "none of its classes"
    if isinstance(value, int) and ".probability" in more:
        share = more[".probability"]
        return f"yes {as_percent(share)}" if value else f"no {as_percent(1 - share)}"
    shape = _shape(value)
    if len(shape) > 1 or shape > [MOST]:
        sizes = "×".join(map(str, shape))
        return f"{sizes} numbers, which `--json` and `-o FILE.jsonl` give"
    return " ".join(as_figure("", one).strip() for one in (value if shape else [value]))


def _of_pixels(mask: Sequence[Sequence[int]], classes: Sequence[str]) -> str:
    """The share of each class, the largest first."""
    counts = Counter(one for row in mask for one in row)
    shares = [(classes[one], count / counts.total()) for one, count in counts.most_common(MOST)]
    listed = ", ".join(f"{as_name(name)} {as_percent(share)}" for name, share in shares)
    return f"{listed} of its pixels"


def _shape(value: Any) -> list[int]:
    return [len(value), *_shape(value[0])] if isinstance(value, list) and value else []
