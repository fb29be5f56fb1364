"""The changes that findings suggest."""

from collections.abc import Iterable, Iterator

from archspec.dataclass import dataclass
from archspec.diagnostics import Diagnostic, Edit, Failure
from archspec.diagnostics.fixes import certain_edits
from archspec.lsp.documents import Document
from archspec.syntax.layout import formatted


@dataclass(frozen=True, slots=True)
class Change:
    """A replacement of a stretch of the text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Action:
    """A change to offer, and the finding that it answers; none for all at once."""

    title: str
    changes: tuple[Change, ...]
    finding: Diagnostic | None = None
    certain: bool = False


def actions(document: Document, start: int, end: int) -> Iterator[Action]:
    """What could be done about the findings that a stretch touches, the certain first."""
    offered = [
        Action(help_.text, changes(document, help_.edits), finding, help_.certain)
        for finding in document.findings
        for help_ in finding.helps
        if help_.edits and touches(document, finding, start, end)
    ]
    yield from sorted(offered, key=lambda action: not action.certain)


def fix_all(document: Document) -> Action | None:
    """Every change that needs no asking, at once."""
    edits = certain_edits(document.source, document.findings)
    return Action("Fix everything that is certain", changes(document, edits)) if edits else None


def form(document: Document) -> tuple[Change, ...]:
    """The change that puts the text into its one form; none where it has that or is not YAML."""
    before = document.source.text
    try:
        after = formatted(document.source)
    except Failure:
        return ()
    return (Change(0, len(before), after),) if after != before else ()


def touches(document: Document, finding: Diagnostic, start: int, end: int) -> bool:
    """Whether a finding lies where a stretch is; one without a place lies at the beginning."""
    span, text = finding.span, document.text
    own = span is not None and span.source is document.source
    first, last = (text.start(span), text.end(span)) if span and own else (0, 0)
    return first <= end and start <= last


def changes(document: Document, edits: Iterable[Edit]) -> tuple[Change, ...]:
    """Edits of this document, as changes of its text."""
    text = document.text
    own = (edit for edit in edits if edit.span.source is document.source)
    return tuple(Change(text.start(e.span), text.end(e.span), e.text) for e in own)
