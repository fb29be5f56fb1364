"""A table: which column is predicted, and from which others."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from archspec.diagnostics.suggest import near
from archspec.recipe.columns import contents
from archspec.recipe.columns.written import AS_A_PROGRAM, is_for_people
from archspec.recipe.picture_names import has_picture_ending
from archspec.starter.data.found import Found, refused
from archspec.starter.data.values import FEW, MOST_WORDS, Values, values_of
from archspec.starter.request import Unfit, Wanted
from archspec.syntax.writing import written

TARGETS: Final = ("label", "class", "target", "y", "category", "species", "outcome", "kind")
"""What columns are called that are there to be predicted; else it is the last one."""

INDEXES: Final = ("id", "index", "unnamed: 0")
TEXTS: Final = ("transformer", "lstm", "gru")
WORDY: Final = 3
"""Words of a value on the average from which on a column is texts."""

LENGTHS: Final = (8, 16, 32, 64, 128, 256, 512)
MOST_CATEGORIES: Final = 8
MOST_CATEGORY_WORDS: Final = 100
"""Columns of words, and different words of each, that are made inputs of their own."""

FEW_CLASSES: Final = 10
"""Different whole numbers up to which they are classes."""


def of_table(path: str, wanted: Wanted) -> Found:
    """What a table says.

    Raises:
        Failure: A602, A650, A654 where nothing can be predicted of it.
        OSError: where it cannot be read.
        Unreadable: where it is no table.
        Unfit: where what was asked for does not go with it.
    """
    columns = values_of(path, contents(path))
    if not columns or not columns[0].rows:
        below = "write a row for each sample below the names of the columns"
        raise refused("A654", f"`{path}` has no rows", below)
    target = _target(path, columns, wanted)
    others = [one for one in columns if one is not target and not _idle(one)]
    left = [(one, why) for one in columns if one is not target and (why := _idle(one))]
    pictures = [one for one in others if has_picture_ending(Path(one.example))]
    texts = [one for one in others if one.mean_length >= WORDY and not one.numbers]
    numbers = [one for one in others if one.numbers]
    words = [one for one in others if _is_category(one)][:MOST_CATEGORIES]
    if pictures:
        taken, found = pictures[:1], _of_pictures(path, pictures[0], target, wanted)
    elif texts and (wanted.family in TEXTS or not (numbers or words)):
        taken, found = texts[:1], _of_texts(path, texts[0], target, wanted)
    elif numbers or words:
        taken, found = [*numbers, *words], _of_values(path, numbers, words, target, wanted)
    else:
        fact = f"no column of `{path}` beside `{target.name}` holds numbers, texts or pictures"
        raise refused("A654", fact, *(f"{one.name}: {_why(one)}" for one in others[:3]))
    left += [(one, _why(one)) for one in others if one not in taken]
    return _with_left(found, left)


def _with_left(found: Found, left: Sequence[tuple[Values, str]]) -> Found:
    return replace(found, left_out=tuple(f"{one.name} ({why})" for one, why in left))


def _target(path: str, columns: Sequence[Values], wanted: Wanted) -> Values:
    """The column that is predicted."""
    by_name = {one.name: one for one in columns}
    if wanted.target:
        if wanted.target in by_name:
            return by_name[wanted.target]
        meant = [f"did you mean `{one}`?" for one in near(wanted.target, by_name)[:1]]
        names = ", ".join(list(by_name)[:12]) + (", …" if len(by_name) > 12 else "")
        fact = f"`{path}` has no column `{wanted.target}`"
        raise refused("A650", fact, *meant, f"its columns are {names}")
    called = [one for one in columns if one.name.lower() in TARGETS]
    return (
        called[0]
        if called
        else [one for one in columns if not _idle(one) or one is columns[-1]][-1]
    )


def _idle(one: Values) -> str:
    """Why a column says nothing of a sample; empty where it does."""
    if one.rows == one.gaps:
        return "empty"
    if one.counts_rows or (one.name.lower() in INDEXES and one.whole):
        return "counts the rows"
    return "the same in all rows" if len(one.words) == 1 and one.rows >= FEW else ""


def _why(one: Values) -> str:
    """Why a column is not taken."""
    if is_for_people(one.example):
        return f"`{one.example}` is no number: {AS_A_PROGRAM}"
    if one.numbers:
        return "numbers"
    if one.mean_length >= WORDY:
        return "texts, which `--like transformer` takes"
    return "words" if _is_category(one) else "hardly any two rows have the same words"


def _is_category(one: Values) -> bool:
    """Whether it holds some words again and again."""
    few = 1 < len(one.words) <= min(MOST_CATEGORY_WORDS, one.rows // 2)
    return few and not one.numbers and not is_for_people(one.example)


def _wanted(path: str, target: Values, asked: Wanted) -> tuple[str, int, int]:
    """The field that is predicted, and among how many classes or how many numbers it is."""
    name = written(target.name)
    few = target.whole and len(target.words) <= min(FEW_CLASSES, target.rows // 5)
    if asked.values or (target.numbers and not asked.classes and not few):
        if not target.numbers:
            raise Unfit(
                f"`{target.name}` holds words, such as `{target.example}`: leave `--values` out"
            )
        missing = ", missing: drop" if target.gaps else ""
        return f"number: {{of: {name}, scale: standard{missing}}}", 0, 1
    count = len(target.words)
    if target.gaps:
        fact = f"`{target.name}` of `{path}` is empty in {target.gaps:,} of {target.rows:,} rows"
        raise refused("A654", fact, "fill them in, or remove these rows")
    if count < 2:
        fact = f"`{target.name}` of `{path}` has one value, which leaves nothing to tell apart"
        raise refused("A602", fact, "`--target NAME` predicts another column")
    if count > MOST_WORDS or count > max(2, target.rows // 2):
        fact = f"nearly every row of `{path}` has a `{target.name}` of its own"
        raise refused("A654", fact, "`--target NAME` predicts another column")
    if asked.classes not in (0, count):
        raise Unfit(f"`{target.name}` has {count} classes: leave `--classes` out")
    if not target.whole or {*map(int, target.words)} == {*range(count)}:
        return f"class: {name}", count, 0
    listed = ", ".join(f'"{one}"' for one in sorted(target.words, key=int))
    return f"class: {{of: {name}, classes: [{listed}]}}", count, 0


def _lines(path: str, given: Sequence[str], target: Values, wanted: str) -> tuple[str, ...]:
    fields = (f"    {one}" for one in (*given, f"{_name(target)}: {{{wanted}}}"))
    return ("data:", f"  table: {written(path)}", "  fields:", *fields, "  val: 0.1")


def _name(target: Values) -> str:
    """What the field is called that is predicted: as its column, where that is a plain name."""
    return target.name if _is_plain(target.name) else "wanted"


def _is_plain(name: str) -> bool:
    kept = ("given", "numbers", "input", "output")
    return name.isascii() and name.isidentifier() and written(name) == name and name not in kept


def _loss(values: int, target: Values) -> Iterator[str]:
    if values:
        yield f"targets: {{output: {{loss: mse, metrics: [mae, r2], to: {_name(target)}}}}}"
    else:
        yield f"targets: {{output: {{loss: cross_entropy, to: {_name(target)}}}}}"


def _of_values(
    path: str,
    numbers: Sequence[Values],
    words: Sequence[Values],
    target: Values,
    asked: Wanted,
) -> Found:
    """Numbers as one input, and an input for each column of words."""
    field, classes, values = _wanted(path, target, asked)
    if asked.sizes not in ((), (len(numbers),)):
        beside = f"{len(numbers)} columns of numbers beside `{target.name}`"
        raise Unfit(f"`{path}` has {beside}: leave `--input` out")
    fields = []
    if numbers:
        missing = ", missing: mean" if any(one.gaps for one in numbers) else ""
        names = ", ".join(written(one.name) for one in numbers)
        given = f"numbers: {{of: [{names}], scale: standard{missing}}}"
        fields.append(f"{'numbers' if words else 'given'}: {{{given}}}")
    taken = {"numbers", "given", _name(target)}
    inputs = []
    for place, one in enumerate(words, 1):
        plain = _is_plain(one.name) and one.name not in taken
        inputs.append((one.name if plain else f"words_{place}", len(one.words) + 1))
        fields.append(f"{inputs[-1][0]}: {{category: {written(one.name)}}}")
    told = _told(target, [one.name for one in (*numbers, *words)], path)
    lines = (*_lines(path, fields, target, field), *_loss(values, target))
    sizes = (len(numbers),)
    return Found("numbers", lines, sizes, classes, values, told, words=tuple(inputs))


def _of_texts(path: str, text: Values, target: Values, asked: Wanted) -> Found:
    field, classes, values = _wanted(path, target, asked)
    given = f"tokens: {{of: {written(text.name)}, length: $length, vocabulary: $vocabulary}}"
    length = next((n for n in LENGTHS if n >= text.length_of_most()), LENGTHS[-1])
    sizes = asked.sizes if len(asked.sizes) == 1 else (length,)
    lines = (*_lines(path, [f"given: {{{given}}}"], target, field), *_loss(values, target))
    return Found("texts", lines, sizes, classes, values, _told(target, [text.name], path))


def _of_pictures(path: str, picture: Values, target: Values, asked: Wanted) -> Found:
    field, classes, values = _wanted(path, target, asked)
    given = f"given: {{image: {written(picture.name)}}}"
    lines = (*_lines(path, [given], target, field), *_loss(values, target))
    told = _told(target, [f"the pictures in {picture.name}"], path)
    return Found("images", lines, (), classes, values, told)


def _told(target: Values, names: Sequence[str], path: str) -> str:
    shown = ", ".join(names[:6]) + (", …" if len(names) > 6 else "")
    return f"`{target.name}` of `{path}` from {shown}"
