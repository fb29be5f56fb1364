"""Files that name networks to be compared, which are no networks."""

from collections.abc import Mapping
from typing import Final

from archspec.diagnostics import Diagnostic, Help
from archspec.language.document.model import Document
from archspec.syntax import Mapping as Fields
from archspec.syntax import Tree

FIELDS: Final[Mapping[str, str]] = {
    "archspec": Document.model_fields["archspec"].description or "",
    "study": "Designs that are compared, or a space of them that is searched.",
}
"""What stands at the top of a study's file."""


def is_study(tree: Tree) -> bool:
    """Whether a file says by its keys that it is a study.

    >>> from archspec.diagnostics import Source
    >>> from archspec.syntax import read
    >>> is_study(read(Source("rates.yaml", "study: {designs: [net]}")))
    True
    """
    return isinstance(tree, Fields) and bool(tree.entry("study")) and not tree.entry("layers")


def no_network(tree: Fields) -> Diagnostic:
    """A207 for a study that stands where a network is wanted."""
    study = tree.entry("study")
    fields = study.value if study else None
    sweeps = isinstance(fields, Fields) and fields.entry("over")
    word = "sweep" if sweeps else "compare"
    message = "this is a study, which compares networks, and no network"
    help_ = Help(f"`archspec check` says what is wrong with it, `archspec {word}` carries it out")
    return Diagnostic("A207", message, study.key.span if study else None, helps=(help_,))
