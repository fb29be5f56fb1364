"""What a layer builds with: how a container puts layers, merges and scopes into the network."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

from archspec.dataclass import dataclass
from archspec.diagnostics import Problem
from archspec.kind import EITHER, LOST, Body, Held, Layer, Round, Value, Weighted
from archspec.language.expressions.values import names_in
from archspec.language.suggestions.item_errors import wrong_role
from archspec.language.walk.context import Context, OnlyOne
from archspec.language.walk.entries import is_one_layer, names_in_entry
from archspec.language.walk.layer_fields import LayerFields, once_more
from archspec.language.walk.open_scope import OpenScope
from archspec.language.walk.sharing import SharedRounds, Twin
from archspec.syntax import Mapping as Fields
from archspec.syntax import Scalar, Tree
from archspec.syntax import Sequence as Items

MAX_LOST_ROUNDS = 1000
"""Rounds whose names are remembered where the ones before them cannot be worked out."""


@dataclass(slots=True)
class LayerBuilder:
    """Builds one layer of the file, at its place.

    Args:
        context: the walk.
        fields: makes layers of their fields.
        held: the layer as it was written.
        only: what the list has this layer stand for, until it does.
    """

    context: Context
    fields: LayerFields
    held: Held
    only: OnlyOne | None = None

    def layers(self, body: Body, value: Value) -> Value:
        """The layers of a body, one after the other, in the scope that is open."""
        return self.context.layers(body.tree, body.environment, value, body.owner)

    def rounds(
        self, body: Body, value: Value, variables: Sequence[Mapping[str, Any]], *, shared: bool
    ) -> Value:
        """The layers of a body once for each set of variables."""
        scope, rounds = self.context.scopes.open, SharedRounds()
        scope.shared += [rounds] if shared else []
        report = self.context.report
        outer = report.rounds
        try:
            for number, names in enumerate(variables):
                rounds.start()
                report.rounds = (*outer, Round(number, len(variables), names))
                value, lost = self._round(body, value, self._home("each", number))
                if lost:
                    self._lose(body, variables[number + 1 : number + MAX_LOST_ROUNDS])
                    break
        finally:
            report.rounds = outer
            if shared:
                scope.shared.pop()
        return value

    def _round(self, body: Body, value: Value, home: OpenScope | None) -> tuple[Value, bool]:
        """One round, and whether something is wrong with it that others would repeat."""
        context, report = self.context, self.context.report
        before, count, one = context.findings(), report.count, report.rounds[-1]
        environment = body.environment.binding(one.variables, home)
        with context.scopes.sharing.within(None):
            value = context.layers(body.tree, environment, value, body.owner)
        if context.findings() > before:
            return LOST, True
        if report.count == count:
            # A round that holds nothing takes time all the same.
            report.grow(1, body.tree.span)
        if one.index == 0:
            report.expect((report.count - count) * (one.count - 1), body.tree.span)
        return value, False

    def _lose(self, body: Body, variables: Sequence[Mapping[str, Any]]) -> None:
        """Remembers what the other rounds would have named."""
        for names in variables:
            environment = body.environment.binding(names)
            self.context.scopes.lose(names_in_entry(body.tree, environment))

    def add(self, layer: Layer | Held, value: Value) -> Value:
        """One layer in the scope that is open."""
        if isinstance(layer, Layer):
            return self._node(layer, value)
        if layer.cls is None:
            return self._called(layer, value)
        made, held = self.fields.layer(layer, value), self.context.report.reached(layer)
        if layer.again:
            made = self.changed(made, name=None, from_=None)
        return made.build(LayerBuilder(self.context, self.fields, held), value)

    def _node(self, layer: Layer, value: Value) -> Value:
        context, origin, scopes = self.context, self.held.origin, self.context.scopes
        context.report.grow(1, origin.span)
        values = [value, *self._references(layer)]
        share = layer.share if isinstance(layer, Weighted) else None
        owner = self._lookup(share, "share", 0, layer.name) if share else None
        named = None
        if layer.name is None and self.only is not None and self.only.name is not None:
            layer, named = self.changed(layer, name=self.only.name), self.only.named
            self.only = None
        path = scopes.next_path(layer.name, origin, named)
        result = Value(path)
        needed = values if owner is None else (*values, owner)
        if all(value.shape is not None for value in needed):
            made = context.nodes.made
            weights = scopes.sharing.owner(path, made, scopes.values)
            if weights == path and owner is not None and scopes.sharing.clear(owner.id):
                weights = made[owner.id].weights if owner.id in made else owner.id
            if weights is not None:
                result = context.nodes.add(path, layer, values, origin, weights=weights)
        elif (shape := layer.regardless()) is not None:
            result = Value(path, shape, layer.numbers((EITHER,), (shape,)))
            scopes.sharing.torn = True
        if layer.role == "norm" and self.held.cls is type(layer):
            context.norms[path] = self.held
        return scopes.bind(layer.name, path, result, named or origin)

    def _references(self, layer: Layer) -> list[Value]:
        """The values that a layer takes besides the one above it."""
        names = layer.references()
        if not names:
            return []
        found: list[Value] = []
        counts: dict[str, int] = {}
        self.context.report.name(len(names), self.held.origin.span)
        for field, name in names:
            place = counts[field] = counts.get(field, -1) + 1
            found.append(self._lookup(name, field, place, layer.name))
        return found

    def _lookup(self, name: str, field: str, place: int, own: str | None) -> Value:
        origin = self.held.origin
        entry = origin.fields.entry(field) if origin.fields else None
        span = entry.value.span if entry else origin.value or origin.span
        if entry and isinstance(entry.value, Items):
            items = (item for item in entry.value if isinstance(item, Scalar))
            span = next((item.span for item in items if item.text == name), span)
        home = self._home(field, place) or self.held.environment.inputs
        return self.context.scopes.lookup(name, span, field, own, home)

    def _home(self, field: str, place: int) -> OpenScope | None:
        """Where the call stands that gave the name in a field, if it was given."""
        homes: Mapping[str, OpenScope] = self.held.environment.homes
        given: OpenScope | None = self.held.home
        if given is not None or not homes:
            return given
        tree = self.held.tree
        if isinstance(tree, Fields):
            entry = tree.entry(field)
            tree = entry.value if entry else None
        if isinstance(tree, Items) and place < len(tree.items):
            tree = tree.items[place]
        return home_of(tree, homes)

    def changed(self, layer: Layer, **fields: Hashable) -> Layer:
        """The layer with these fields instead; one object where it is asked for again."""
        return self.fields.changed(layer, fields)

    def _called(self, held: Held, value: Value) -> Value:
        """A block in a field for one layer of a role."""
        nodes = self.context.nodes.order
        start = len(nodes)
        assert held.tree is not None  # noqa: S101  it names the block
        only = Items((held.tree,), held.tree.span, flow=True)
        result = self.context.layers(only, held.environment, value)
        if value.shape is None or result.shape is None:
            return result
        new = nodes[start:]
        own = new[0].layer.role if len(new) == 1 else ""
        if own != held.role:
            tree = held.tree
            key = tree.entries[0].key if isinstance(tree, Fields) else tree
            assert isinstance(key, Scalar)  # noqa: S101  a list is no layer
            raise self.context.report.skip(wrong_role(key.text, held.role, own, key.span))
        return result

    def merge(self, layer: Layer, values: Sequence[Value], labels: Sequence[str] = ()) -> Value:
        """A layer that makes one value of several and is no module."""
        origin = self.held.origin
        self.context.report.grow(1, origin.span)
        id_ = self.context.scopes.next_merge(layer.kind)
        if any(value.shape is None for value in values):
            return Value(id_)
        return self.context.nodes.add(id_, layer, values, origin, labels=tuple(labels))

    def leave_out(self, layer: Layer) -> None:
        """Counts a merge that is not there among those of its word."""
        self.context.scopes.open.merges.append((layer.kind, ""))

    def scope(
        self,
        name: str | None,
        kind: str,
        value: Value,
        build: Callable[[Value], Value],
        *,
        share: str | None = None,
        clash: Problem | None = None,
    ) -> Value:
        """A module around what is built."""
        scopes, origin = self.context.scopes, self.held.origin
        if clash is not None:
            made = self.context.nodes.made
            return scopes.beside(name or "", kind, origin, value, build, clash, made)
        only, self.only = self.only, None
        called, named = (only.called, only.named) if only else (None, None)
        if name is None and only is not None:
            name = only.name
        with scopes.sharing.within(self._twin(name, share)):
            return scopes.within(name, kind, origin, value, build, called, named)

    def _twin(self, name: str | None, share: str | None) -> Twin | None:
        """The scope whose weights the next one uses."""
        if share is None:
            return None
        scopes, span = self.context.scopes, self.held.origin.place_of("share")
        owner = scopes.path_of(share, span, self._home("share", 0))
        return None if owner is None else Twin(scopes.peek_path(name), owner, share, span)

    def path(self, name: str, kind: str, body: Body, value: Value) -> Value:
        """The layers of a body under a name: that of its only layer, or of a module around them."""
        there = is_one_layer(body.tree, body.environment, value)
        if there is None:
            return self.layers(body, value)
        if there:
            only = OnlyOne(name, self.held, kind, self.held.origin)
            return self.context.layers(body.tree, body.environment, value, body.owner, only)
        return self.scope(name, kind, value, lambda value: self.layers(body, value))

    def mark(self) -> int:
        """How many layers there are so far."""
        return len(self.context.nodes.order)

    def first_norm(self, since: int) -> Layer | Held | None:
        """The first normalisation added since a mark, to be added once more."""
        nodes = self.context.nodes.order[since:]
        found = next((node for node in nodes if node.layer.role == "norm"), None)
        if found is None:
            return None
        held = self.context.norms.get(found.path)
        return once_more(held) if held else found.layer


def home_of(tree: Tree | None, homes: Mapping[str, OpenScope]) -> OpenScope | None:
    """Where the first parameter that a value mentions was given, if it was given by a call."""
    if tree is None or not homes:
        return None
    return next((homes[name] for name in sorted(names_in(tree)) if name in homes), None)
