"""The stretches in which a run was trained: each time it was begun, taken up or extended."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field, TypeAdapter, ValidationError

from archspec.diagnostics.readable import as_json
from archspec.files.run_files import SEGMENTS
from archspec.runner.storage import read_json, unreadable

MAX_SEGMENTS: Final = 10_000
MAX_THREADS: Final = 4_096

OTHER_DATA: Final = "the data: "
"""What a change of the data begins with among those of a segment."""


@dataclass(frozen=True)
class Segment:
    """A stretch of epochs that were trained in one go.

    Args:
        first: number of its first epoch.
        epochs: how many the whole run was to have.
        began: the moment in UTC, as ISO 8601 writes it.
        device: on what it was trained.
        changes: what was another way from here on, as sentences.
        schedule_since: the epochs after which the schedule of the learning rate was begun anew; 0
            where it is the one of the whole run.
        threads: of the CPU, on which it goes on by itself; 0 where an older version wrote it.
    """

    first: Annotated[int, Field(ge=1)]
    epochs: int
    began: str
    device: str
    changes: tuple[str, ...] = ()
    schedule_since: Annotated[int, Field(ge=0)] = 0
    threads: Annotated[int, Field(ge=0, le=MAX_THREADS)] = 0

    @property
    def where(self) -> str:
        """On what it was trained, in words.

        >>> Segment(1, 9, "", "cpu", threads=2).where, Segment(1, 9, "", "cuda").where
        ('cpu, 2 threads', 'cuda')
        """
        if not (self.threads and self.device.startswith("cpu")):
            return self.device
        return f"{self.device}, {self.threads} thread{'s' * (self.threads > 1)}"


def now() -> str:
    """The moment, in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def appended(segments: Sequence[Segment], new: Segment) -> tuple[Segment, ...]:
    """The segments with one more; one in which no epoch was finished is part of the next.

    >>> one = Segment(1, 9, "", "cpu")
    >>> two = appended([one], Segment(4, 20, "", "cpu", ("`epochs`: 9, then 20",)))
    >>> [s.changes for s in appended(two, Segment(4, 20, "", "cuda"))]
    [(), ('`epochs`: 9, then 20',)]
    """
    if segments and segments[-1].first == new.first:
        changes = dict.fromkeys((*segments[-1].changes, *new.changes))
        return (*segments[:-1], replace(new, changes=tuple(changes)))
    return (*segments, new)


def other_data(changes: Sequence[str]) -> bool:
    """Whether the data is another one among these changes.

    >>> other_data(["`epochs`: 1, then 2"]), other_data(["the data: `a.npz` is gone"])
    (False, True)
    """
    return any(change.startswith(OTHER_DATA) for change in changes)


def as_text(segments: Sequence[Segment]) -> str:
    """The content of `segments.json`."""
    return as_json({"segments": [asdict(one) for one in segments]}) + "\n"


def read_segments(folder: Path) -> tuple[Segment, ...]:
    """The segments of a run; none where an older version wrote its folder.

    Raises:
        Failure: A641 if they cannot be read, A645 if they are not what a run writes there.
    """
    path = folder / SEGMENTS
    if not path.is_symlink() and not path.exists():
        return ()
    content = read_json(path)
    kind = Annotated[tuple[Segment, ...], Field(max_length=MAX_SEGMENTS)]
    try:
        found: tuple[Segment, ...] = TypeAdapter(kind).validate_python(content.get("segments"))
    except ValidationError as error:
        place = ".".join(map(str, error.errors(include_url=False)[0]["loc"]))
        raise unreadable(path, f"`{place or 'segments'}` is not what a run writes there") from None
    if any(one.schedule_since > one.epochs for one in found):
        raise unreadable(path, "a schedule begins after its end")
    return found
