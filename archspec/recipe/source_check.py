"""Whether a recipe says where samples come from, once, and what divides them."""

from collections.abc import Iterator
from typing import Final

from archspec.diagnostics import Fix, Problem
from archspec.recipe.columns import ARCHIVES, SHARDS, TABLES
from archspec.recipe.columns.column import is_pattern
from archspec.recipe.data import SOURCES, Data
from archspec.recipe.fields import Image
from archspec.recipe.generated import GENERATED
from archspec.recipe.pairs import Pairs
from archspec.recipe.published import PUBLISHED
from archspec.recipe.sources import PartFiles, listed_files

BY_TABLE: Final = ("part", "group", "order")
"""What names a column of a table."""

OF_FILES: Final = ("table", "arrays", "shards")
"""Sources that may have files for each part."""

MAX_PATTERNS: Final = 50

OTHERS: Final = {
    ".xlsx": "save it as a .csv there",
    ".xls": "save it as a .csv there",
    ".txt": "name it .csv, or .tsv if tabulators divide its columns",
    ".json": "write a line of JSON for each sample into a .jsonl",
    ".pkl": "write it with `DataFrame.to_csv(path, index=False)`",
    ".npy": "write it with `numpy.savez(path, x=…, y=…)`",
    ".tgz": "unpack it: of a compressed archive no sample can be read alone",
    ".gz": "unpack it: of a compressed file no sample can be read alone",
}
"""What to do about files of other forms."""


def source_problems(data: Data) -> Iterator[Problem]:
    """Everything about `data` that is wrong whatever network it is for."""
    yield from _one_source(data)
    yield from _endings(data)
    yield from _by_table(data)
    yield from _patterns(data)
    yield from _twins(data)
    yield from _views(data)
    yield from _parts(data)
    yield from _folds(data)
    yield from _python(data)
    yield from _published(data)
    yield from _drawn(data)


def _one_source(data: Data) -> Iterator[Problem]:
    given = data.sources
    if len(given) > 1:
        words = " and ".join(f"`{word}`" for word in given)
        fact = f"samples come from one source, and these are {len(given)}: {words}"
        fix = Fix(f"leave all but one of them out, as in `{{{given[1]}: …}}`")
        yield Problem("A603", fact, ("data", given[1]), "a second source", fixes=(fix,))
        return
    if not given and not data.fields:
        words = ", ".join(f"`{word}`" for word in SOURCES)
        yield Problem(
            "A603",
            "`data` does not say where samples come from",
            ("data",),
            "has no source",
            (f"sources are {words}, and `fields` that are files",),
            (Fix("write `dataset: digits`, or `table: FILE.csv` with `fields` for its columns"),),
        )
    if data.table is not None and not data.fields:
        yield Problem(
            "A603",
            "a table says nothing of what its columns are",
            ("data", "table"),
            fixes=(Fix("add `fields`, as in `fields: {x: {numbers: [a, b]}, y: {class: c}}`"),),
        )


def _endings(data: Data) -> Iterator[Problem]:
    for word, known in (("table", TABLES), ("arrays", ARCHIVES), ("shards", SHARDS)):
        given = getattr(data, word)
        for file in listed_files(word, given) if given is not None else ():
            several = is_pattern(file.path) and word != "shards"
            if file.ending in known and not several:
                continue
            advice = OTHERS.get(file.ending)
            if several:
                fact = f"`{file.path}` is a pattern, and `{word}` takes files by their names"
                advice = "list the files: `[a.csv, b.csv]`"
            else:
                fact = f"`{file.path}` is no file of `{word}` by what its name ends in"
            notes = (f"`{word}` takes {', '.join(known)}",)
            fixes = (Fix(advice),) if advice else ()
            yield Problem("A603", fact, ("data", *file.field), notes=notes, fixes=fixes)


def _by_table(data: Data) -> Iterator[Problem]:
    for word in BY_TABLE:
        if getattr(data, word) is not None and data.table is None:
            fact = f"`{word}` is a column of a table, and there is no table"
            yield Problem("A603", fact, ("data", word), fixes=(Fix(f"leave `{word}` out"),))
    if data.group is not None and data.order is not None:
        fact = "samples are divided by groups or by their order, and not by both"
        yield Problem("A603", fact, ("data", "order"), fixes=(Fix("leave one of the two out"),))
    windows = [name for name, field in data.fields.items() if field.kind == "window"]
    if windows and data.order is None:
        yield Problem(
            "A603",
            f"the rows of the window `{windows[0]}` have no order",
            ("data", "fields", windows[0]),
            fixes=(Fix("name the column by which rows follow each other: `order: COLUMN`"),),
        )


def _patterns(data: Data) -> Iterator[Problem]:
    """More patterns than anybody needs; each is held against every column."""
    names = ((field, name) for field in data.fields for name in data.fields[field].columns)
    patterns = [field for field, name in names if is_pattern(name)]
    if len(patterns) > MAX_PATTERNS:
        fact = f"there are {len(patterns):,} names with a `*`, and {MAX_PATTERNS} are the most"
        yield Problem("A603", fact, ("data", "fields", patterns[MAX_PATTERNS]))


def _twins(data: Data) -> Iterator[Problem]:
    """Fields that are made, by views or by pairs, under a name that another one has."""
    made = dict.fromkeys(Pairs.NAMES, "`pairs`") if data.pairs else {}
    for name, field in data.fields.items():
        if field.names(name) != (name,):
            made |= dict.fromkeys(field.names(name), f"the views of `{name}`")
    for name, field in data.fields.items():
        if name in made and field.names(name) == (name,):
            fact = f"two fields are called `{name}`: this one, and one of {made[name]}"
            fix = Fix("give it another name")
            yield Problem("A603", fact, ("data", "fields", name), fixes=(fix,), key=True)


def _views(data: Data) -> Iterator[Problem]:
    """Views that are all the same picture, as what changes all fields changes them alike."""
    for name, field in data.fields.items():
        if isinstance(field, Image) and field.views > 1 and not field.augment:
            fact = f"the {field.views} views of `{name}` are the same picture"
            notes = ("`augment` of `data` changes all pictures of a sample alike",) * bool(
                data.augment
            )
            fix = Fix(
                f"give the field changes of its own: `{name}: {{image: {{…, augment: […]}}}}`"
            )
            place = ("data", "fields", name, "image", "views")
            yield Problem("A603", fact, place, notes=notes, fixes=(fix,))


def _parts(data: Data) -> Iterator[Problem]:
    """What is held back though it has files, or a column, of its own."""
    own = {part for word in OF_FILES for part in _own_parts(getattr(data, word))}
    for part in ("val", "test"):
        value = getattr(data, part)
        if isinstance(value, float) and part in own:
            fact = f"`{part}: {value:g}` is held back, and `{part}` has files of its own"
            yield Problem("A603", fact, ("data", part), fixes=(Fix(f"leave `{part}` out here"),))
        elif isinstance(value, float) and data.part is not None:
            fact = f"`{part}: {value:g}` is held back, and the column `{data.part}` says the parts"
            yield Problem("A603", fact, ("data", part), fixes=(Fix(f"leave `{part}` out"),))
    lacks_test = "test" not in own and data.part is None and data.test is None
    if data.val == "test" and data.table is not None and lacks_test:
        fact = "there is no part `test` that could be watched"
        fixes = (Fix("hold a part back: `val: 0.1`"),)
        yield Problem("A603", fact, ("data", "val"), fixes=fixes)
    if own and data.part is not None:
        fact = "the parts have files of their own, and a column that says them as well"
        yield Problem("A603", fact, ("data", "part"), fixes=(Fix("leave `part` out"),))


def _folds(data: Data) -> Iterator[Problem]:
    """Folds beside what says of other samples that they are watched."""
    folds = data.folds
    if folds is None:
        return
    if folds.take is not None and folds.take >= folds.count:
        fact = f"there is no fold {folds.take}: the {folds.count} are counted from 0"
        fix = Fix(f"write `take: {folds.count - 1}`, or leave it out for a run of each")
        yield Problem("A603", fact, ("data", "folds", "take"), fixes=(fix,))
    own = {part for word in OF_FILES for part in _own_parts(getattr(data, word))}
    others = {"val": data.val is not None, "part": data.part is not None}
    others |= {"order": data.order is not None}
    for word in (word for word, there in others.items() if there):
        fact = f"each fold is watched by one run, and `{word}` says what is watched as well"
        yield Problem("A603", fact, ("data", word), fixes=(Fix(f"leave `{word}` or `folds` out"),))
    if "val" in own:
        fact = "each fold is watched by one run, and the part `val` has files of its own"
        yield Problem("A603", fact, ("data", "folds"), fixes=(Fix("leave `folds` out"),))


def _python(data: Data) -> Iterator[Problem]:
    """What is made of samples that a function makes itself."""
    given = {"fields": data.fields, "pairs": data.pairs, "classes": data.classes}
    for word, value in given.items() if data.python is not None else ():
        if value:
            fact = f"the function gives the fields of its samples, and `{word}` changes none"
            fix = Fix(f"leave `{word}` out, and let the function give what the network takes")
            yield Problem("A603", fact, ("data", word), fixes=(fix,), key=True)


def _own_parts(files: object) -> tuple[str, ...]:
    return tuple(files.parts) if isinstance(files, PartFiles) else ()


def _published(data: Data) -> Iterator[Problem]:
    """What goes with a published data set alone."""
    if data.root is not None and data.dataset is None and data.sources:
        word = data.sources[0]
        fact = f"`root` says where a `dataset` is, and `{word}` is a path by itself"
        fixes = (Fix(f"leave `root` out, and write the whole path at `{word}`"),)
        yield Problem("A603", fact, ("data", "root"), fixes=fixes)
    known = PUBLISHED.get(data.name)
    if known is not None and "test" in known.parts and data.test is not None:
        fact = f"{data.name} has test images of its own"
        yield Problem("A603", fact, ("data", "test"), fixes=(Fix("remove `test`"),))
    if known is not None and "test" not in known.parts and data.val == "test":
        fact = f"{data.name} has no test images"
        yield Problem("A603", fact, ("data", "val"), fixes=(Fix("hold a part back: `val: 0.1`"),))
    if known is not None and data.classes is not None:
        fact = f"of {data.name} all classes are kept"
        yield Problem("A603", fact, ("data", "classes"), fixes=(Fix("leave `classes` out"),))
    if data.classes is not None and data.dataset is None and data.folder is None:
        fact = "`classes` are those of a data set or a folder; of a field they stand in it"
        fixes = (Fix("write them there: `{class: {of: COLUMN, classes: […]}}`"),)
        yield Problem("A603", fact, ("data", "classes"), fixes=fixes, key=True)


def _drawn(data: Data) -> Iterator[Problem]:
    """What a data set that is drawn has no use for."""
    if data.dataset not in GENERATED:
        return
    known = GENERATED[data.dataset]
    said = {"classes": f"of {data.dataset} all classes are kept"}
    if known.drawn:
        said = {
            "root": f"`{data.dataset}` is drawn, and lies in no folder",
            "classes": f"`{data.dataset}` is drawn with all of its classes",
        }
    if known.test:
        said["test"] = f"{data.dataset} has {known.test} test samples of its own"
    for word, fact in said.items():
        if getattr(data, word) is not None:
            fix = Fix(f"leave `{word}` out")
            yield Problem("A603", fact, ("data", word), fixes=(fix,))
