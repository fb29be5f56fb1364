"""Where a name was written, and what is said where nothing can have it or two things do."""

from typing import Final

from archspec.diagnostics import Diagnostic, Help, Mark, Span
from archspec.graph.names import unusable_within
from archspec.kind import Origin
from archspec.language.rewrite.renaming import bad_name
from archspec.syntax import Mapping as Fields
from archspec.syntax import Scalar

SCOPE_OF_PATHS: Final = Help(
    "give these `branches` a `name`: their paths then stand in a scope of it"
)
OTHER: Final = Help("let one of the names begin otherwise")
ONCE: Final = Help("number the names, as in `conv${i}`, or put the layers into a `sequence`")


def place_of_name(name: str, origin: Origin) -> Span:
    """Where a name was written: as `name`, or as the key of a path."""
    own = origin.fields.entry("name") if origin.fields else None
    if own and isinstance(own.value, Scalar) and own.value.text == name:
        return own.value.span
    path = _key_of_path(name, origin)
    return path or (own.value.span if own else origin.span)


def _key_of_path(name: str, origin: Origin) -> Span | None:
    paths = origin.fields.entry("paths") if origin.fields else None
    inner = paths.value if paths and isinstance(paths.value, Fields) else None
    key = inner.entry(name) if inner else None
    return key.key.span if key else None


def misnamed(name: str, origin: Origin) -> Diagnostic | None:
    """A303 where no layer or path can have that name."""
    why = unusable_within(name)
    if not why:
        return None
    span = place_of_name(name, origin)
    what = "a path" if span == _key_of_path(name, origin) else "a layer"
    return bad_name(what, name, span, why)


def in_another(name: str, around: str, span: Span, first: Span, *, scope: bool) -> Diagnostic:
    """A301: a name with a dot would stand in a layer, or in a scope that has a list of its own."""
    what = "a scope with layers of its own" if scope else "a layer"
    message = f"`{name}` would stand in `{around}`, which is {what}"
    mark = Mark(first, f"this is `{around}`")
    helps = (Help(f"put it among the layers of `{around}`"),) if scope else (OTHER,)
    return Diagnostic("A301", message, span, "", (mark,), (), helps)


def around_others(name: str | None, word: str, span: Span, inner: str, first: Span) -> Diagnostic:
    """A301: a name, or the index of a layer without one, is what names above begin with."""
    what = f"the name `{word}`" if name is not None else f"the index of this layer, `{word}`,"
    message = f"{what} is that of the module in which `{inner}` stands"
    mark = Mark(first, f"`{inner}` stands in `{word}`")
    return Diagnostic("A301", message, span, "", (mark,), (), (OTHER,))


def named_twice(name: str, span: Span, first: Span, origin: Origin) -> Diagnostic:
    """A301: with how to number the names where it is the same line each time."""
    message = f"the name `{name}` stands twice in this scope"
    if span != first:
        mark = Mark(first, "first here")
        helps = (SCOPE_OF_PATHS,) if origin.fields and origin.fields.entry("paths") else ()
        return Diagnostic("A301", message, span, "again here", (mark,), (), helps)
    mark = Mark(origin.span, "each round or call names it anew")
    return Diagnostic("A301", message, span, "again here", (mark,), (), (ONCE,))
