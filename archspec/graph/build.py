"""Parts to nodes: names, scopes and wiring."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from archspec.diagnostics import Diagnostic, Failure, Help, Mark, Span
from archspec.graph.ir import Graph, Node, ScopeNode
from archspec.graph.missing import Missing
from archspec.kind import Chain, From, Leaf, Merge, Origin, Part, Repeat, Scope, Shared
from archspec.kind.names import unusable
from archspec.language import Spec, bad_name, with_renaming
from archspec.syntax import Mapping as Fields


def build_graph(spec: Spec) -> Graph:
    """The network with every layer named and wired.

    Raises:
        Failure: A301 for a name that stands twice, A302 for one that is not there.
    """
    inputs = spec.inputs
    builder = Builder(Frame("", names={i.name: i.value for i in inputs}))
    last = builder.build(spec.part, inputs[0].value)
    outputs = {"output": last}
    if spec.outputs:
        outputs = {
            one.name: builder.lookup(one.layer, one.span, "outputs") or last for one in spec.outputs
        }
    if problems := [*builder.problems, *builder.missed(spec.absent)]:
        tree = spec.tree
        raise Failure(with_renaming(p, tree) if isinstance(tree, Fields) else p for p in problems)
    training = frozenset(one.name for one in spec.outputs if one.training)
    return Graph(spec.name, inputs, tuple(builder.nodes), builder.scopes, outputs, training)


def splice(part: Part, scope: str, value: str) -> tuple[list[Node], dict[str, ScopeNode], str]:
    """Nodes for a part that is put into a finished graph: the nodes, their scopes, their value."""
    builder = Builder(Frame(f"{scope}." if scope else ""))
    result = builder.build(part, value)
    return builder.nodes, builder.scopes, result


@dataclass(slots=True)
class Frame:
    """An open scope: the prefix of its paths, its names, and the index of the next layer."""

    prefix: str
    names: dict[str, str] = field(default_factory=dict)
    places: dict[str, Span] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    index: int = 0
    outer: "Frame | None" = None


@dataclass(slots=True)
class Builder:
    """Walks parts and appends nodes; `values` maps the path of a node or scope to its value."""

    frame: Frame
    nodes: list[Node] = field(default_factory=list)
    scopes: dict[str, ScopeNode] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    problems: list[Diagnostic] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    spans: dict[str, Span | None] = field(default_factory=dict)
    naming: str | None = None

    def build(self, part: Part, value: str) -> str:
        """The value that a part makes of another."""
        match part:
            case Leaf():
                return self._leaf(part, value)
            case Chain():
                for one in part.parts:
                    value = self.build(one, value)
                return value
            case Scope():
                return self._scope(part, value)
            case From():
                origin = part.origin
                source = self.lookup(part.source, _field(origin, "from"), "from")
                return self.build(part.part, source or value)
            case Shared():
                return self._shared(part, value)
            case Repeat():
                return self._repeat(part, value)
            case Merge():
                return self._merge(part, value)

    def lookup(self, name: str, span: Span | None, field_name: str) -> str | None:
        """The value of a name: in this scope, or in one around it."""
        first, _, rest = name.partition(".")
        for frame in self._frames():
            if first in frame.names:
                found = self.values.get(f"{frame.prefix}{name}", "") if rest else frame.names[first]
                if found:
                    return found
        self.missing.append(self._no_name(name, span, field_name))
        return None

    def _leaf(self, leaf: Leaf, value: str) -> str:
        layer, origin = leaf.layer, leaf.origin or NOWHERE
        self.naming = layer.name
        if layer.from_ is not None:
            value = self.lookup(layer.from_, _field(origin, "from"), "from") or value
        others = [
            self.lookup(name, _named(origin, key, name), key) for key, name in layer.references()
        ]
        share = getattr(layer, "share", None)
        weights = self.lookup(share, _field(origin, "share"), "share") if share else None
        path = self._path(layer.name, origin)
        inputs = (value, *(other for other in others if other))
        self.nodes.append(Node(path, layer, inputs, origin, (), weights or path, late=leaf.late))
        return self._named_value(layer.name, path, path, origin)

    def _scope(self, scope: Scope, value: str) -> str:
        origin = scope.origin or NOWHERE
        path = self._path(scope.name, origin)
        self.scopes[path] = ScopeNode(path, scope.kind, origin)
        outer = self.frame
        self.frame = Frame(f"{path}.", taken=set(_names(scope.part)), outer=outer)
        result = self.build(scope.part, value)
        self.frame = outer
        return self._named_value(scope.name, path, result, origin)

    def _shared(self, shared: Shared, value: str) -> str:
        """A part whose nodes use the weights of those at the same place in another scope."""
        start, span = len(self.nodes), _field(shared.origin, "share")
        owner = self._path_of(shared.owner, span)
        value = self.build(shared.part, value)
        if owner is None:
            return value
        weights = {node.path: node.weights for node in self.nodes[:start]}
        own = _common(self.nodes[start:], self.frame.prefix)
        for i, node in enumerate(self.nodes[start:], start):
            twin = owner + node.path.removeprefix(own)
            if twin in weights:
                self.nodes[i] = replace(node, weights=weights[twin])
            else:
                self.problems.append(_no_twin(shared.owner, node.path.removeprefix(own), span))
                break
        return value

    def _path_of(self, name: str, span: Span | None) -> str | None:
        """The path of a scope or a layer that stands above, by its name."""
        for frame in self._frames():
            path = frame.prefix + name
            if path in self.values:
                return path
        self.missing.append(self._no_name(name, span, "share"))
        return None

    def _repeat(self, repeat: Repeat, value: str) -> str:
        first: list[Node] = []
        for i, one in enumerate(repeat.rounds):
            start = len(self.nodes)
            value = self.build(one, value)
            if repeat.shared and i == 0:
                first = self.nodes[start:]
            elif repeat.shared:
                for j, owner in enumerate(first, start):
                    self.nodes[j] = replace(self.nodes[j], weights=owner.weights)
        return value

    def _merge(self, merge: Merge, value: str) -> str:
        outputs = tuple(self.build(path, value) for path in merge.paths)
        path = self.frame.prefix + self._free(merge.by.kind)
        origin = merge.origin or NOWHERE
        self.nodes.append(Node(path, merge.by, outputs, origin, merge.labels, path))
        return path

    def _path(self, name: str | None, origin: Origin) -> str:
        """The path of the next layer: its name, or its index in the scope."""
        frame = self.frame
        index, frame.index = frame.index, frame.index + 1
        word = name if name is not None else str(index)
        if name is not None and (why := unusable(name)):
            self.problems.append(bad_name("a layer", name, _name_span(name, origin), why))
        if name is None and word in frame.names:
            message = f"the name `{word}` is also the index of this unnamed layer"
            mark = Mark(frame.places[word], f"named `{word}`")
            self.problems.append(Diagnostic("A301", message, origin.span, "", (mark,)))
        return frame.prefix + word

    def _named_value(self, name: str | None, path: str, value: str, origin: Origin) -> str:
        """Remembers the value under its path, and under its name where it has one."""
        self.values[path] = value
        frame, word = self.frame, name if name is not None else path.rpartition(".")[2]
        if name is not None and word in frame.places:
            message = f"the name `{name}` stands twice in this scope"
            mark = Mark(frame.places[word], "first here")
            span = _name_span(name, origin)
            helps: tuple[Help, ...] = ()
            if span == mark.span:
                mark, helps = Mark(origin.span, "each round or call names it anew"), (ONCE,)
            self.problems.append(
                Diagnostic("A301", message, span, "again here", (mark,), (), helps)
            )
        if name is not None:
            frame.names[word] = value
            self.spans.setdefault(path, _field(origin, "name"))
        frame.places.setdefault(word, _name_span(name, origin))
        return value

    def _free(self, kind: str) -> str:
        """A name for a merge, which has no module: the word for it, numbered where it is taken."""
        taken = self.frame.taken
        word = next(w for w in _numbered(kind) if w not in taken and w not in self.frame.names)
        taken.add(word)
        return word

    def _no_name(self, name: str, span: Span | None, field_name: str) -> Missing:
        scope = self.frame.prefix
        prefixes = (frame.prefix for frame in self._frames())
        around = next((p for p in prefixes if any(v.startswith(p) for v in self.spans)), "")
        paths = {path.removeprefix(around): where for path, where in self.spans.items()}
        own = scope + (self.naming or "")
        return Missing(name, span, field_name, scope, own, dict(self._visible()), paths)

    def missed(self, absent: Mapping[str, Span]) -> list[Diagnostic]:
        """What is said about names that were not found, now that all are known."""
        return [one.explained(self.spans, absent) for one in self.missing]

    def _frames(self) -> Iterator[Frame]:
        frame: Frame | None = self.frame
        while frame is not None:
            yield frame
            frame = frame.outer

    def _visible(self) -> Iterator[tuple[str, Span | None]]:
        for frame in self._frames():
            for name in frame.names:
                yield name, frame.places.get(name)


def _common(nodes: list[Node], prefix: str) -> str:
    """The path of the one scope, or layer, below a prefix that all nodes stand in."""
    return prefix + nodes[0].path.removeprefix(prefix).partition(".")[0] if nodes else prefix


def _no_twin(owner: str, place: str, span: Span | None) -> Diagnostic:
    what = place.removeprefix(".")
    message = f"`{owner}` has no layer `{what}`, whose weights this one would use"
    return Diagnostic("A304", message, span)


NOWHERE = Origin(Span.nowhere())


def _names(part: Part) -> Iterator[str]:
    """The names that layers of an open scope will have."""
    match part:
        case Leaf():
            if part.layer.name:
                yield part.layer.name
        case Scope():
            if part.name:
                yield part.name
        case From() | Shared():
            yield from _names(part.part)
        case Chain() | Repeat():
            for one in part.parts if isinstance(part, Chain) else part.rounds:
                yield from _names(one)
        case Merge():
            for path in part.paths:
                yield from _names(path)


def _numbered(word: str) -> Iterator[str]:
    yield word
    number = 1
    while True:
        number += 1
        yield f"{word}_{number}"


ONCE = Help("number the names, as in `conv${i}`, or put the layers into a `sequence`")


def _name_span(name: str | None, origin: Origin) -> Span:
    """Where a name was written: as `name`, or as the key of a path."""
    fields = origin.fields
    own = fields.entry("name") if fields else None
    if own:
        return own.value.span
    paths = fields.entry("paths") if fields else None
    inner = paths.value if paths and isinstance(paths.value, Fields) else None
    key = inner.entry(name or "") if inner else None
    return key.key.span if key else origin.span


def _field(origin: Origin | None, name: str) -> Span | None:
    if origin is None:
        return None
    entry = origin.fields.entry(name) if origin.fields else None
    return entry.value.span if entry else origin.span


def _named(origin: Origin, field_name: str, name: str) -> Span:
    """Where one name of a list of names stands."""
    entry = origin.fields.entry(field_name) if origin.fields else None
    if entry is None:
        return origin.value or origin.span
    items = getattr(entry.value, "items", None)
    if not isinstance(items, tuple):
        return entry.value.span
    return next((i.span for i in items if getattr(i, "text", None) == name), entry.value.span)
