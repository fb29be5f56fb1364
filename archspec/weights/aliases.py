"""Tensors that a module has under several names."""

from collections.abc import Mapping

from torch import Tensor


def first_names(state: Mapping[str, Tensor]) -> dict[str, str]:
    """For every name, the first name of the same tensor.

    >>> from torch import nn
    >>> shared = nn.PReLU()
    >>> first_names(nn.Sequential(shared, nn.Tanh(), shared).state_dict())
    {'0.weight': '0.weight', '2.weight': '0.weight'}
    """
    firsts: dict[tuple[object, ...], str] = {}
    return {
        name: firsts.setdefault(
            # An empty tensor has no address, so only its name tells it apart.
            (one.data_ptr(), one.shape, one.stride(), one.dtype) if one.numel() else (name,),
            name,
        )
        for name, one in state.items()
    }


def aliases(state: Mapping[str, Tensor]) -> dict[str, tuple[str, ...]]:
    """For the first name of every tensor, all its names.

    >>> from torch import nn
    >>> shared = nn.PReLU()
    >>> aliases(nn.Sequential(shared, nn.Tanh(), shared).state_dict())
    {'0.weight': ('0.weight', '2.weight')}
    """
    found: dict[str, tuple[str, ...]] = {}
    for name, first in first_names(state).items():
        found[first] = (*found.get(first, ()), name)
    return found
