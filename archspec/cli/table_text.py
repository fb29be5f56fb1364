"""What the rows of a table are, as lines for people and as data for programs."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from archspec.diagnostics.readable import WIDEST, as_name, cut, printable
from archspec.recipe.columns import WORDS, matches
from archspec.recipe.columns.delimited import GAPS, NUMBER

DOES: Final = {"train": "to train on", "val": "to validate", "test": "to test"}
HEADS: Final = ("column", "gaps", "values")
SHOWN: Final = 8
"""Different words of a column that are told."""

LONGEST: Final = 24
"""Letters of a column's name."""


def facts_of(binding: Any, source: Any, parts: Mapping[Any, Any], dropped: int) -> dict[str, Any]:
    """How many rows and samples there are, and of each column the gaps and what it holds.

    Args:
        binding: the fields, and what takes them.
        source: the rows, as they were read.
        parts: the rows that the recipe takes, as it divides them.
        dropped: rows that it leaves out as they have gaps.
    """
    raws = source.parts.values()
    targets = [one.field for one in binding.targets.values() if one.field is not None]
    used = [binding.fields[name].field for name in (*binding.inputs.values(), *targets)]
    words = {name: field.kind in WORDS for field in used for name in _columns(field, source)}
    return {
        "rows": sum(raw.count for raw in raws),
        "parts": {part: raw.count for part, raw in parts.items()},
        "left_out": [f"{dropped:,} row{'s' * (dropped > 1)}, with gaps"] if dropped else [],
        "columns": {
            name: _facts([raw.columns[name] for raw in raws], as_words=as_words)
            for name, as_words in words.items()
        },
    }


def _columns(field: Any, source: Any) -> Iterator[str]:
    """The columns of a field: by their names, or by a pattern of them."""
    there = source.parts["train"].columns
    for wanted in field.columns:
        known = [wanted] if wanted in there else [one for one in there if matches(one, wanted)]
        yield from known


def table_text(facts: Mapping[str, Any]) -> str:
    """The same as lines."""
    parts = ", ".join(f"{count:,} {DOES[part]}" for part, count in facts["parts"].items())
    lines = [f"rows      {facts['rows']:,}", f"samples   {parts}"]
    lines += [f"left out  {printable(one)}" for one in facts["left_out"]]
    rows = [HEADS, *(_row(name, one) for name, one in facts["columns"].items())]
    wide = max(len(row[0]) for row in rows)
    table = (
        f"{name:{wide}}  {gaps:>7}  {cut(values, WIDEST - wide - 11)}"
        for name, gaps, values in rows
    )
    return "\n".join([*lines, "", *table])


def _row(name: str, one: Mapping[str, Any]) -> tuple[str, str, str]:
    return cut(as_name(name), LONGEST), f"{one['gaps']:,}", ", ".join(_values(one))


def _values(one: Mapping[str, Any]) -> Iterator[str]:
    if "lowest" in one:
        yield f"{one['lowest']:.6g} to {one['highest']:.6g}"
    elif one["different"]:
        more = ["…"] if one["different"] > len(one["some"]) else []
        listed = ", ".join([*map(as_name, one["some"]), *more])
        yield f"{one['different']:,} different: {listed}"


def _facts(pieces: Sequence[Any], *, as_words: bool) -> dict[str, Any]:
    """What the values of a column in all parts are; a gap is an empty text, or no number."""
    import numpy as np

    texts = [str(value) for one in pieces if isinstance(one, tuple) for value in one]
    given = [one for one in texts if one.strip().lower() not in GAPS]
    gaps, numbers = len(texts) - len(given), []
    for one in pieces:
        if not isinstance(one, tuple) and one.dtype.kind in "biuf":
            every = one.reshape(len(one), -1).astype(np.float64)
            gaps += int(np.isnan(every).any(1).sum())
            numbers += [float(find(every)) for find in (np.nanmin, np.nanmax) if every.size > 0]
    if not as_words and all(NUMBER.fullmatch(one.strip()) for one in given):
        numbers += map(float, given)
        ends = {"lowest": min(numbers), "highest": max(numbers)} if numbers else {"different": 0}
        return {"gaps": gaps, **ends}
    some = sorted({*given, *(f"{one:g}" for one in numbers)})
    return {"gaps": gaps, "different": len(some), "some": some[:SHOWN]}
