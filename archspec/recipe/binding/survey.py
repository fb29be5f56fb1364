"""The fields of a recipe, looked up in the files of its source."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from archspec.dataclass import dataclass, field
from archspec.diagnostics import Fix, Problem
from archspec.files import expanded, is_there, reason
from archspec.recipe.binding.column_check import gaps, unfit_columns, unfit_source
from archspec.recipe.binding.given import Given, Path
from archspec.recipe.binding.lookups import missing, no_such
from archspec.recipe.binding.pairs_check import fields_of_pairs, unfit_pairs
from archspec.recipe.binding.patterns import MAX_FILES, files_of, first_column
from archspec.recipe.binding.source_fields import by_base, source_fields
from archspec.recipe.binding.vocabularies import numbers_of
from archspec.recipe.columns import (
    ARCHIVES,
    SHARDS,
    TABLES,
    Column,
    Contents,
    Unreadable,
    contents,
    is_pattern,
)
from archspec.recipe.data import Data
from archspec.recipe.data_plugins import reader
from archspec.recipe.datasets import DATASETS
from archspec.recipe.fields import SampleField
from archspec.recipe.generated import GENERATED
from archspec.recipe.published import PUBLISHED
from archspec.recipe.source_check import BY_TABLE, OF_FILES
from archspec.recipe.sources import MAX_LISTED, File, listed_files

LOOKED_AT: Final = 8
"""Files of a list that are looked at; what is wrong with others is found when they are read."""

PICTURES: Final = frozenset((*DATASETS, *PUBLISHED, *GENERATED, "folder")) - {"npz"}
"""Sources that have fields by themselves."""

MAX_PROBLEMS: Final = 50
"""Findings after which no further field is looked up."""


@dataclass(frozen=True, slots=True)
class Absent:
    """A file that a recipe names and that is not there, or not to be read.

    Args:
        path: as it was written.
        field: where, relative to `train`.
        why: as a part of a sentence.
    """

    path: str
    field: Path
    why: str


@dataclass(slots=True)
class Survey:
    """Looks fields up; what was found out stays in it.

    Attributes:
        data: whose fields they are.
        weights: the column by which samples are drawn, if there is one.
        problems: what is wrong with them.
        absent: files without which something could not be looked up.
        stems: what tells the files of each field that has a pattern from one another.
        drops: whether a field drops samples.
    """

    data: Data
    weights: str | None = None
    problems: list[Problem] = field(default_factory=list)
    absent: list[Absent] = field(default_factory=list)
    stems: dict[str, set[str]] = field(default_factory=dict)
    drops: bool = field(init=False)

    def __post_init__(self) -> None:
        """Finds out whether a field drops samples, which is asked for each of them."""
        self.drops = any(vars(one).get("missing") == "drop" for one in self.data.fields.values())

    def fields(self) -> dict[str, Given]:
        """Every field that inputs and outputs may take, by its name."""
        files = self._files()
        arrays = next((one for file, one in files if file.ending in (*ARCHIVES, *SHARDS)), None)
        own = {one.name: one for one in source_fields(self.data, arrays)}
        found = dict(own)
        for name, kind in self.data.fields.items():
            if len(self.problems) > MAX_PROBLEMS:
                break
            given = self._given(name, kind, own, files)
            # Of several views there is no field by the name that is written.
            found |= {one: replace(given, name=one) for one in kind.names(name)}
        self._folder()
        self._divided(files)
        self._one_sample()
        if self.data.pairs is None:
            return found
        self.problems += unfit_pairs(self.data.pairs, found)
        return found | fields_of_pairs(self.data.pairs, found)

    def _files(self) -> list[tuple[File, Contents]]:
        """The files of the source that could be looked at."""
        given = {word: getattr(self.data, word) for word in OF_FILES}
        word = next((word for word, some in given.items() if some is not None), "")
        listed = [*listed_files(word, given[word])] if word else []
        if word == "shards":
            listed = self._first_shards(listed)
        if self.data.dataset == "npz" and self.data.root:
            listed = [File(self.data.root, ("root",))]
        known = [one for one in listed if one.ending in (*TABLES, *ARCHIVES, *SHARDS)]
        first = [one for one in known if one.field[-1] not in range(LOOKED_AT, MAX_LISTED)]
        return [(one, found) for one in first if (found := self._contents(one)) is not None]

    def _first_shards(self, listed: Sequence[File]) -> list[File]:
        """The first shard that each pattern stands for."""
        found = []
        for one in listed:
            try:
                names = files_of(one.path) if is_pattern(one.path) else {one.path: one.path}
            except OSError as error:
                self.absent.append(Absent(one.path, ("data", *one.field), reason(error)))
            except Unreadable as error:
                fact = f"`{one.path}` cannot be read: {error}"
                self.problems.append(Problem("A654", fact, ("data", *one.field)))
            else:
                paths = [str(path) for path in names.values()][:1]
                found += [File(path, one.field, one.part) for path in paths]
                if not paths:
                    why = "no file there is called so"
                    self.absent.append(Absent(one.path, ("data", *one.field), why))
        return found

    def _contents(self, file: File) -> Contents | None:
        where = ("data", *file.field)
        try:
            found = contents(file.path)
            return by_base(found) if file.ending in ARCHIVES else found
        except OSError as error:
            self.absent.append(Absent(file.path, where, reason(error)))
        except Unreadable as error:
            fact = f"`{file.path}` cannot be read: {error}"
            self.problems.append(Problem("A654", fact, where))
        return None

    def _given(
        self,
        name: str,
        kind: SampleField,
        own: dict[str, Given],
        files: Sequence[tuple[File, Contents]],
    ) -> Given:
        origin: Path = ("data", "fields", name, kind.kind, "of")
        if any(getattr(self.data, word) is not None for word in OF_FILES):
            columns = self._columns(kind, origin, files)
        elif self.data.sources:
            columns = self._of_source(kind, origin, own)
        else:
            columns = self._of_files(name, kind, origin)
        given = Given(name, kind, columns, origin, self._numbers(kind, origin))
        pictures = self.data.name in PICTURES or reader(self.data.name) is not None
        if self.data.sources and pictures:
            for word in kind.columns if columns is not None else ():
                self.problems += unfit_source(given, own[word])
        elif self.data.sources:
            self.problems += unfit_columns(given, archive=self.data.table is None)
            # Samples that another field drops may be those with the gaps.
            if not self.drops:
                self.problems += gaps(given)
        return given

    def _numbers(self, kind: SampleField, origin: Path) -> int | None:
        """How many numbers its words have, where that can be known."""
        where = (*origin[:-1], "vocabulary")
        try:
            return numbers_of(kind)
        except OSError as error:
            self.absent.append(Absent(str(vars(kind)["vocabulary"]), where, reason(error)))
        except Unreadable as error:
            fact = f"`{vars(kind)['vocabulary']}` lists no tokens: {error}"
            self.problems.append(Problem("A654", fact, where))
        return None

    def _columns(
        self, kind: SampleField, origin: Path, files: Sequence[tuple[File, Contents]]
    ) -> tuple[Column, ...] | None:
        """The columns of a table, or the arrays of an archive, that a field is made of."""
        found: tuple[Column, ...] | None = None
        for file, whole in files:
            lacking = [*missing(file, whole, kind.columns, origin)]
            self.problems += lacking
            if lacking:
                return None
            if not whole.complete and any(map(is_pattern, kind.columns)):
                # How many columns it stands for is not known.
                return None
            found = found or tuple(c for one in kind.columns for c in _known(whole, one))
        return found

    def _of_source(
        self, kind: SampleField, origin: Path, own: dict[str, Given]
    ) -> tuple[Column, ...] | None:
        unknown = [name for name in kind.columns if name not in own]
        for name in unknown if own else ():
            self.problems.append(no_such(f"`{self.data.name}` has no field", name, own, origin))
        if unknown:
            return None
        return tuple(one for name in kind.columns for one in own[name].columns or ())

    def _of_files(self, name: str, kind: SampleField, origin: Path) -> tuple[Column, ...] | None:
        pattern = kind.columns[0]
        if kind.needs not in ("names of files", "arrays"):
            fact = f"a `{kind.kind}` is a column, and `data` has no table"
            fix = Fix("add `table: FILE.csv`")
            self.problems.append(Problem("A650", fact, origin, fixes=(fix,)))
            return None
        try:
            files = files_of(pattern)
            if len(files) < MAX_FILES:
                self.stems[name] = set(files)
            if files:
                return (first_column(files, arrays=kind.needs == "arrays"),)
            self.absent.append(Absent(pattern, origin, "no file there is called so"))
        except OSError as error:
            self.absent.append(Absent(pattern, origin, reason(error)))
        except Unreadable as error:
            self.problems.append(Problem("A654", f"`{pattern}` cannot be read: {error}", origin))
        return None

    def _folder(self) -> None:
        name = self.data.folder
        path = expanded(name) if name is not None else None
        if name is not None and path is not None and not (is_there(path) and path.is_dir()):
            self.absent.append(Absent(name, ("data", "folder"), "there is no such folder"))

    def _divided(self, files: Sequence[tuple[File, Contents]]) -> None:
        """The columns by which samples are divided into parts."""
        for word in BY_TABLE:
            column = getattr(self.data, word)
            for file, whole in files[:1] if column is not None else ():
                self.problems += missing(file, whole, (column,), ("data", word))
        for file, whole in files[:1] if self.weights is not None and self.data.table else ():
            self.problems += missing(file, whole, (self.weights or "",), ("sampler", "weights"))

    def _one_sample(self) -> None:
        """Files of which no two make a sample."""
        stems = [some for some in self.stems.values() if some]
        if len(stems) > 1 and not set.intersection(*stems):
            names = " and ".join(f"`{name}`" for name in self.stems)
            last = [*self.stems][-1]
            shown = ", ".join(sorted(some)[0] for some in stems)
            fact = f"no file of {names} has the same name as one of the others"
            origin: Path = ("data", "fields", last)
            self.problems.append(Problem("A654", fact, origin, notes=(f"they begin with {shown}",)))


def _known(whole: Contents, name: str) -> tuple[Column, ...]:
    """The columns of that name; one of which nothing is known, where there may be more of them."""
    return whole.named(name) or (() if whole.complete else (Column(name, None, None),))
