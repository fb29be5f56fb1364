"""The text of a spec with its parameters at the values they were set to."""

import json
from collections.abc import Iterator

from archspec.diagnostics import Edit
from archspec.diagnostics.edits import apply
from archspec.spec.model import Spec
from archspec.syntax import Mapping as Fields
from archspec.syntax import plain


def resolved_text(spec: Spec) -> str:
    """The file with every parameter at its value, so that compiling it gives the same network.

    Comments, layout and expressions stay. Where a parameter was changed, `expect` goes: its
    figures are those of the file's own values.
    """
    edits = list(_changed(spec))
    return apply(spec.source, [*edits, *_expect(spec)] if edits else edits)


def _changed(spec: Spec) -> Iterator[Edit]:
    params = spec.tree.entry("params") if isinstance(spec.tree, Fields) else None
    if params is None or not isinstance(params.value, Fields):
        return
    for entry in params.value:
        value = spec.params[entry.key.text]
        written = plain(entry.value)
        if json.dumps(written) != json.dumps(value) and not _computed(written):
            yield Edit(entry.value.span, json.dumps(value))


def _computed(written: object) -> bool:
    """Whether the value follows from other parameters, and so stays as it is written."""
    return "$" in json.dumps(written)


def _expect(spec: Spec) -> Iterator[Edit]:
    entry = spec.tree.entry("expect") if isinstance(spec.tree, Fields) else None
    if entry is not None:
        end = entry.value.span
        yield Edit(entry.key.span._replace(end_line=end.end_line, end_column=end.end_column), "")
