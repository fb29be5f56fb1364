"""Which tensors of a file go where in a network."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from archspec.weights.aliases import aliases


@dataclass(frozen=True, slots=True)
class Match:
    """A network and a file side by side; a tensor of several names stands under its first.

    Args:
        fits: the names that can be filled, each with its key in the file.
        changed: names whose tensor in the file has another shape or sort, each with its key.
        counters: names of whole numbers that the file lacks; old files have no
            `num_batches_tracked`, and nothing that is computed depends on it.
        lacking: other names that the file lacks.
        extra: keys of the file that the network lacks.
        torn: keys whose tensor differs from another one, while the network shares the two.
    """

    fits: Mapping[str, str]
    changed: Mapping[str, str]
    counters: tuple[str, ...]
    lacking: tuple[str, ...]
    extra: tuple[str, ...]
    torn: Mapping[str, str]

    @property
    def whole(self) -> bool:
        """Whether nothing is left over on either side."""
        return not (self.changed or self.lacking or self.extra or self.torn)


def match(state: Mapping[str, Tensor], tensors: Mapping[str, Tensor]) -> Match:
    """Compares a network's state with a file's tensors.

    >>> import torch
    >>> network = {"0.weight": torch.zeros(2, 3), "0.bias": torch.zeros(2)}
    >>> match(network, {"0.weight": torch.zeros(4, 3), "1.bias": torch.zeros(2)}).changed
    {'0.weight': '0.weight'}
    """
    groups = aliases(state)
    keys = {first: [n for n in names if n in tensors] for first, names in groups.items()}
    keys = {first: found for first, found in keys.items() if found}
    there = {first: found[0] for first, found in keys.items()}
    fits = {n: key for n, key in there.items() if alike(state[n], tensors[key])}
    lacking = [name for name in groups if name not in there]
    return Match(
        fits,
        changed={n: key for n, key in there.items() if n not in fits},
        counters=tuple(n for n in lacking if _sort(state[n]) == "whole"),
        lacking=tuple(n for n in lacking if _sort(state[n]) != "whole"),
        extra=tuple(key for key in tensors if key not in state),
        torn=dict(_torn(keys, state, tensors)),
    )


def alike(one: Tensor, other: Tensor) -> bool:
    """Whether one can take the other's values: the same shape, and numbers of the same sort."""
    return one.shape == other.shape and _sort(one) == _sort(other)


def _sort(tensor: Tensor) -> str:
    if tensor.is_complex():
        return "complex"
    return "real" if tensor.is_floating_point() else "whole"


def _torn(
    keys: Mapping[str, list[str]], state: Mapping[str, Tensor], tensors: Mapping[str, Tensor]
) -> Iterator[tuple[str, str]]:
    """Keys of the same tensor of the network that would give it other values than the first."""
    for name, (first, *others) in keys.items():
        if alike(tensors[first], state[name]):
            for key in others:
                if not _same(tensors[key], tensors[first], state[name].dtype):
                    yield key, first


def _same(one: Tensor, other: Tensor, dtype: torch.dtype) -> bool:
    """Whether both are equal as that type, as torch compares no numbers of eight bits."""
    return alike(one, other) and torch.equal(one.to(dtype), other.to(dtype))
