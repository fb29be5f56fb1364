"""What is known of a data set as lines for people."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from archspec.cli.output import filled
from archspec.diagnostics.readable import WIDEST, as_name, printable

MOST: Final = 40
"""Rows of classes; `--json` has all."""

CHANNELS: Final = 8
"""Channels whose figures are shown."""

WIDE: Final = 10
"""Characters of what stands before each line, and of a column of the table."""


def as_text(about: Any) -> str:
    """The description of a data set as lines: what it is, its classes, what was left out."""
    account = about.account
    blocks = [
        [f"data      {printable(about.source)}", *_fields(about)],
        _table(about),
        [line for one in account.left_out for line in _wrapped("left out", _left(one))],
        [line for note in account.notes for line in _wrapped("careful", note)],
    ]
    return "\n\n".join("\n".join(lines) for lines in blocks if lines)


def _wrapped(name: str, text: str) -> list[str]:
    """A sentence in lines, each behind the first one's name; no word or path is broken."""
    return filled(text, f"{name:{WIDE}}", " " * WIDE)


def _cut(name: str, width: int) -> str:
    """A name of at most so many characters: what its middle had is the least of a loss."""
    if len(name) <= width:
        return name
    end = (width - 1) // 2
    return f"{name[: width - 1 - end]}…{name[-end:]}"


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
    """Samples of each class in each part, all together, and the range of their values."""
    counts = about.account.counts
    parts = [part for part in ("train", "val", "test") if part in counts]
    room = WIDEST - 1 - WIDE * len(parts)
    names = [_cut(as_name(name), room) for name in about.account.classes]
    rows = [
        (name, [f"{about.per_class[part][place]:,}" for part in parts])
        for place, name in enumerate(names[:MOST])
    ]
    more = [f"… {len(names) - MOST:,} more, which --json shows"] if len(names) > MOST else []
    sums = [
        ("all", [f"{counts[part]:,}" for part in parts]),
        *(
            (word, [f"{about.ranges[part][end]:.4g}" for part in parts])
            for end, word in enumerate(("lowest", "highest"))
        ),
    ]
    wide = max(8, *(len(name) for name, _ in rows), 0) + 1
    head = f"{'class' if names else '':{wide}}" + "".join(f"{part:>{WIDE}}" for part in parts)
    return [head, *(_row(wide, *row) for row in rows), *more, *(_row(wide, *row) for row in sums)]


def _row(wide: int, name: str, cells: Sequence[str]) -> str:
    return f"{name:{wide}}" + "".join(f"{cell:>{WIDE}}" for cell in cells)


def _numbers(values: Sequence[float]) -> str:
    shown = ", ".join(f"{value:.4g}" for value in values[:CHANNELS])
    return shown + (f", … ({len(values):,} channels)" if len(values) > CHANNELS else "")


def _left(one: Any) -> str:
    if not one.examples:
        return f"{one.what}, {one.why}"
    count = int(one.what.split()[0].replace(",", ""))
    more = ["…"] if count > len(one.examples) else []
    return f"{one.what}: {one.why} ({', '.join([*one.examples, *more])})"
