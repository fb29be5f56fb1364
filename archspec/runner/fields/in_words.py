"""A field of a sample as people read it: in the unit of the data, and by the names of classes."""

import torch
from torch import Tensor

from archspec.diagnostics.readable import as_name
from archspec.runner.fields.facts import Facts


def in_words(facts: Facts, values: Tensor, most: int) -> str:
    """The values of a field in words and numbers.

    Args:
        facts: of the field.
        values: of one sample, as the network sees them.
        most: how many numbers are shown.

    >>> in_words(Facts("category", words=("Bonn", "Ulm")), torch.tensor([2]), 3)
    'Ulm'
    >>> facts = Facts("numbers", (4,), mean=(40.0, 3.0), std=(10.0, 1.0), columns=("age", "rooms"))
    >>> in_words(facts, torch.tensor([1.5, 0.0, 0.0, 1.0]), 3)
    '55, a gap'
    """
    flat = values.flatten().tolist()
    if facts.kind == "classes":
        found = [word for word, yes in zip(facts.classes, flat, strict=True) if yes]
        return ", ".join(map(as_name, found)) or "none"
    if facts.classes and len(flat) == 1:
        return as_name(facts.classes[int(flat[0])])
    if facts.numbers:
        # 0 is the filling; what stands for no word comes before those that do.
        first = facts.numbers - len(facts.words)
        words = [facts.words[int(n) - first] if n >= first else "?" for n in flat if n]
        return as_name(" ".join(words) or "?")
    shown = _quantities(facts, values)
    return ", ".join(shown[:most]) + (", …" if len(shown) > most else "")


def _quantities(facts: Facts, values: Tensor) -> list[str]:
    """Each number in the unit of its column, without the flags of gaps."""
    numbers = values.reshape(1, *facts.shape)
    if facts.mean:
        numbers = facts.restore(numbers.float())
    gaps = torch.zeros_like(numbers)
    if facts.has_flags:
        numbers, gaps = numbers[:, ::2], numbers[:, 1::2]
    each = zip(numbers.flatten().tolist(), gaps.flatten().tolist(), strict=True)
    return ["a gap" if gap else f"{number:,.6g}" for number, gap in each]
