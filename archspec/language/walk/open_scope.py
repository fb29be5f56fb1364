"""A scope while its layers are worked out: what stands in it so far."""

from collections.abc import Iterator, Mapping

from archspec.dataclass import dataclass, field
from archspec.diagnostics import Span
from archspec.kind import Value
from archspec.language.walk.sharing import SharedRounds


@dataclass(slots=True, eq=False)
class OpenScope:
    """A scope that is open.

    Args:
        prefix: what its paths begin with.
        outer: the scope around it.
        names: what stands in it under a name, and its value.
        places: where each name or index was written.
        around: the modules that names with dots make, each with the first such name in it.
        index: the index of the next layer.
        merges: the word for each merge, and its id; a merge that is left out has none.
        shared: the repeats with one set of weights that are open in it.
        level: how many scopes are around it.
    """

    prefix: str = ""
    outer: "OpenScope | None" = None
    names: dict[str, Value] = field(default_factory=dict)
    places: dict[str, Span] = field(default_factory=dict)
    around: dict[str, str] = field(default_factory=dict)
    index: int = 0
    merges: list[tuple[str, str]] = field(default_factory=list)
    shared: list[SharedRounds] = field(default_factory=list)
    level: int = 0

    def as_it_is(self) -> "OpenScope":
        """The scope with the names that it has by now, and none that come later."""
        return OpenScope(self.prefix, self.outer, dict(self.names), level=self.level)

    def beside(self, names: Mapping[str, Value], places: Mapping[str, Span]) -> "OpenScope":
        """These values alone under their names, which no scope has, as seen from this one."""
        return OpenScope("", None, dict(names), dict(places), level=self.level)

    def under(self, inner: "OpenScope | None") -> "OpenScope":
        """The scope as it is seen from within one whose names hide its own."""
        if inner is None:
            return self
        return OpenScope(self.prefix, self, dict(inner.names), level=min(self.level, inner.level))

    def stands_in(self, outer: "OpenScope", name: str) -> bool:
        """Whether it is the scope that has a name in another, or one further in."""
        return self.prefix.startswith(f"{outer.prefix}{name}.")

    def outwards(self) -> Iterator["OpenScope"]:
        """This scope and those around it."""
        scope: OpenScope | None = self
        while scope is not None:
            yield scope
            scope = scope.outer
