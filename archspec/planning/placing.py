"""What is wrong with a study, all of it together and each at its place."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from archspec.diagnostics import Diagnostic, Failure, Mark, Span


@contextmanager
def placed(span: Span | None, label: str = "named here") -> Iterator[None]:
    """Gives findings the place in the study that led to them.

    Args:
        span: the place; None where no file has it.
        label: what stands beside it, where the finding has a place of its own in another file.

    Raises:
        Failure: the same findings.
    """
    try:
        yield
    except Failure as failure:
        raise Failure(in_study(one, span, label) for one in failure.diagnostics) from None


def in_study(one: Diagnostic, span: Span | None, label: str = "named here") -> Diagnostic:
    """A finding with the place in the study that led to it, as `placed` gives it."""
    if span is None or one.span is None:
        return replace(one, span=one.span or span)
    known = {one.span.source, *(mark.span.source for mark in one.marks)}
    return one if span.source in known else replace(one, marks=(*one.marks, Mark(span, label)))


@contextmanager
def gathered(problems: list[Diagnostic]) -> Iterator[None]:
    """Keeps what is wrong for later, so that what else is wrong is found as well."""
    try:
        yield
    except Failure as failure:
        problems += failure.diagnostics
