"""Where the fields of a recipe are written that a study puts together."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from archspec.diagnostics import Diagnostic, Help, Source, Span
from archspec.language import RECIPE
from archspec.syntax import Mapping as Fields
from archspec.syntax import Sequence as Items
from archspec.syntax import Tree, read
from archspec.syntax.ways import span_at

Way = tuple[str | int, ...]
"""From field to field, and into lists."""


@dataclass(frozen=True)
class RecipePlaces:
    """Where the fields of a recipe are written.

    Args:
        own: those that the study changes, by their names, with dots between them.
        base: the recipe of which they are changed; None where no file has it.
    """

    own: Mapping[str, Span]
    base: Fields | None = None

    def placed(self, one: Diagnostic, *notes: str) -> Diagnostic:
        """A finding on the recipe as a whole where its field is written.

        One that is in another file already stays as it is.

        Args:
            one: the finding.
            notes: of which recipe it is, as nobody has written it as a whole.
        """
        if one.span is not None and one.span.source.name != RECIPE:
            return one
        spans = [span for span in (one.span, *(mark.span for mark in one.marks)) if span]
        ways = [way_to(span, _tree_of(span.source)) for span in spans]
        place = next(filter(None, map(self._in_study, ways)), None)
        label = one.label if place and self._in_study(ways[0]) else ""
        if place is None and ways and (place := span_at(self.base, ways[0])):
            label = one.label
        helps = tuple(Help(help_.text) for help_ in one.helps)
        said = (*one.notes, *notes)
        return replace(one, span=place, label=label, marks=(), notes=said, helps=helps)

    def of(self, *way: str) -> Span | None:
        """Where a field is written, or what it stands in."""
        return self._in_study(way) or span_at(self.base, way)

    def _in_study(self, way: Way) -> Span | None:
        """Where the study changes a field, or what it stands in."""
        names = (".".join(map(str, way[:end])) for end in range(len(way), 0, -1))
        return next((self.own[name] for name in names if name in self.own), None)


def way_to(span: Span, tree: Tree) -> Way:
    """The way to the innermost value of a tree that holds a stretch of its text.

    >>> tree = read(Source("recipe", "data: {dataset: digits, val: 0.1}"))
    >>> way_to(tree.entry("data").value.entry("val").value.span, tree)
    ('data', 'val')
    """
    if isinstance(tree, Fields):
        for entry in tree:
            if entry.key.span.start <= span.start and _ends_within(span, entry.value.span):
                return (entry.key.text, *way_to(span, entry.value))
    if isinstance(tree, Items):
        for number, item in enumerate(tree):
            if item.span.start <= span.start and _ends_within(span, item.span):
                return (number, *way_to(span, item))
    return ()


@lru_cache(maxsize=1)
def _tree_of(source: Source) -> Tree:
    """What is read of a recipe, once for all that is wrong with it."""
    return read(source)


def _ends_within(span: Span, other: Span) -> bool:
    return (span.end_line, span.end_column) <= (other.end_line, other.end_column)
