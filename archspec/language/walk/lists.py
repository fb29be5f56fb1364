"""The walk down a file: every layer is worked out, named, wired and shaped before the next is read.

So whatever a layer's fields, its `when`, the arguments of a block or the fields of a container are
computed from, the shape of every value above is known. A value of which nothing is known after a
mistake goes on down as such: what is computed of it is unknown, and nothing is said of that.
"""

from archspec.dataclass import dataclass, field
from archspec.kind import LOST, Held, Layer, Origin, Value
from archspec.kind.fields import as_text
from archspec.kind.scoped import Scoped
from archspec.language.expressions.environment import Environment
from archspec.language.expressions.values import ABSENT, names_in, scalar_value
from archspec.language.skip import Skip
from archspec.language.suggestions.item_errors import not_a_list
from archspec.language.walk.builder import LayerBuilder, home_of
from archspec.language.walk.calls import call
from archspec.language.walk.context import Context, OnlyOne
from archspec.language.walk.entries import (
    check_absent,
    check_kind,
    is_there,
    kind_and_value,
    kind_name,
    names_in_entry,
    spelt_out,
    without_when,
)
from archspec.language.walk.layer_fields import LayerFields
from archspec.language.walk.limits import MAX_NESTED
from archspec.language.walk.open_scope import OpenScope
from archspec.language.walk.recording import Container
from archspec.language.walk.replay import built_once
from archspec.language.walk.seen import Seen, SeenEntries, varying_kinds
from archspec.syntax import Mapping as Fields
from archspec.syntax import Scalar, Sequence, Tree


@dataclass(slots=True)
class Walk(Context):
    """The walk itself.

    Args:
        seen: entries that were worked out before, and what they came to.
    """

    seen: SeenEntries = field(init=False)
    fields: LayerFields = field(init=False)

    def __post_init__(self) -> None:
        """Gives itself to what makes layers."""
        varying = varying_kinds(self.defaults)
        self.seen, self.fields = SeenEntries(varying), LayerFields(self, varying)

    def end(self) -> None:
        """Parts with what makes layers, and so holds the walk, after the last of them.

        Without that cycle, memory is free again as soon as nobody needs the walk: who checks a file
        again and again would else have new memory from the system for each check.
        """
        del self.fields

    def layers(
        self,
        tree: Tree,
        environment: Environment,
        value: Value,
        owner: str = "`layers`",
        only: OnlyOne | None = None,
    ) -> Value:
        """What a list of layers makes of a value."""
        if not isinstance(tree, Sequence):
            self.report.add(not_a_list(tree, owner, self.is_kind))
            return LOST
        if self.open == MAX_NESTED:
            message = f"layers are nested more than {MAX_NESTED} deep, counting the calls of blocks"
            raise self.report.too_large(message, tree.span)
        scope = self.scopes.open
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        try:
            for item in tree:
                index = scope.index
                try:
                    value = self._entry(item, environment, value, only)
                except Skip as skip:
                    self.report.keep(skip.found)
                    value = self._lost(item, environment, index, only)
        finally:
            self.open -= 1
        return value

    def _lost(
        self, item: Tree, environment: Environment, index: int, only: OnlyOne | None
    ) -> Value:
        """What stands for an entry that cannot be worked out: its names are there all the same."""
        self.scopes.open.index = index + 1
        given = [only.name] if only and only.name else []
        self.scopes.lose(given + names_in_entry(item, environment), item.span)
        return LOST

    def _entry(
        self, item: Tree, environment: Environment, value: Value, only: OnlyOne | None
    ) -> Value:
        """What one entry makes of a value: the value itself where its `when` is false."""
        if only is None and (known := self.seen.find(item, environment, value)) is not None:
            return self._again(known, value)
        tree = spelt_out(item, environment)
        key, written = kind_and_value(self, tree)
        here = environment.receiving(value)
        kind = kind_name(self, key, here)
        fields = written if isinstance(written, Fields) else None
        above, source = value, self._source(kind, fields)
        # A layer that a call gave as a whole names what its call could name.
        home = home_of(item, environment.homes) if tree is not item else None
        if source is not None:
            value = self._named_in(source, here, home) or LOST
            here = environment.receiving(value)
        if not self._there(tree, fields, here):
            if fields is not None:
                check_absent(self, kind, key, fields)
            if tree is item and source is None:
                self._remember(item, kind, value, Seen(None, None, environment))
            return above
        if source is not None and value is LOST:
            # Aloud only now: what is switched off may name what is not there.
            value = self._taken(source, fields, environment.receiving(above), home)
            here = environment.receiving(value)
        main = written.span if written is not None and fields is None else None
        origin = Origin(key.span, fields, main, item.span, self.report.calls, self.report.rounds)
        check_kind(self, kind, key, written)
        held = Held(self.kind_of(kind), origin, written, here, home=home)
        if kind in self.blocks:
            return call(self, self.blocks[kind], held, value, only)
        layer = self.fields.layer(held, value)
        if tree is item and source is None:
            self._remember(item, kind, value, Seen(layer, held, environment))
        return self._built(layer, held, value, only)

    def _built(self, layer: Layer, held: Held, value: Value, only: OnlyOne | None) -> Value:
        builder = LayerBuilder(self, self.fields, held)
        if only is None:
            if isinstance(layer, Scoped) and layer.is_one() and (what := self._container(held)):

                def whole() -> Value:
                    return layer.build(builder, value)

                return built_once(self, what, layer.name, held.origin, value, whole)
            return layer.build(builder, value)
        if layer.name is None and layer.is_one():
            builder.only = only
            return layer.build(builder, value)

        def inside(value: Value) -> Value:
            return layer.build(builder, value)

        origin = only.held.origin
        return self.scopes.within(
            only.name, only.kind, origin, value, inside, only.called, only.named
        )

    def _container(self, held: Held) -> Container | None:
        """A container with the values of all that it mentions.

        None where it stands once in the network, or where a name in it may mean another value in
        each call of its block.
        """
        tree, here, report = held.tree, held.environment, self.report
        again = report.calls or report.rounds or self.memory is not None
        if not again or tree is None or here.inputs is not None:
            return None
        names, params = names_in(tree), here.params
        if not here.homes.keys().isdisjoint(names):
            return None
        return Container(tree, {name: params.get(name, ABSENT) for name in sorted(names)})

    def _remember(self, item: Tree, kind: str, value: Value, seen: Seen) -> None:
        if self.report.calls or self.report.rounds:
            self.seen.add(item, kind, value, seen)

    def _again(self, seen: Seen, value: Value) -> Value:
        """The same, reached by other calls and rounds."""
        if seen.layer is None or seen.held is None:
            return value
        return self._built(seen.layer, self.report.reached(seen.held), value, None)

    def _there(self, tree: Tree, fields: Fields | None, here: Environment) -> bool:
        before = self.findings()
        try:
            return is_there(self, fields, here)
        except Skip as skip:
            if fields is not None and not skip.found and self.findings() == before:
                # Whether it is there is not known; what is wrong with it is found all the same.
                self.rehearse(without_when(tree, fields), here, "`layers`")
            raise

    # The value that an entry takes

    def _source(self, kind: str, fields: Fields | None) -> tuple[Scalar, bool] | None:
        """Where `from` was written, if it was, and whether in the `defaults` of the kind."""
        entry = fields.entry("from") if fields else None
        own = entry is not None
        entry = entry or self.defaults.get(kind, {}).get("from")
        return (entry.value, own) if entry and isinstance(entry.value, Scalar) else None

    def _named_in(
        self, source: tuple[Scalar, bool], environment: Environment, home: OpenScope | None
    ) -> Value | None:
        """The value that a field names, if it names one; nothing is said."""
        try:
            name = as_text(scalar_value(source[0], environment))
        except Skip:
            return None
        home = home or home_of(source[0], environment.homes) or environment.inputs
        return self.scopes.find(name, home) if isinstance(name, str) else None

    def _taken(
        self,
        source: tuple[Scalar, bool],
        fields: Fields | None,
        environment: Environment,
        home: OpenScope | None,
    ) -> Value:
        """The same, and what is missing is reported."""
        tree, own = source
        try:
            seen = environment if own else self.environment(self.params, environment.received)
            name = as_text(scalar_value(tree, seen))
        except Skip:
            return LOST
        if not isinstance(name, str) or not name:
            return LOST
        called = fields.entry("name") if fields else None
        word = called.value.text if called and isinstance(called.value, Scalar) else None
        home = home or home_of(tree, environment.homes) or environment.inputs
        return self.scopes.lookup(name, tree.span, "from", word, home)
