"""What is meant where a study says something as files of another sort would."""

from typing import Any

from archspec.diagnostics import Edit, Help
from archspec.syntax import Mapping, Tree, plain
from archspec.syntax.writing import written


def spec_with_parameters(design: Tree | None) -> Help | None:
    """A spec with its parameters below it, as if it were a kind of layer.

    >>> from archspec.diagnostics import Source
    >>> from archspec.syntax import read
    >>> spec_with_parameters(read(Source("s.yaml", "net: {act: 'a: b', sizes: [2, 3]}"))).text
    'write `{spec: net, set: {act: "a: b", sizes: [2, 3]}}`'
    """
    if not isinstance(design, Mapping) or len(design.entries) != 1:
        return None
    [entry] = design
    if not isinstance(entry.value, Mapping):
        return None
    meant = {"spec": entry.key.text, "set": plain(entry.value)}
    return Help(f"write `{written(meant)}`")


def number_of_seeds(name: str, tree: Tree, value: Any) -> Help | None:
    """The seeds themselves, where only their number is said."""
    if name != "`seeds`" or not isinstance(value, list | tuple) or not value:
        return None
    one_line = tree.span.line == tree.span.end_line
    edits = (Edit(tree.span, str(len(value))),) if one_line else ()
    return Help(f"write how many there are, of 0, 1, 2, …: `seeds: {len(value)}`", edits)
