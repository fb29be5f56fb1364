"""Whether columns, arrays and fields of a source hold what a field is made of."""

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Final

from archspec.diagnostics import Fix, Problem
from archspec.recipe.binding.given import Given, Path
from archspec.recipe.binding.lookups import SHOWN, listing, stands_for
from archspec.recipe.columns import NESTED, Column
from archspec.recipe.columns.written import AS_A_PROGRAM, is_for_people
from archspec.recipe.fields import Classes

QUANTITIES: Final = ("numbers", "whole numbers")
OF_IMAGES: Final = ("image", "array")
"""What may be made of images that a source has decoded already."""

OF_NUMBERS: Final = "say what becomes of gaps, as by `missing: mean`"
OF_WINDOWS: Final = "write values for them into the table: rows of a window follow each other"
"""A window takes no `missing`: a row that is left out would make neighbours of those beside it."""

OF_PATHS: Final = ("image", "mask")


def unfit_columns(given: Given, *, archive: bool) -> Iterator[Problem]:
    """Columns of which a field cannot be made, each at its item of a list.

    Args:
        given: the field, with its columns.
        archive: whether they are arrays, and not those of a table.
    """
    columns = given.columns or ()
    yield from _count(given, columns)
    unlike = ((column, found) for column in columns if (found := _unlike(given, column, archive)))
    for column, (fact, note, fix) in islice(unlike, SHOWN):
        notes, fixes = (note,) if note else (), (Fix(fix),) if fix else ()
        yield Problem("A654", fact, _place(given, column.name), notes=notes, fixes=fixes)


def unfit_source(given: Given, made_of: Given) -> Iterator[Problem]:
    """A field that is made of one that the source has by itself, and cannot be."""
    name, kind = made_of.name, given.kind
    if made_of.kind == "image" and kind not in OF_IMAGES:
        fact = f"`{name}` is images, of which no `{kind}` is made"
    elif made_of.kind == "class" and kind in OF_PATHS:
        fact = f"`{name}` is classes, of which no `{kind}` is made"
    else:
        return
    fix = Fix(f"write `{{{made_of.kind}: {name}}}`")
    yield Problem("A654", fact, _place(given, name), fixes=(fix,))


def _count(given: Given, columns: tuple[Column, ...]) -> Iterator[Problem]:
    """One column where a field is made of one, and none twice where it is made of several."""
    if isinstance(vars(given.field)["of"], str) and len(columns) > 1:
        names = listing(column.name for column in columns)
        fact = f"a `{given.kind}` is made of one, and `{given.field.columns[0]}` matches {names}"
        fix = Fix(f"write `{{{given.kind}: {columns[0].name}}}`")
        yield Problem("A654", fact, given.origin, fixes=(fix,))
    twice = (name for name, many in Counter(one.name for one in columns).items() if many > 1)
    for name in islice(twice, SHOWN):
        places = [n for n, one in enumerate(given.field.columns) if stands_for(one, name)]
        fact = f"`{name}` is taken twice"
        notes = (f"by {' and '.join(f'`{given.field.columns[n]}`' for n in places[:2])}",)
        fixes = (Fix("leave one of the two out"),)
        yield Problem("A654", fact, (*given.origin, places[0]), notes=notes, fixes=fixes)


def gaps(given: Given) -> Iterator[Problem]:
    """Values that are missing at the beginning of the file, in a field that takes no gaps."""
    refuses = vars(given.field).get("missing") == "refuse"
    if not refuses and given.kind != "window":
        return
    for column in (one for one in given.columns or () if one.gap):
        fact = f"a value is missing: in sample {column.gap:,} `{column.name}` is empty"
        fix = Fix(OF_NUMBERS if refuses else OF_WINDOWS)
        yield Problem("A624", fact, _place(given, column.name), fixes=(fix,))
        return


Found = tuple[str, str, str]
"""What is wrong with a column, a note, and what to write instead; the last two may be empty."""


def _unlike(given: Given, column: Column, archive: bool) -> Found | None:
    name, holds, kind = column.name, column.holds, given.kind
    several = holds == NESTED or column.shape not in ((), None)
    if several and kind != "array":
        return _several(column, archive)
    numeric = given.field.needs == "numbers" or _in_columns(given)
    if numeric and holds in ("text", "times"):
        what = "array" if archive else "column"
        return f"the {what} `{name}` is no numbers", _example(column), _instead(given, column)
    if kind == "array" and holds == "text" and archive:
        return f"the array `{name}` is no numbers", "", f"write `{{class: {name}}}`"
    if kind in OF_PATHS and holds not in (None, "text"):
        return f"`{name}` holds {holds}, and no names of files", "", ""
    return None


def _several(column: Column, archive: bool) -> Found:
    sizes = "×".join(map(str, column.shape or ()))
    what = f"{sizes} {column.holds or 'values'}" if sizes else f"{column.holds}"
    fact = f"a sample has {what} in `{column.name}`, and no single value"
    array = f"write `{{array: {column.name}}}`"
    return fact, "", array if archive else "write a column for each of its values"


def _in_columns(given: Given) -> bool:
    """Whether it is a 0 or 1 in a column for each class."""
    return isinstance(given.field, Classes) and given.field.separator is None


def _example(column: Column) -> str:
    return f"one of its values is `{column.example[:SHOWN]}`" if column.example else ""


def _instead(given: Given, column: Column) -> str:
    name = column.name
    if _in_columns(given):
        return f"say what divides the names: `{{classes: {{of: {name}, separator: …}}}}`"
    if column.holds == "times":
        return "write times as numbers, such as days since the first"
    if is_for_people(column.example):
        return AS_A_PROGRAM
    return f"words are a class to tell, or a category: `{{category: {name}}}`"


def _place(given: Given, name: str) -> Path:
    patterns = given.field.columns
    place = next((n for n, one in enumerate(patterns) if stands_for(one, name)), 0)
    return (*given.origin, place) if len(patterns) > 1 else given.origin
