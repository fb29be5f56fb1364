"""From a problem in terms of fields to a finding at a place, with edits of the text."""

from collections.abc import Mapping
from typing import Any, Final

from archspec.diagnostics import Diagnostic, Edit, Fix, Help, Mark, Problem, Span
from archspec.kind import Origin
from archspec.patterns import compile_later
from archspec.syntax import Mapping as Fields
from archspec.syntax import Sequence
from archspec.syntax.ways import span_at
from archspec.syntax.writing import written

WRITTEN: Final = compile_later(r"<(\w+)>")
"""A field in a layer that is to be inserted, in whose place stands what the file has in it."""

INDENT: Final = "  "


def locate(problem: Problem, origin: Origin) -> Diagnostic:
    """The problem at the field it names, or at the kind."""
    span = _field_span(problem.field, origin, key=problem.key) or origin.span
    helps = tuple(_help(fix, origin) for fix in problem.fixes)
    marks = tuple(Mark(call.span, "called from here") for call in reversed(origin.calls[-2:]))
    return Diagnostic(
        problem.code, problem.message, span, problem.label, marks, problem.notes, helps
    )


def locate_in(problem: Problem, tree: Fields, span: Span) -> Diagnostic:
    """The same for a problem in a mapping that is not a layer, such as `train`."""
    return locate(problem, Origin(span, tree))


def _field_span(path: tuple[str | int, ...], origin: Origin, *, key: bool) -> Span | None:
    """The innermost value on the path that was written, or its key."""
    if not path:
        return None
    if origin.fields is None:
        return origin.value
    return span_at(origin.fields, path, key=key)


def _help(fix: Fix, origin: Origin) -> Help:
    alone = [_named_main(fix, origin)] if fix.set and fix.main and origin.fields is None else []
    layers = [f"`{_as_written(one, origin) or one}`" for one in fix.before]
    if layers and origin.fields and origin.fields.entry("from"):
        # What is inserted would be passed over, so the words have to say it.
        named = ", ".join(layers)
        return Help(f"{fix.text}: write {named} above, with the `from` of this layer")
    edits = [*(alone or _sets(fix.set, origin)), *_inserts(fix.before, origin)]
    moved = bool(alone and alone[0]) and _is_compact(origin)
    text = f"{fix.text}, and move the {fix.main} in" if moved else fix.text
    if unnamed := [one for one in layers if one not in text]:
        # An editor shows the words alone, and so does a place where nothing can be inserted.
        text += f": {', '.join(unnamed)}"
    return Help(text, tuple(edit for edit in edits if edit is not None))


def _sets(fields: Mapping[str, Any], origin: Origin) -> list[Edit | None]:
    return [_set(name, written(value), origin) for name, value in fields.items()]


def _set(name: str, value: str, origin: Origin) -> Edit | None:
    """Replaces a field's value, or adds the field where the layer has a mapping."""
    tree = origin.fields
    if tree is None or not tree.entries:
        return None
    if entry := tree.entry(name):
        return Edit(entry.value.span, value)
    first, last = tree.entries[0].key.span, tree.entries[-1].value.span
    if tree.flow:
        end = last._replace(line=last.end_line, column=last.end_column)
        return Edit(end, f", {name}: {value}")
    start = first._replace(end_line=first.line, end_column=first.column)
    return Edit(start, f"{name}: {value}\n{' ' * (first.column - 1)}")


def _named_main(fix: Fix, origin: Origin) -> Edit | None:
    """Gives a main field that stands alone its name, and the other fields beside it."""
    span = origin.value
    if span is None or not span.source.lines:
        return None
    sets = [f"{name}: {written(value)}" for name, value in fix.set.items()]
    lines = _lines_of(span)
    head, begins = lines[0][: span.column - 1], lines[0][span.column - 1 :]
    if not begins.startswith("- "):
        text = "\n".join((begins, *lines[1:]))
        return Edit(span, f"{{{', '.join(sets)}, {fix.main}: {text}}}")
    if head.strip():
        return None
    if _is_compact(origin):
        end = span.line + len(lines) - 1
        whole = Span(span.source, span.line, 1, end, len(lines[-1]) + 1)
        named = [f"{head}{INDENT}{one}" for one in (*sets, f"{fix.main}:")]
        moved = (f"{2 * INDENT}{line}" if line.strip() else "" for line in lines)
        return Edit(whole, "\n".join((*named, *moved)))
    # A list may stand as far to the left as the name above it.
    start = span._replace(end_line=span.line, end_column=span.column)
    return Edit(start, "".join(f"{one}\n{head}" for one in (*sets, f"{fix.main}:")))


def _lines_of(span: Span) -> list[str]:
    """The lines of a value, the last one up to its end.

    A list in lines ends where the next thing begins, and what stands between is none of it.
    """
    lines = list(span.source.lines[span.line - 1 : span.end_line])
    if span.end_line <= len(span.source.lines):
        lines[-1] = lines[-1][: span.end_column - 1]
    while len(lines) > 1 and not lines[-1].partition("#")[0].strip():
        lines.pop()
    return lines


def _is_compact(origin: Origin) -> bool:
    """Whether a list stands as far to the left as the kind whose value it is.

    No other field has room beside such a list before that is moved in.
    """
    value = origin.value
    below = value is not None and value.line > origin.span.line
    return below and value is not None and value.column <= origin.span.column


def _inserts(layers: tuple[str, ...], origin: Origin) -> list[Edit | None]:
    """New items before the one at fault, where that stands on a line of its own or in brackets."""
    item = origin.item
    if item is None:
        return []
    texts = [_as_written(layer, origin) for layer in layers]
    before = item.source.lines[item.line - 1][: item.column - 1]
    if before.strip() == "-":
        start = Span(item.source, item.line, 1, item.line, 1)
        return [None if text is None else Edit(start, f"{before}{text}\n") for text in texts]
    if before.rstrip().endswith(("[", ",")):
        start = item._replace(end_line=item.line, end_column=item.column)
        return [None if text is None else Edit(start, f"{text}, ") for text in texts]
    return []


def _as_written(layer: str, origin: Origin) -> str | None:
    """A layer with what the file has in the fields that it names; None where that is no word."""
    for name in WRITTEN.findall(layer):
        span = _field_span((name,), origin, key=False)
        tree = origin.fields.entry(name) if origin.fields else None
        if tree and isinstance(tree.value, Sequence) and len(tree.value.items) == 1:
            span = tree.value.items[0].span
        if span is None or span.line != span.end_line:
            return None
        text = span.source.lines[span.line - 1][span.column - 1 : span.end_column - 1]
        layer = layer.replace(f"<{name}>", text)
    return layer
