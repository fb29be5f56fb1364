"""Scopes: what has which name where, which weights are another's, and what a name means."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count

from archspec.diagnostics import Diagnostic, Mark, Problem, Span
from archspec.graph import Node, ScopeNode
from archspec.kind import LOST, BlockCall, Origin, Value
from archspec.language.fields.locate import locate
from archspec.language.walk.missing import Missing
from archspec.language.walk.naming import misnamed, named_twice, place_of_name
from archspec.language.walk.sharing import SharedRounds, Sharing, Twin


@dataclass(slots=True, eq=False)
class Frame:
    """A scope that is open.

    Args:
        prefix: what its paths begin with.
        outer: the scope around it.
        names: what stands in it under a name, and its value.
        places: where each name or index was written.
        index: the index of the next layer.
        merges: the word for each merge, and its id; a merge that is left out has none.
        shared: the repeats with one set of weights that are open in it.
        level: how many scopes are around it.
    """

    prefix: str = ""
    outer: "Frame | None" = None
    names: dict[str, Value] = field(default_factory=dict)
    places: dict[str, Span] = field(default_factory=dict)
    index: int = 0
    merges: list[tuple[str, str]] = field(default_factory=list)
    shared: list[SharedRounds] = field(default_factory=list)
    level: int = 0

    def as_it_is(self) -> "Frame":
        """The scope with the names that it has by now, and none that come later."""
        return Frame(self.prefix, self.outer, dict(self.names), level=self.level)

    def outwards(self) -> Iterator["Frame"]:
        """This scope and those around it."""
        frame: Frame | None = self
        while frame is not None:
            yield frame
            frame = frame.outer


@dataclass(slots=True)
class Scopes:
    """The scopes of a network, and the one that is open.

    Args:
        frame: the open one.
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
    """

    frame: Frame = field(default_factory=Frame)
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
        path = self.frame.prefix + name
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
        outer, self.frame = self.frame, Frame(f"{path}.", self.frame, level=self.frame.level + 1)
        try:
            return build(value)
        finally:
            self.close()
            self.frame = outer

    def close(self) -> None:
        """Names the merges of the open scope: they are no modules, so all others come first."""
        prefix, taken = self.frame.prefix, self.frame.names
        numbered: dict[str, Iterator[str]] = {}
        for word, id_ in self.frame.merges:
            words = numbered.setdefault(word, _numbered(word))
            free = next(w for w in words if w not in taken and prefix + w not in self.known)
            if id_:
                self.paths[id_] = prefix + free

    @contextmanager
    def rehearsal(self) -> Iterator[None]:
        """A scope whose names and shapes nobody uses, and of which nothing is said."""
        frame, problems, missing = self.frame, self.problems, self.missing
        self.frame = Frame(f"{frame.prefix}?.", frame, level=frame.level + 1)
        self.problems, self.missing = [], []
        self.sharing.problems = self.problems
        self.quiet += 1
        try:
            yield
        finally:
            self.quiet -= 1
            self.frame, self.problems, self.missing = frame, problems, missing
            self.sharing.problems = problems

    # Names

    def peek_path(self, name: str | None) -> str:
        """The path that the next layer will have."""
        return self.frame.prefix + (str(self.frame.index) if name is None else name)

    def next_path(self, name: str | None, origin: Origin, named: Origin | None = None) -> str:
        """The path of the next layer, which counts from now on; `named` is where its name is."""
        frame = self.frame
        word = str(frame.index) if name is None else name
        frame.index += 1
        if name is not None and (found := misnamed(name, named or origin)):
            self._refuse(found)
        if name is None and word in frame.places:
            message = f"the name `{word}` is also the index of this unnamed layer"
            mark = Mark(frame.places[word], f"named `{word}`")
            self.problems.append(Diagnostic("A301", message, origin.span, "", (mark,)))
        path = frame.prefix + word
        for rounds in frame.shared:
            if owner := rounds.owner(path, origin):
                self.sharing.add(Twin(path, owner))
        return path

    def _refuse(self, found: Diagnostic) -> None:
        """Reports a name that nothing can have, once for all rounds and calls."""
        if found.span not in self.misnamed:
            self.misnamed.add(found.span)
            self.problems.append(found)

    def next_merge(self, word: str) -> str:
        """The id of the next merge, which no layer can have; its path is given at the end."""
        merges = self.frame.merges
        id_ = f"{self.frame.prefix}{word}#{len(merges)}"
        merges.append((word, id_))
        return id_

    def bind(self, name: str | None, path: str, value: Value, origin: Origin) -> Value:
        """Remembers a value under its path, and under its name where it has one."""
        self.values[path] = value
        frame = self.frame
        if name is None:
            frame.places.setdefault(path[len(frame.prefix) :], origin.span)
            return value
        span = place_of_name(name, origin)
        if name in frame.places:
            self.problems.append(named_twice(name, span, frame.places[name], origin))
        frame.names[name] = value
        frame.places.setdefault(name, span)
        if not self.quiet:
            self.spans.setdefault(path, span)
        return value

    def lose(self, names: Sequence[str], entry: Span | None = None) -> None:
        """Remembers names of layers that cannot be worked out: they are there all the same.

        Args:
            names: what the entry would have put under a name.
            entry: where it stands; what it was found to miss in there, it may be itself.
        """
        for name in names:
            self.frame.names.setdefault(name, LOST)
            self.values.setdefault(self.frame.prefix + name, LOST)
        for i in range(len(self.missing) - 1, -1, -1):
            one = self.missing[i]
            if entry is None or one.span is None or not entry.holds(one.span):
                break
            if one.name in names:
                self.missing[i] = replace(one, own=one.scope + one.name)

    # What names mean

    def find(self, name: str, home: Frame | None = None) -> Value | None:
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
        found = self._find_from(self.frame, name)
        # Where a block that nobody calls will stand, any name may be there.
        return LOST if found is None and self.quiet else found

    def _find_from(self, start: Frame, name: str) -> Value | None:
        """The value of a name, seen from a scope."""
        first, _, rest = name.partition(".")
        for frame in start.outwards():
            if name in frame.names:
                # Also where it holds a dot, which is said.
                first, rest = name, ""
            if first not in frame.names:
                continue
            self.outermost = min(self.outermost, frame.level)
            if not rest or frame.names[first] is LOST:
                return frame.names[first]
            found = self.values.get(frame.prefix + name)
            if found is not None:
                return found
        return None

    def names(self) -> Iterator[str]:
        """The names that can be seen from the open scope, the nearest first."""
        for frame in self.frame.outwards():
            yield from frame.names

    def lookup(
        self, name: str, span: Span, field_name: str, own: str | None, home: Frame | None = None
    ) -> Value:
        """The same, and what is missing is reported; `own` is the name of what asks for it."""
        found = self.find(name, home)
        if found is None:
            self.miss(name, span, field_name, own)
        return found or LOST

    def path_of(self, name: str, span: Span, home: Frame | None = None) -> str | None:
        """The path of a layer or scope above, by its name; what is missing is reported."""
        if home is not None:
            self.outermost = min(self.outermost, home.level)
        for start in filter(None, (home, self.frame)):
            for frame in start.outwards():
                if frame.prefix + name in self.values:
                    self.outermost = min(self.outermost, frame.level)
                    return frame.prefix + name
                if frame.names.get(name.partition(".")[0]) is LOST:
                    return None
        self.miss(name, span, "share")
        return None

    def miss(self, name: str, span: Span, field_name: str = "", own: str | None = None) -> None:
        """Records that a name was not found, once for every place that has it."""
        if self.quiet or (name, span) in self.missed_at:
            return
        self.missed_at.add((name, span))
        frames = list(self.frame.outwards())
        prefixes = (frame.prefix for frame in frames)
        around = next((p for p in prefixes if any(v.startswith(p) for v in self.spans)), "")
        paths = {path.removeprefix(around): where for path, where in self.spans.items()}
        visible = {n: f.places.get(n) for f in frames for n in f.names}
        prefix = self.frame.prefix
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
