"""What the rows of a table are, as lines for people and as data for programs."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from archspec.cli.output import WIDEST
from archspec.diagnostics.readable import as_name, printable

DOES: Final = {"train": "to train on", "val": "to validate", "test": "to test"}
HEADS: Final = ("column", "gaps", "values")
LONGEST: Final = 24
"""Letters of a column's name."""


def facts_of(source: Any, account: Any, columns: Sequence[str]) -> dict[str, Any]:
    """How many rows and samples there are, and of each column the gaps and what it holds.

    Args:
        source: the rows, as they were read.
        account: of the samples that the recipe makes of them.
        columns: those that fields are made of.
    """
    raws = source.parts.values()
    return {
        "rows": sum(raw.count for raw in raws),
        "parts": dict(account.counts),
        "left_out": [f"{one.what}, {one.why}" for one in account.left_out],
        "notes": [*account.notes],
        "columns": {name: _facts([raw.columns[name] for raw in raws]) for name in columns},
    }


def table_text(facts: Mapping[str, Any]) -> str:
    """The same as lines."""
    parts = ", ".join(f"{count:,} {DOES[part]}" for part, count in facts["parts"].items())
    lines = [f"rows      {facts['rows']:,}", f"samples   {parts}"]
    lines += [f"left out  {printable(one)}" for one in facts["left_out"]]
    rows = [HEADS, *(_row(name, one) for name, one in facts["columns"].items())]
    wide = max(len(row[0]) for row in rows)
    table = (f"{name:{wide}}  {gaps:>7}  {values}"[:WIDEST] for name, gaps, values in rows)
    return "\n".join([*lines, "", *table])


def _row(name: str, one: Mapping[str, Any]) -> tuple[str, str, str]:
    shown = as_name(name)
    short = shown if len(shown) <= LONGEST else shown[: LONGEST - 1] + "…"
    return short, f"{one['gaps']:,}", ", ".join(_values(one))


def _values(one: Mapping[str, Any]) -> Iterator[str]:
    if "lowest" in one:
        yield f"{one['lowest']:.6g} to {one['highest']:.6g}"
    elif one["different"]:
        yield f"{one['different']:,} different: {as_name(one['some'][0])}"
        yield from map(as_name, one["some"][1:])


def _facts(pieces: Sequence[Any]) -> dict[str, Any]:
    """What the values of a column in all parts are; a gap is an empty text, or no number."""
    import numpy as np

    from archspec.recipe.columns.delimited import GAPS

    if all(isinstance(one, np.ndarray) and one.dtype.kind in "biuf" for one in pieces):
        every = np.concatenate([one.reshape(len(one), -1) for one in pieces]).astype(np.float64)
        gaps, there = int(np.isnan(every).any(1).sum()), every[~np.isnan(every)]
        ends = {"lowest": float(there.min()), "highest": float(there.max())} if there.size else {}
        return {"gaps": gaps, **(ends or {"different": 0})}
    texts = [str(value) for one in pieces for value in one]
    given = [one for one in texts if one.lower() not in GAPS]
    some = sorted({*given})
    return {"gaps": len(texts) - len(given), "different": len(some), "some": some[:SHOWN]}


SHOWN: Final = 8
"""Different words of a column that are told."""
