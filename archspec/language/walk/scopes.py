"""Scopes: what has which name where, which weights are another's, and what a name means."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import count

from archspec.dataclass import dataclass, field
from archspec.diagnostics import Diagnostic, Mark, Problem, Span
from archspec.graph import Node, ScopeNode
from archspec.graph.growth import prefixes
from archspec.graph.names import MAX_LENGTH
from archspec.kind import LOST, BlockCall, Origin, Value
from archspec.language.fields.locate import locate
from archspec.language.walk.limits import MAX_MISSED
from archspec.language.walk.missing import Missing
from archspec.language.walk.naming import (
    around_others,
    in_another,
    misnamed,
    named_twice,
    place_of_name,
)
from archspec.language.walk.open_scope import OpenScope
from archspec.language.walk.sharing import Sharing, Twin


@dataclass(slots=True)
class Scopes:
    """The scopes of a network, and the one that is open.

    Args:
        open: the innermost that is open.
        known: every scope that is a module, by its path.
        values: what every layer and scope gives, by its path.
        spans: where every name was written, by its path.
        sharing: what uses the weights of what.
        problems: names that stand twice, that nothing can have, or that nothing can share with.
        missing: names that were not found.
        missed_at: the same, each with its place.
        misnamed: where names were written that nothing can have.
        paths: the path of every merge by its id, once its scope is closed.
        quiet: how many rehearsals are open, whose names nobody can use.
        outermost: the level of the outermost scope in which a name was found.
        faults: how often a name or a value was not there, also where that was said before.
    """

    open: OpenScope = field(default_factory=OpenScope)
    known: dict[str, ScopeNode] = field(default_factory=dict)
    values: dict[str, Value] = field(default_factory=dict)
    spans: dict[str, Span] = field(default_factory=dict)
    problems: list[Diagnostic] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    missed_at: set[tuple[str, Span]] = field(default_factory=set)
    misnamed: set[Span | None] = field(default_factory=set)
    paths: dict[str, str] = field(default_factory=dict)
    quiet: int = 0
    outermost: int = 0
    faults: int = 0
    sharing: Sharing = field(init=False)

    def __post_init__(self) -> None:
        """Lets what is wrong with shared weights be found among what is wrong with names."""
        self.sharing = Sharing(self.problems)

    # What is opened and closed

    def within(
        self,
        name: str | None,
        kind: str,
        origin: Origin,
        value: Value,
        build: Callable[[Value], Value],
        called: BlockCall | None = None,
        named: Origin | None = None,
    ) -> Value:
        """A module around what is built, under its name or its index.

        Args:
            name: its name, if it has one.
            kind: the word for it.
            origin: where it was written.
            value: what it takes.
            build: puts its layers in.
            called: the call of a block that it is.
            named: where its name was written, if not there.
        """
        path = self.next_path(name, origin, named)
        result = self._inside(path, kind, origin, value, build, called)
        return self.bind(name, path, result, named or origin)

    def beside(
        self,
        name: str,
        kind: str,
        origin: Origin,
        value: Value,
        build: Callable[[Value], Value],
        clash: Problem,
        nodes: Mapping[str, Node],
    ) -> Value:
        """A module that was not written in the list, and so takes no index of it."""
        path = self.open.prefix + name
        self._keep_apart(name, name, origin.place_of("shortcut"))
        owner = self.known.get(path) or nodes.get(path)
        if owner is None:
            return self._inside(path, kind, origin, value, build)
        found = locate(clash, origin)
        mark = Mark(owner.origin.span, f"this has a `{name}`")
        self.problems.append(replace(found, marks=(mark, *found.marks)))
        return LOST

    def _inside(
        self,
        path: str,
        kind: str,
        origin: Origin,
        value: Value,
        build: Callable[[Value], Value],
        called: BlockCall | None = None,
    ) -> Value:
        if not self.quiet:
            self.known[path] = ScopeNode(path, kind, origin, called)
        outer, self.open = self.open, OpenScope(f"{path}.", self.open, level=self.open.level + 1)
        try:
            return build(value)
        finally:
            self.close()
            self.open = outer

    def close(self) -> None:
        """Names the merges of the open scope: they are no modules, so all others come first."""
        prefix, taken = self.open.prefix, {*self.open.names, *self.open.around}
        numbered: dict[str, Iterator[str]] = {}
        for word, id_ in self.open.merges:
            words = numbered.setdefault(word, _numbered(word))
            free = next(w for w in words if w not in taken and prefix + w not in self.known)
            if id_:
                self.paths[id_] = prefix + free

    @contextmanager
    def rehearsal(self) -> Iterator[None]:
        """A scope whose names and shapes nobody uses, and of which nothing is said."""
        scope, problems, missing = self.open, self.problems, self.missing
        self.open = OpenScope(f"{scope.prefix}?.", scope, level=scope.level + 1)
        self.problems, self.missing = [], []
        self.sharing.problems = self.problems
        self.quiet += 1
        try:
            yield
        finally:
            self.quiet -= 1
            self.open, self.problems, self.missing = scope, problems, missing
            self.sharing.problems = problems

    # Names

    def peek_path(self, name: str | None) -> str:
        """The path that the next layer will have."""
        return self.open.prefix + (str(self.open.index) if name is None else name)

    def next_path(self, name: str | None, origin: Origin, named: Origin | None = None) -> str:
        """The path of the next layer, which counts from now on; `named` is where its name is."""
        scope = self.open
        word = str(scope.index) if name is None else name
        scope.index += 1
        if name is not None and (found := misnamed(name, named or origin)):
            self._refuse(found)
        place = origin.span if name is None else place_of_name(name, named or origin)
        if len(word) <= MAX_LENGTH:
            self._keep_apart(name, word, place)
        if name is None and word in scope.places:
            message = f"the name `{word}` is also the index of this unnamed layer"
            mark = Mark(scope.places[word], f"named `{word}`")
            self.problems.append(Diagnostic("A301", message, origin.span, "", (mark,)))
        path = scope.prefix + word
        for rounds in scope.shared:
            if owner := rounds.owner(path, origin):
                self.sharing.add(Twin(path, owner))
        return path

    def _keep_apart(self, name: str | None, word: str, span: Span) -> None:
        """Reports a layer that would, as a name with dots has it, be a module around others."""
        scope = self.open
        for around in prefixes(word.rpartition(".")[0]):
            if around in scope.places:
                a_scope = scope.prefix + around in self.known
                first = scope.places[around]
                self.problems.append(in_another(word, around, span, first, scope=a_scope))
                return
            scope.around.setdefault(around, word)
        if word in scope.around:
            inner = scope.around[word]
            first = scope.places.get(inner, span)
            self.problems.append(around_others(name, word, span, inner, first))

    def _refuse(self, found: Diagnostic) -> None:
        """Reports a name that nothing can have, once for all rounds and calls."""
        self.faults += 1
        if found.span not in self.misnamed:
            self.misnamed.add(found.span)
            self.problems.append(found)

    def next_merge(self, word: str) -> str:
        """The id of the next merge, which no layer can have; its path is given at the end."""
        merges = self.open.merges
        id_ = f"{self.open.prefix}{word}#{len(merges)}"
        merges.append((word, id_))
        return id_

    def bind(self, name: str | None, path: str, value: Value, origin: Origin) -> Value:
        """Remembers a value under its path, and under its name where it has one."""
        self.faults += value.shape is None
        self.values[path] = value
        scope = self.open
        if name is None:
            scope.places.setdefault(path[len(scope.prefix) :], origin.span)
            return value
        span = place_of_name(name, origin)
        if name in scope.places:
            self.sharing.twice.add(path)
            self.problems.append(named_twice(name, span, scope.places[name], origin))
        scope.names[name] = value
        scope.places.setdefault(name, span)
        if not self.quiet:
            self.spans.setdefault(path, span)
        return value

    def lose(self, names: Sequence[str], entry: Span | None = None) -> None:
        """Remembers names of layers that cannot be worked out: they are there all the same.

        Args:
            names: what the entry would have put under a name.
            entry: where it stands; what it was found to miss in there, it may be itself.
        """
        self.faults += 1
        for name in names:
            self.open.names.setdefault(name, LOST)
            self.values.setdefault(self.open.prefix + name, LOST)
        for i in range(len(self.missing) - 1, -1, -1):
            one = self.missing[i]
            if entry is None or one.span is None or not entry.holds(one.span):
                break
            if one.name in names:
                self.missing[i] = replace(one, own=one.scope + one.name)

    # What names mean

    def find(self, name: str, home: OpenScope | None = None) -> Value | None:
        """The value of a name: in this scope, or in one around it; None where there is none.

        Args:
            name: as it was written; dots lead into scopes.
            home: where it was written, if a block was given it: it is looked for there first.
        """
        if home is not None:
            if found := self._find_from(home, name):
                return found
            # That it is not there says something of what stands outside as well.
            self.outermost = min(self.outermost, home.level)
        found = self._find_from(self.open, name)
        # Where a block that nobody calls will stand, any name may be there.
        return LOST if found is None and self.quiet else found

    def _find_from(self, start: OpenScope, name: str) -> Value | None:
        """The value of a name, seen from a scope."""
        beginnings = _beginnings(name)
        for scope in start.outwards():
            # The longest that is a name in this scope: the rest of it leads further in.
            first = next((one for one in beginnings if one in scope.names), "")
            # A scope that is open has no value yet, and what is above in there has.
            if not first and not any(start.stands_in(scope, one) for one in beginnings):
                continue
            self.outermost = min(self.outermost, scope.level)
            if first == name or scope.names.get(first) is LOST:
                return scope.names[first]
            found = self.values.get(scope.prefix + name)
            if found is not None:
                return found
        return None

    def names(self) -> Iterator[str]:
        """The names that can be seen from the open scope, the nearest first."""
        for scope in self.open.outwards():
            yield from scope.names

    def lookup(
        self, name: str, span: Span, field_name: str, own: str | None, home: OpenScope | None = None
    ) -> Value:
        """The same, and what is missing is reported; `own` is the name of what asks for it."""
        found = self.find(name, home)
        if found is None:
            self.miss(name, span, field_name, own, home)
        return found or LOST

    def path_of(self, name: str, span: Span, home: OpenScope | None = None) -> str | None:
        """The path of a layer or scope above, by its name; what is missing is reported."""
        if home is not None:
            self.outermost = min(self.outermost, home.level)
        for start in filter(None, (home, self.open)):
            for scope in start.outwards():
                if scope.prefix + name in self.values:
                    self.outermost = min(self.outermost, scope.level)
                    return scope.prefix + name
                if any(scope.names.get(one) is LOST for one in _beginnings(name)):
                    return None
        self.miss(name, span, "share")
        return None

    def miss(
        self,
        name: str,
        span: Span,
        field_name: str = "",
        own: str | None = None,
        home: OpenScope | None = None,
    ) -> None:
        """Records that a name was not found, once for every place that has it."""
        self.faults += 1
        if self.quiet or (name, span) in self.missed_at:
            return
        self.missed_at.add((name, span))
        if len(self.missing) >= MAX_MISSED:
            self.missing.append(
                Missing(name, span, field_name, "", own or "", {}, {}, explored=False)
            )
            return
        outwards = list(self.open.outwards())
        prefixes = (scope.prefix for scope in outwards)
        around = next((p for p in prefixes if any(v.startswith(p) for v in self.spans)), "")
        paths = {path.removeprefix(around): where for path, where in self.spans.items()}
        given = [home] if home is not None and home not in outwards else []
        visible = {n: one.places.get(n) for one in (*given, *outwards) for n in one.names}
        prefix = self.open.prefix
        own_path = prefix + (own or "")
        self.missing.append(Missing(name, span, field_name, prefix, own_path, visible, paths))

    def missed(self, absent: Mapping[str, Span]) -> list[Diagnostic]:
        """What is said about names that were not found, now that all are known."""
        return [one.explained(self.spans, absent) for one in self.missing]


def _numbered(word: str) -> Iterator[str]:
    """The word, and then with numbers from 2."""
    yield word
    for number in count(2):
        yield f"{word}_{number}"


def _beginnings(name: str) -> tuple[str, ...]:
    """What a name may begin with, the longest first: itself, and what is as short as names are.

    A text of many dots has as many beginnings as dots, together as long as their square.

    >>> _beginnings("layer1.0.conv")
    ('layer1.0.conv', 'layer1.0', 'layer1')
    """
    short = [one for one in prefixes(name[: MAX_LENGTH + 1]) if len(one) <= MAX_LENGTH]
    return tuple(dict.fromkeys((name, *reversed(short))))
