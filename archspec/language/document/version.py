"""The version of the language that a file says it is in."""

from typing import Any

from archspec.diagnostics import Diagnostic, Edit, Help, Span
from archspec.syntax import Mapping as Fields
from archspec.syntax import Scalar, describe

VERSION = 1


def wrong_version(tree: Fields) -> Diagnostic | None:
    """A207 where the version is not there, or is none that is known."""
    entry = tree.entry("archspec")
    if entry is None:
        return _missing(tree)
    if isinstance(entry.value, Scalar) and entry.value.value is VERSION:
        return None
    given = describe(entry.value)
    message = f"version {given} of the language is not known"
    if isinstance(entry.value, Scalar) and not entry.value.text:
        message = "`archspec` has no value"
    note = f"this archspec reads version {VERSION}"
    near_it = given in ('"1"', "1.0", "nothing", "true", '"v1"')
    text = "1" if getattr(entry.value, "text", "") else " 1"
    help_ = Help("write `archspec: 1`", (Edit(entry.value.span, text),))
    more: dict[str, Any] = {"helps": (help_,)} if near_it else {}
    return Diagnostic("A207", message, entry.value.span, notes=(note,), **more)


def _missing(tree: Fields) -> Diagnostic:
    source = tree.span.source
    start = Span(source, 1, 1, 1, 1)
    helps = (Help("begin the file with the version", (Edit(start, "archspec: 1\n"),)),)
    message = "the file does not say which version of the language it is in"
    return Diagnostic("A207", message, source.span(), helps=helps)
