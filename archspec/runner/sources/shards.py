"""Shards: samples in tar archives, found by one look at the headers of each.

Texts, classes and mappings are read at once; pictures and arrays when they are needed, each from
its place. So the order of samples is that of any other source, and a run goes on in the middle of
an epoch to the same numbers.
"""

from collections.abc import Iterator, Sequence
from io import BufferedReader
from pathlib import Path
from typing import Any, Final

from archspec.diagnostics import Fix, Problem
from archspec.files import NoTar, expanded, machine_memory, open_file, reason
from archspec.recipe import RecipeFailure
from archspec.recipe.columns import Unreadable, is_pattern
from archspec.recipe.columns.shards import (
    MAPPING,
    MAX_TEXT,
    TEXTS,
    mapping_of,
    member_bytes,
    sample_members,
    sort_of,
    split_name,
)
from archspec.recipe.sources import File, Files, listed_files
from archspec.runner.data.packed import Member, Packed
from archspec.runner.data.patterns import matching_files
from archspec.runner.data.samples import Part
from archspec.runner.sources.raw import Column, Raw, Source, unfit
from archspec.runner.sources.tables import beyond_room, column_of_values

MAX_MEMBERS: Final = 20_000_000
"""Files in all shards together, each of which is an object."""

PER_MEMBER: Final = 400
"""Bytes of such an object, with its name."""

Sample = dict[str, Any]
"""What a sample has by its endings: a `Member`, or a value that is read already."""


def read_shards(given: Files) -> Source:
    """The samples of all shards, in the order of their names and of their members.

    Raises:
        RecipeFailure: A620 without a shard, A622 where one is no tar archive of files, A624 where
            samples have not the same endings.
    """
    samples: dict[Part, list[Sample]] = {}
    files = [*listed_files("shards", given)]
    room = min(MAX_MEMBERS, machine_memory() // 4 // PER_MEMBER)
    for one in files:
        for path in shard_files(one):
            found = _read(path, one)
            room -= sum(map(len, found))
            if room < 0:
                raise _broken(path, one, "the shards together have more files than memory holds")
            samples.setdefault(one.part or "train", []).extend(found)
    parts = {part: _raw(some, files[0]) for part, some in samples.items()}
    return Source(parts, divided=any(one.part for one in files))


def shard_files(one: File) -> list[Path]:
    """The shards that a name or a pattern stands for.

    Raises:
        RecipeFailure: A620 where there is none.
    """
    if not is_pattern(one.path):
        return [expanded(one.path)]
    try:
        found, why = matching_files(one.path), ""
    except OSError as error:
        found, why = [], reason(error)
    if not found:
        fact = f"no files match `{one.path}`"
        notes = (why or f"looked in `{Path.cwd()}`",)
        raise RecipeFailure([Problem("A620", fact, ("data", *one.field), notes=notes)])
    return found


def _read(path: Path, one: File) -> list[Sample]:
    try:
        with open_file(path) as file:
            return [*_samples(file, path)]
    except OSError as error:
        fact = f"cannot read the shard `{path}`"
        place = ("data", *one.field)
        raise RecipeFailure([Problem("A620", fact, place, notes=(reason(error),))]) from None
    except (NoTar, Unreadable) as error:
        raise _broken(path, one, str(error)) from None


def _samples(file: BufferedReader, path: Path) -> Iterator[Sample]:
    """The samples of a shard; the files of one follow each other."""
    before, sample, seen = "", Sample(), set[str]()
    for member in sample_members(file):
        stem, ending = split_name(member.name)
        if stem != before and sample:
            yield sample
            sample = {}
        if stem != before and stem in seen:
            raise Unreadable(f"the files of the sample `{stem}` do not follow each other")
        seen.add(stem)
        before = stem
        values = _values(file, path, member, ending)
        if twice := values.keys() & sample.keys():
            raise Unreadable(f"the sample `{stem}` has `.{min(twice)}` twice")
        sample |= values
    if sample:
        yield sample


def _values(file: BufferedReader, path: Path, member: Any, ending: str) -> Sample:
    sort = sort_of(ending)
    if sort == MAPPING:
        raw = member_bytes(file, member, MAX_TEXT)
        return {f"{ending}.{name}": one for name, one in mapping_of(raw, member.name).items()}
    if sort not in TEXTS:
        return {ending: Member(path, member.name, member.offset, member.size)}
    try:
        return {ending: member_bytes(file, member, MAX_TEXT).decode("utf-8-sig").strip()}
    except UnicodeDecodeError:
        raise Unreadable(f"`{member.name}` is not text in UTF-8") from None


def _raw(samples: Sequence[Sample], one: File) -> Raw:
    names = dict.fromkeys(name for sample in samples for name in sample)
    if why := beyond_room(len(names), len(samples)):
        raise _broken(expanded(one.path), one, why)
    columns = {name: _column(name, samples, one) for name in names}
    kept = {name: column for name, column in columns.items() if column is not None}
    return Raw(kept, len(samples))


def _column(name: str, samples: Sequence[Sample], one: File) -> Column | None:
    """Members, or values; a value that a sample lacks is a gap."""
    values = [sample.get(name) for sample in samples]
    members = [value for value in values if isinstance(value, Member)]
    if not members:
        return column_of_values(values)
    if len(members) < len(values):
        lacking = next(sample for sample in samples if name not in sample)
        other = next((str(value) for value in lacking.values() if isinstance(value, Member)), "")
        fact = f"{len(values) - len(members):,} of {len(values):,} samples have no `.{name}`"
        note = f"one of them has `{other}`" if other else ""
        raise unfit(fact, one.field, Fix("leave such samples out of the shards"), note=note)
    return Packed(tuple(members))


def _broken(path: Path, one: File, why: str) -> RecipeFailure:
    fact = f"`{path}` is no shard"
    return RecipeFailure([Problem("A622", fact, ("data", *one.field), notes=(why,))])
