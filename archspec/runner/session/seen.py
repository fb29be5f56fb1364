"""Whether samples that are held back may have been trained on all the same."""

from collections.abc import Iterator

from archspec.runner.data.account import repeat_notes
from archspec.runner.session.segments import other_data as changes_data
from archspec.runner.session.segments import read_segments
from archspec.runner.session.session import Session


def seen_before(session: Session, *, other_data: bool) -> Iterator[str]:
    """Why they may have been, each reason a sentence without a full stop.

    Args:
        session: of the run, with its data.
        other_data: whether the data is another one than before, from here on.

    Raises:
        Failure: A641, A645 if the segments of the run cannot be read.
    """
    if {*session.loop.data.parts} == {"train"}:
        return
    yield from repeat_notes(session.loop.data)
    changed = [one.first for one in read_segments(session.folder) if changes_data(one.changes)]
    if changed or other_data:
        since = f"from epoch {changed[0]} on" if changed else "now"
        yield (
            f"the data is another one {since}, and what it holds back may have been trained on "
            "before"
        )
