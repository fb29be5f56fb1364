"""The text of a spec with its parameters, and sizes left open, at the values they were set to."""

from collections.abc import Iterator
from typing import Any

from archspec.diagnostics import Edit, Span
from archspec.diagnostics.edits import apply
from archspec.language.document.model import Spec
from archspec.language.document.open_sizes import bound_texts
from archspec.language.expressions.values import value_of
from archspec.syntax import Mapping as Fields
from archspec.syntax import Tree
from archspec.syntax.writing import written


def resolved_text(spec: Spec, *, recipe: bool = True) -> str:
    """The file with every parameter at its value, so that compiling it gives the same network.

    Comments, layout and expressions stay. Where a parameter was changed, `expect` goes: its
    figures are those of the file's own values. So does `train` unless `recipe`, for a recipe that
    only fits the file's own values. Blocks of other files are written into it.
    """
    edits = list(_changed(spec))
    if spec.bound and isinstance(spec.tree, Fields):
        edits += dict.fromkeys(bound_texts(spec.tree, spec.bound))
    if edits and spec.variant is None:
        edits += _without(spec, "expect")
    if spec.variant is not None:
        # What is left is that one network; as a file of its own it has no variants.
        edits += [*_renamed(spec), *_without(spec, "variants"), *_without(spec, "expect")]
    if not recipe:
        edits += _without(spec, "train")
    text = apply(spec.source, edits)
    if not spec.included:
        return text
    from archspec.language.rewrite.inlined import inlined

    return inlined(text, spec.included)


def _changed(spec: Spec) -> Iterator[Edit]:
    params = spec.tree.entry("params") if isinstance(spec.tree, Fields) else None
    if params is None or not isinstance(params.value, Fields):
        return
    above: dict[str, Any] = {}
    for entry in params.value:
        name, value = entry.key.text, spec.params[entry.key.text]
        # What follows from parameters above stays as it is written, unless it was set itself.
        if value_of(entry.value, above) != value:
            yield Edit(_stretch(entry.value), written(value))
        above[name] = value


def _renamed(spec: Spec) -> Iterator[Edit]:
    entry = spec.tree.entry("name") if isinstance(spec.tree, Fields) else None
    if entry is not None:
        yield Edit(_stretch(entry.value), written(spec.name))


def _stretch(tree: Tree) -> Span:
    """Where a value stands, without the blank lines behind it, which a parser counts to it."""
    span, lines = tree.span, tree.span.source.lines
    line, column = span.end_line, span.end_column
    while line > span.line and (line > len(lines) or not lines[line - 1][: column - 1].strip()):
        line -= 1
        column = len(lines[line - 1].rstrip()) + 1
    return Span(span.source, span.line, span.column, line, column)


def _without(spec: Spec, field: str) -> Iterator[Edit]:
    entry = spec.tree.entry(field) if isinstance(spec.tree, Fields) else None
    if entry is not None:
        end = entry.value.span
        yield Edit(entry.key.span._replace(end_line=end.end_line, end_column=end.end_column), "")
