"""What the comments of a file silence, and the comments that silence nothing."""

from collections.abc import Iterable, Iterator

from archspec.diagnostics import Diagnostic, Edit, Help, Source
from archspec.language import Spec
from archspec.syntax import Mapping as Fields
from archspec.syntax import plain
from archspec.syntax.ignores import Ignore, ignores


def unsilenced(found: Iterable[Diagnostic], spec: Spec) -> Iterator[Diagnostic]:
    """The findings that no comment silences, and a finding for each comment that silences none.

    A comment is judged so only where the file stands as it is written: another value of a
    parameter may well be what it is for.
    """
    comments = ignores(spec.source, spec.tree) if spec.tree else ()
    others = (one for tree in spec.included for one in ignores(tree.span.source, tree))
    judged = bool(comments) and _as_written(spec)
    return heard(found, spec.source, comments, others, judged=judged)


def heard(
    found: Iterable[Diagnostic],
    source: Source,
    comments: Iterable[Ignore],
    others: Iterable[Ignore] = (),
    *,
    judged: bool = True,
) -> Iterator[Diagnostic]:
    """The same for findings of any file.

    Args:
        found: the findings.
        source: of the file.
        comments: of the file, that silence.
        others: those of files that it includes.
        judged: whether a comment of the file that silences none is told of.
    """
    unused_comments = {_silenced(one): one for one in comments}
    silent = {*unused_comments, *map(_silenced, others)}
    for finding in found:
        span = finding.span or source.span()
        place = (span.source, finding.code, span.line)
        unused_comments.pop(place, None)
        if place not in silent:
            yield finding
    if unused_comments and judged:
        yield from map(_unused, unused_comments.values())


def _silenced(one: Ignore) -> tuple[Source, str, int]:
    return one.comment.source, one.code, one.line


def _unused(one: Ignore) -> Diagnostic:
    """A799: a comment that silences nothing.

    It would hide a finding that some later change brings about. Source: the same reason stands
    behind ruff's RUF100 and mypy's `warn_unused_ignores`.
    """
    if not one.code:
        message = "this comment names no code to silence"
        helps: tuple[Help, ...] = (Help("write the code: `# archspec: ignore A701`"),)
    elif not one.code.startswith("A7"):
        message = f"`{one.code}` is an error, which no comment silences"
        helps = ()
    else:
        message = f"there is no `{one.code}` on line {one.line} to silence"
        helps = (_removed(one),)
    return Diagnostic("A799", message, one.span, helps=helps)


def _removed(one: Ignore) -> Help:
    """Without the code, or without the comment where it stands behind something."""
    line = one.comment.source.lines[one.comment.line - 1][: one.comment.column - 1]
    if not one.only or not line.strip():
        return Help(f"remove `{one.code}`" if not one.only else "remove the comment")
    blanks = len(line) - len(line.rstrip())
    start = one.comment._replace(column=one.comment.column - blanks)
    return Help("remove the comment", (Edit(start, ""),))


def _as_written(spec: Spec) -> bool:
    """Whether every parameter has the value that the file gives it, and no variant another."""
    if isinstance(spec.tree, Fields) and spec.tree.entry("variants"):
        return False
    entry = spec.tree.entry("params") if isinstance(spec.tree, Fields) else None
    if spec.variant is not None or entry is None or not isinstance(entry.value, Fields):
        return spec.variant is None
    from json import dumps  # few files have such comments

    written = {one.key.text: dumps(plain(one.value)) for one in entry.value}
    return all("$" in text or text == dumps(spec.params[name]) for name, text in written.items())
