"""Errors as values: what is wrong, where, why, and what to write instead.

Whatever a finding repeats of a file is made fit to be read when the finding is made, so that no
form of it, for people or for machines, has to think of that.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal

from archspec.dataclass import dataclass, field
from archspec.diagnostics.readable import readable
from archspec.diagnostics.span import Span

Severity = Literal["error", "warning"]

ADVICE: Final = ("A7", "A9", "A505", "A509")
"""How the codes of advice begin; A9xx are for rules of others."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A second place that has to do with the fault, and what it has to do with it."""

    span: Span
    label: str

    def __post_init__(self) -> None:
        _set(self, label=readable(self.label))


@dataclass(frozen=True, slots=True)
class Edit:
    """A replacement of one stretch of the source; an empty stretch inserts."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Help:
    """Something to write instead. A `certain` one may be applied without asking."""

    text: str
    edits: tuple[Edit, ...] = ()
    certain: bool = False

    def __post_init__(self) -> None:
        _set(self, text=readable(self.text))


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding, ready to be shown.

    Args:
        code: names the page that `archspec explain` prints; A7xx, A9xx, A505 and A509 are advice.
        message: the fact, in one line, without a full stop.
        span: the smallest stretch that is at fault, or None where no file is involved.
        label: what stands beside the underline.
        marks: other places that led to the fault.
        notes: facts that explain it.
        helps: suggestions, the best first.
    """

    code: str
    message: str
    span: Span | None = None
    label: str = ""
    marks: tuple[Mark, ...] = ()
    notes: tuple[str, ...] = ()
    helps: tuple[Help, ...] = ()

    def __post_init__(self) -> None:
        notes = tuple(map(readable, self.notes))
        _set(self, message=readable(self.message), label=readable(self.label), notes=notes)

    def __str__(self) -> str:
        from archspec.diagnostics.text import render

        return render([self])

    @property
    def severity(self) -> Severity:
        """Advice warns; everything else is an error."""
        return "warning" if self.code.startswith(ADVICE) else "error"


def _set(finding: object, **texts: object) -> None:
    for name, text in texts.items():
        object.__setattr__(finding, name, text)


@dataclass(frozen=True, slots=True)
class Fix:
    """A suggestion by somebody who knows fields, not files.

    Args:
        text: the suggestion in words.
        set: fields to set on the layer at fault.
        before: layers to insert before it, each as it is written in a list; `<field>` stands for
            what the file has in that field.
        main: the field of that layer which is written alone, without its name, where one is.
    """

    text: str
    set: Mapping[str, object] = field(default_factory=dict)
    before: tuple[str, ...] = ()
    main: str = ""


@dataclass(frozen=True, slots=True)
class OtherWidth:
    """That an output is not as wide as it has to be.

    Args:
        wanted: how wide.
        output: its name; empty for the only one.
    """

    wanted: int
    output: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault found by somebody who does not know the file: a kind of layer, a recipe, a runner.

    Args:
        code: as in `Diagnostic`.
        message: as in `Diagnostic`.
        field: the field at fault, as a path into the mapping; empty for the thing as a whole.
        label: as in `Diagnostic`.
        notes: as in `Diagnostic`.
        fixes: suggestions in terms of fields.
        key: whether the name of the field is at fault, and not its value.
        width: of an output, where that is at fault: who knows the network finds where it stands.
        shape: that the input has to have, where that is at fault.

    >>> Problem("A405", "`groups: 3` does not divide 64 channels", ("groups",)).field
    ('groups',)
    """

    code: str
    message: str
    field: tuple[str | int, ...] = ()
    label: str = ""
    notes: tuple[str, ...] = ()
    fixes: tuple[Fix, ...] = ()
    key: bool = False
    width: OtherWidth | None = None
    shape: tuple[int, ...] = ()

    def unlocated(self) -> Diagnostic:
        """The same as a diagnostic without a place."""
        helps = tuple(Help(fix.text) for fix in self.fixes)
        return Diagnostic(self.code, self.message, None, self.label, (), self.notes, helps)


class Failure(Exception):  # noqa: N818  a failure is many errors
    """A stage could not finish; carries everything it found.

    As text it is the whole message, with file, line, excerpt and help, as a command prints it.

    Attributes:
        diagnostics: what was found, in the order of the lines.

    >>> print(Failure([Diagnostic("A101", "there is no file `x.yaml`")]))
    error[A101]: there is no file `x.yaml`
    """

    def __init__(self, diagnostics: Iterable[Diagnostic]):
        self.diagnostics: Sequence[Diagnostic] = in_order(diagnostics)
        super().__init__(self.diagnostics)

    def __str__(self) -> str:
        # Findings are values that most of the code makes, and few parts show.
        from archspec.diagnostics.text import render

        return render(self.diagnostics)


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sorted by file and place, each finding once, those without a place first."""

    def key(diagnostic: Diagnostic) -> tuple[str, int, int]:
        span = diagnostic.span
        return (span.source.name, *span.start) if span else ("", 0, 0)

    return tuple(sorted(dict.fromkeys(diagnostics), key=key))
