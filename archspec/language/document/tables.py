"""The mappings at the top of a file, from names to what they stand for."""

from archspec.diagnostics import Diagnostic
from archspec.syntax import Entry, Scalar, describe
from archspec.syntax import Mapping as Fields

FORMS = {
    "blocks": "blocks: {name: {params: {…}, layers: […]}}",
    "defaults": "defaults: {conv: {padding: same}}",
    "outputs": "outputs: {logits: name of a layer}` or `outputs: [name of a layer]",
}
"""How the mappings at the top of a file are written."""


def table(tree: Fields, name: str, problems: list[Diagnostic]) -> tuple[Entry, ...]:
    """The entries under a field of the file; A203 is added where it has something else."""
    entry = tree.entry(name)
    if entry is None or (isinstance(entry.value, Scalar) and entry.value.value is None):
        return ()
    if isinstance(entry.value, Fields):
        return entry.value.entries
    message = f"`{name}` must be a mapping, not {describe(entry.value)}"
    note = f"as in `{FORMS[name]}`"
    problems.append(Diagnostic("A203", message, entry.value.span, notes=(note,)))
    return ()
