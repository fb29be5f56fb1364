"""Reads weights, compares them with a network, and fills it: wholly, or as far as they fit."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path

import torch
from torch import Tensor, nn

from archspec.files.weight_names import as_named
from archspec.weights.aliases import first_names
from archspec.weights.files import read_content
from archspec.weights.match import Match, match
from archspec.weights.misfit import WayOut, misfit, nowhere
from archspec.weights.report import LoadReport
from archspec.weights.unwrap import unwrap

Chosen = Callable[[Collection[str]], Collection[str]]
"""Some of the names in a network and in a file."""


def load_weights(
    module: nn.Module,
    path: Path,
    *,
    partial: bool = False,
    spared: Chosen | None = None,
    way_out: WayOut | None = None,
) -> LoadReport:
    """Fills a module with the weights in a file, each tensor on the device where it is.

    Nothing is changed where it fails.

    Args:
        module: with names as in the file.
        path: a `.safetensors` file, or one of `torch.save`, of which no code runs.
        partial: leave out what does not fit, as long as anything does.
        spared: chooses, of the names in the module and in the file, those that keep their values
            and those that are not read; all others have to fit.
        way_out: says what to do about others that do not, instead of `partial`.

    Raises:
        Failure: A520 if the file cannot be read, A521 if it holds more than tensors, A522 if its
            tensors are not those of the module.
    """
    state = module.state_dict()
    if any(one.is_meta for one in state.values()):
        raise nowhere(path)
    tensors, found_in = unwrap(path, read_content(path))
    tensors, renamed = as_named(tensors, state.keys())
    kept = frozenset(spared({*state, *tensors}) if spared else ())
    found = match(
        {name: one for name, one in state.items() if name not in kept},
        {key: one for key, one in tensors.items() if key not in kept},
    )
    if not found.fits or not (found.whole or partial):
        raise misfit(path, found, state, tensors, way_out)
    notes = (*found_in, *renamed, *_notes(found, state, tensors))
    with torch.no_grad():
        for name, key in found.fits.items():
            state[name].copy_(tensors[key])
    left, unused = _left(found, state, kept), _unused(found, state, tensors)
    return LoadReport(path, tuple(found.fits), left, unused, _parameters(module, found), notes)


def _parameters(module: nn.Module, found: Match) -> int:
    """How many of the parameters were filled, in numbers."""
    named = module.named_parameters(remove_duplicate=False)
    return sum(one.numel() for name, one in named if name in found.fits)


def _notes(
    found: Match, state: Mapping[str, Tensor], tensors: Mapping[str, Tensor]
) -> Iterator[str]:
    """What happened to tensors that fit but were not quite the same."""
    types = Counter(
        (_type(tensors[key]), _type(state[name]))
        for name, key in found.fits.items()
        if tensors[key].dtype != state[name].dtype
    )
    for (before, after), count in types.items():
        yield f"converted {count} tensors from {before} to {after}"
    if found.counters:
        yield "the file lacks counters, as before torch 0.4.1; no output depends on them"


def _type(tensor: Tensor) -> str:
    return str(tensor.dtype).removeprefix("torch.")


def _left(found: Match, state: Mapping[str, Tensor], spared: Collection[str]) -> tuple[str, ...]:
    left = {*found.lacking, *found.changed, *found.counters, *spared}
    return tuple(name for name in state if name in left)


def _unused(
    found: Match, state: Mapping[str, Tensor], tensors: Mapping[str, Tensor]
) -> tuple[str, ...]:
    owners = first_names(state)
    return tuple(k for k in tensors if owners.get(k) not in found.fits or k in found.torn)
