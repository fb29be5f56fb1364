"""Weights with which a training begins, held against the network that they are to fill."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from archspec.dataclass import dataclass
from archspec.diagnostics import Fix, Problem
from archspec.diagnostics.suggest import listed
from archspec.files.run_files import BEST
from archspec.files.weight_names import as_named
from archspec.files.weight_prefix import LONGEST, find_prefix
from archspec.recipe.keys import MOST, Keys, covering, fits, literal, unfit_pattern
from archspec.recipe.start import WEIGHTS, Start
from archspec.shapes import shape_text
from archspec.syntax.writing import written

NAMED: Final = 6
"""Keys of a sort that a note names."""

MAX_COMPARED: Final = 10_000
"""Keys of a file that are looked through for a prefix; no network has as many."""

LONGEST_LIST: Final = 1_000
"""Characters of a list of patterns that a suggestion writes."""

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Kept:
    """What a network keeps, by the keys of its state_dict.

    Args:
        shapes: of each parameter and of each buffer.
        learnt: the keys of parameters; of others a file may lack some, as old ones do.
        first: the first key of what is shared, by each of its others.
        layers: the paths of layers, which alone know what buffers they have.
    """

    shapes: Mapping[str, Shape]
    learnt: frozenset[str]
    first: Mapping[str, str]
    layers: frozenset[str]


@dataclass(frozen=True)
class Compared:
    """The keys of a network and of a file side by side, without those that are excepted.

    Args:
        fits: those of parameters that both have, with the same shape.
        changed: those of both, with another shape.
        lacking: those of parameters that the file lacks.
        extra: those of the file that the network lacks.
    """

    fits: Sequence[str]
    changed: Sequence[str]
    lacking: Sequence[str]
    extra: Sequence[str]

    @property
    def unfit(self) -> list[str]:
        """All that hinder."""
        return [*self.changed, *self.lacking, *self.extra]


def start_problems(start: Start, kept: Kept) -> Iterator[Problem]:
    """What of the weights does not fit a network, as far as is seen without torch.

    What a `.pt` file has is known to torch alone, and is said when a training begins.

    Args:
        start: of the recipe.
        kept: what the network keeps.
    """
    found = {} if start.published else _shapes_in(start.path, kept)
    if not (found or start.published):
        return
    spared, names = start.spared or (), dict.fromkeys((*kept.shapes, *found))
    wrong = [*strange_patterns(spared, names, of_file=bool(found))]
    yield from wrong
    if wrong or start.published:
        return
    left = frozenset(name for name in names if any(fits(name, one) for one in spared))
    compared = _compare(kept, found, left)
    if compared.unfit:
        yield _misfit(start, kept, found, compared)
    elif not compared.fits:
        fact, fix = "`except` leaves nothing to be taken from the file", "leave `start` out"
        yield Problem("A522", fact, WEIGHTS, fixes=(Fix(fix),))


def strange_patterns(
    spared: Sequence[str], names: Collection[str], *, of_file: bool = True
) -> Iterator[Problem]:
    """The findings on patterns that mean nothing, neither of a network nor of a file.

    Args:
        spared: as a recipe has them.
        names: all keys of both.
        of_file: whether those of the file are known.
    """
    owner = "nothing of the network or the file" if of_file else "no parameter of the network"
    if too_many := Keys(tuple(names)).too_many(len(spared), ("start", "except")):
        yield too_many
        return
    for number, pattern in enumerate(spared):
        if not any(fits(key, pattern) for key in names):
            field = ("start", "except") if len(spared) == 1 else ("start", "except", number)
            yield unfit_pattern(pattern, names, field, owner=owner)


def spare(spared: Sequence[str], unfit: Sequence[str], fitting: Collection[str]) -> str:
    """The suggestion to leave what does not fit as it is, with all that `except` has to say then.

    Args:
        spared: what it says already.
        unfit: keys of the network or of the file.
        fitting: the keys of what is to be taken from the file.

    >>> spare(("head",), ["stem.0.weight", "stem.1.bias"], ["body.weight"])
    'take all else from the file: `except: [head, stem]`'
    """
    scopes = covering(unfit, fitting)
    new = [literal(one) for one in scopes]
    old = [one for one in spared if not any(fits(one, wider) for wider in scopes)]
    patterns = written([*old, *new])
    if len(old) + len(new) > MOST or len(patterns) > LONGEST_LIST:
        return f"only {len(fitting):,} tensors fit: take the weights of a network more like it"
    return f"take all else from the file: `except: {patterns}`"


def _compare(kept: Kept, found: Mapping[str, Shape], left: frozenset[str]) -> Compared:
    names = [key for key in kept.shapes if key not in left]
    there = [key for key in names if key in found]
    # What is shared is found under any of its keys.
    known = {kept.first.get(key, key) for key in there}
    strange = (key for key in found if key not in kept.shapes and key not in left)
    return Compared(
        fits=[k for k in there if found[k] == kept.shapes[k] and k in kept.learnt],
        changed=[key for key in there if found[key] != kept.shapes[key]],
        lacking=[k for k in names if k in kept.learnt and kept.first.get(k, k) not in known],
        extra=[key for key in strange if not _in_a_layer(key, kept)],
    )


def _in_a_layer(key: str, kept: Kept) -> bool:
    parts = key.split(".")
    return any(".".join(parts[:count]) in kept.layers for count in range(1, len(parts)))


def _misfit(start: Start, kept: Kept, found: Mapping[str, Shape], compared: Compared) -> Problem:
    changed = compared.changed
    mine, theirs = covering(compared.lacking, found), covering(compared.extra, kept.shapes)
    notes = []
    if changed:
        first = changed[0]
        theirs_is, mine_is = shape_text(found[first]), shape_text(kept.shapes[first])
        fact = f"`{first}` is {theirs_is} in the file, and {mine_is} in the network"
        notes += [f"of another shape are {listed(changed, NAMED)}"] if changed[1:] else []
    elif mine:
        fact = f"the file has no `{mine[0]}`, which the network has"
    else:
        fact = f"the file has `{theirs[0]}`, which the network has not"
    notes += _only("in the network", mine, said=not changed)
    notes += _only("in the file", theirs, said=not (changed or mine))
    fixes = tuple(Fix(text) for text in _ways_out(start, compared))
    return Problem("A522", fact, WEIGHTS, notes=tuple(notes), fixes=fixes)


def _only(where: str, scopes: Sequence[str], *, said: bool) -> list[str]:
    """The note on what one side alone has, unless the fact has said the only one."""
    return [] if len(scopes) <= said else [f"only {where}: {listed(scopes, NAMED)}"]


def _ways_out(start: Start, compared: Compared) -> Iterator[str]:
    if prefix := find_prefix(compared.lacking, compared.extra[:MAX_COMPARED]):
        side = "file" if prefix.in_file else "network"
        yield f"keys of the {side} have the prefix `{prefix.text}`: {prefix.remedy}"
    elif compared.fits:
        yield spare(start.spared or (), compared.unfit, compared.fits)
    else:
        yield "nothing of the file fits: take the weights of a network more like it"


def _shapes_in(path: Path, kept: Kept) -> dict[str, Shape]:
    """The shapes in a safetensors file, or in that of a run's best weights; of others none.

    Keys are as the network has them, as whoever fills it reads them.
    """
    from archspec.recipe.columns.safetensors import shapes_in

    shapes = shapes_in(path / BEST if path.is_dir() else path)
    short = {key: shape for key, shape in shapes.items() if len(key) <= LONGEST}
    return as_named(short, kept.shapes)[0]
