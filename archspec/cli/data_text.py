"""What is known of a data set as lines for people."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from archspec.diagnostics.readable import as_name, printable

MOST: Final = 40
"""Rows of classes; `--json` has all."""

CHANNELS: Final = 8
"""Channels whose figures are shown."""


def as_text(about: Any) -> str:
    """The description of a data set as lines: what it is, its classes, what was left out."""
    account = about.account
    blocks = [
        [f"data      {printable(about.source)}", *_fields(about)],
        _table(about),
        [f"left out  {_left(one)}" for one in account.left_out],
        [f"careful   {note}" for note in account.notes],
    ]
    return "\n\n".join("\n".join(lines) for lines in blocks if lines)


def _fields(about: Any) -> Iterator[str]:
    figures, shape = about.statistics, "×".join(map(str, about.shape))
    kind = "image " if len(about.shape) == 3 else "sample"
    scale = f", as {figures.low:.4g} to {figures.high:.4g}"
    stored = f"{about.stored} {_stored_range(about)}" if about.stored == "uint8" else about.stored
    yield f"{kind}    {shape}, {stored}{scale}"
    if about.pictures:
        yield f"on disk   {about.pictures}"
    yield f"label     {about.labels}"
    yield f"mean      {_numbers(figures.mean)}"
    yield f"deviation {_numbers(figures.std)}"
    yield f"input     {_change(about)}"
    yield f"kept      {about.kept}"


def _change(about: Any) -> str:
    """What becomes of values before the network takes them."""
    mean, std = about.normalization.mean, about.normalization.std
    pairs = zip(std, about.statistics.std, strict=False)
    if mean == about.statistics.mean and all(one == own or own == 0 for one, own in pairs):
        return "(value − mean) / deviation"
    if not any(mean) and all(one == 1 for one in std):
        return "the values as they are"
    return f"(value − {_numbers(mean)}) / {_numbers(std)}"


def _stored_range(about: Any) -> str:
    times = about.divisor or 1
    return f"{about.statistics.low * times:.0f} to {about.statistics.high * times:.0f}"


def _table(about: Any) -> list[str]:
    """Samples of each class in each part, and all together."""
    counts = about.account.counts
    parts = [part for part in ("train", "val", "test") if part in counts]
    rows: list[tuple[str, Sequence[int]]] = []
    names = [as_name(name) for name in about.account.classes]
    for place, name in enumerate(names[:MOST]):
        rows.append((name, [about.per_class[part][place] for part in parts]))
    total = ("all", [counts[part] for part in parts])
    wide = max(8, *(len(name) for name, _ in [*rows, total])) + 1
    more = [f"… {len(names) - MOST:,} more, which --json shows"] if len(names) > MOST else []
    head = f"{'class' if names else '':{wide}}" + "".join(f"{part:>10}" for part in parts)
    return [head, *(_row(wide, *row) for row in rows), *more, _row(wide, *total)]


def _row(wide: int, name: str, counts: Sequence[int]) -> str:
    return f"{name:{wide}}" + "".join(f"{count:>10,}" for count in counts)


def _numbers(values: Sequence[float]) -> str:
    shown = ", ".join(f"{value:.4g}" for value in values[:CHANNELS])
    return shown + (f", … ({len(values):,} channels)" if len(values) > CHANNELS else "")


def _left(one: Any) -> str:
    if not one.examples:
        return f"{one.what}, {one.why}"
    return f"{one.what}: {one.why} ({', '.join(one.examples)})"
