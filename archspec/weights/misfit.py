"""The finding that weights are not those of the network, and what may have been meant."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from torch import Tensor

from archspec.diagnostics import Diagnostic, Failure, Help
from archspec.diagnostics.suggest import distance
from archspec.files.weight_prefix import Prefix, find_prefix
from archspec.weights.match import Match, alike
from archspec.weights.report import shortened

MAX_SHOWN: Final = 4
"""Tensors of a sort that are named."""

SLIP: Final = 2
"""Letters in which a misspelt key may differ."""

State = Mapping[str, Tensor]
WayOut = Callable[[Sequence[str], Collection[str]], str]
"""A suggestion about names that do not fit, beside those that do."""


def misfit(
    path: Path, found: Match, state: State, tensors: State, way_out: WayOut | None = None
) -> Failure:
    """What fits neither by name nor by shape, with the first few of each sort.

    Args:
        path: of the file.
        found: both, side by side.
        state: the tensors of the network.
        tensors: those of the file.
        way_out: says what to do about tensors that do not fit, by their names and those that fit.
    """
    prefix = find_prefix((*found.lacking, *found.counters), found.extra)
    pairs = prefix.pairs if prefix else {}
    lacking = [name for name in found.lacking if name not in pairs]
    extra = [key for key in found.extra if key not in pairs.values()]
    notes = [
        *_differences(found.changed, state, tensors),
        *_prefixes(prefix, state, tensors),
        *_only("in the network", lacking),
        *_only("in the file", extra),
        *_torn(found.torn),
    ]
    if lacking and _in_order(state, tensors):
        notes.append("one by one, the shapes of both agree: only names differ")
    typos = [typo for key in extra[:MAX_SHOWN] for typo in _typos(key, lacking, state, tensors)]
    helps = tuple(Help(text) for text in (*typos, *_ways_out(found, state, prefix, way_out)))
    message = f"the weights in `{path}` do not fit the network"
    return Failure([Diagnostic("A522", message, notes=tuple(notes), helps=helps)])


def nowhere(path: Path) -> Failure:
    """The finding that the network has no numbers to be replaced."""
    message = f"a network on the device `meta` cannot take the weights in `{path}`"
    notes = ("it has shapes and no numbers",)
    helps = (Help("build it on the device on which it is wanted"),)
    return Failure([Diagnostic("A522", message, notes=notes, helps=helps)])


def _differences(changed: Mapping[str, str], state: State, tensors: State) -> Iterator[str]:
    """One note with both shapes, or both types where the shapes agree."""
    named = []
    for name, key in changed.items():
        one, other = state[name], tensors[key]
        what = _shape if one.shape != other.shape else _type
        named.append(f"{name} ({what(other)} in the file, {what(one)} in the network)")
    if named:
        yield f"{len(named)} with another shape or type: {shortened(named, MAX_SHOWN)}"


def _shape(tensor: Tensor) -> str:
    return "×".join(map(str, tensor.shape)) or "a single number"


def _type(tensor: Tensor) -> str:
    return str(tensor.dtype).removeprefix("torch.")


def _prefixes(prefix: Prefix | None, state: State, tensors: State) -> Iterator[str]:
    if prefix:
        side, where = (tensors, "file") if prefix.in_file else (state, "network")
        every = all(key.startswith(prefix.text) for key in side)
        who = "every key has" if every else f"{len(prefix.pairs)} keys have"
        yield f"in the {where}, {who} the prefix `{prefix.text}`"


def _only(where: str, names: Sequence[str]) -> Iterator[str]:
    if names:
        yield f"{len(names)} only {where}: {shortened(names, MAX_SHOWN)}"


def _torn(torn: Mapping[str, str]) -> Iterator[str]:
    """Tensors that the network shares and the file does not."""
    if torn:
        named = [f"{first} and {key}" for key, first in torn.items()]
        yield f"one tensor in the network, but different in the file: {shortened(named, MAX_SHOWN)}"


def _in_order(state: State, tensors: State) -> bool:
    """Whether the shapes agree in the order in which layers were made."""
    mine, theirs = list(state.values()), list(tensors.values())
    return len(mine) == len(theirs) and all(map(alike, mine, theirs))


def _typos(key: str, lacking: Sequence[str], state: State, tensors: State) -> Iterator[str]:
    """The name of the same shape that a key is a misspelling of, if there is one."""
    meant = [
        name for name in lacking if alike(state[name], tensors[key]) and distance(name, key) <= SLIP
    ]
    if meant:
        yield f"`{min(meant, key=lambda n: distance(n, key))}` may be `{key}` in the file"


def _ways_out(
    found: Match, state: State, prefix: Prefix | None, way_out: WayOut | None
) -> Iterator[str]:
    if prefix:
        yield prefix.remedy
    if way_out and found.fits:
        unfit = [*found.lacking, *found.changed, *found.extra, *found.torn]
        yield way_out(unfit, _weighty(found, state))
    elif found.fits:
        rest = len(found.lacking) + len(found.changed)
        leaves = f", and {rest} keep initial values" if rest else ""
        yield f"`--partial` (`partial=True` in Python) loads the {len(found.fits)} that fit{leaves}"


def _weighty(found: Match, state: State) -> set[str]:
    """What fits on either side, but for counters, which fit whatever the layer is."""
    real = {name: key for name, key in found.fits.items() if state[name].is_floating_point()}
    return {*real, *real.values()}
