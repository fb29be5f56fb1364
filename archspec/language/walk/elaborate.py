"""Layers from the tree to parts: kinds looked up, blocks called."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from archspec.diagnostics import Help, Span
from archspec.kind import Chain, From, Layer, Origin, Part, Shared, find, named
from archspec.language.expressions.unknown import Silent
from archspec.language.expressions.values import ValueFault, scalar_value, tree_of, value_of
from archspec.language.fields.field_path import Spot
from archspec.language.fields.validate import Faults, Place, called, misnamed
from archspec.language.fields.value_errors import shown, wrong_value
from archspec.language.fields.written import Defaults
from archspec.language.suggestions.item_errors import (
    not_a_layer,
    not_a_list,
    several_keys,
    unknown_kind,
)
from archspec.language.walk.blocks import Block
from archspec.language.walk.inner import Inner
from archspec.language.walk.limits import MAX_CALLS, MAX_NESTED
from archspec.language.walk.making import Maker
from archspec.language.walk.record import Record, Stop, TooLarge
from archspec.syntax import Mapping as Fields
from archspec.syntax import Scalar, Sequence, Tree

WHEN = Spot(Layer).at(("when",))
Scope = Mapping[str, Any]


@dataclass(slots=True)
class Elaborator:
    """Works out lists of layers; `record` collects what is wrong with them.

    Args:
        blocks: the blocks of the file, by name.
        defaults: fields for every layer of a kind, by kind.
        params: the parameters that blocks can see beside their own.
        broken_blocks: those that something is wrong with, which was said.
        called_blocks: those that some layer calls.
        absent: the names of layers that are switched off.
        depth: how many lists are open.
    """

    blocks: Mapping[str, Block]
    defaults: Defaults
    params: Scope
    record: Record = field(default_factory=Record)
    broken_blocks: set[str] = field(default_factory=set)
    called_blocks: set[str] = field(default_factory=set)
    absent: dict[str, Span] = field(default_factory=dict)
    depth: int = 0

    @property
    def inner(self) -> Inner:
        """What works out the layers that fields hold."""
        return Inner(self)

    def layers(self, tree: Tree, scope: Scope, owner: str = "`layers`") -> Chain:
        """A list of layers, one after the other; `owner` is the word for what has them."""
        if not isinstance(tree, Sequence):
            self.record.add(not_a_list(tree, owner, self.is_kind))
            return Chain()
        if self.depth == MAX_NESTED:
            message = f"layers are nested more than {MAX_NESTED} deep, counting the calls of blocks"
            raise self.record.too_large(message, tree.span)
        parts: list[Part] = []
        self.depth += 1
        for item in tree:
            try:
                parts += self.layer(item, scope)
            except Stop:
                continue
            except ValueFault as fault:
                self.record.keep(fault.found)
        self.depth -= 1
        return Chain(tuple(parts))

    def rehearse(self, block: Block) -> None:
        """Finds what is wrong with a block that nobody calls, whatever its parameters are."""
        unknown = {name: Silent() for name in block.params}
        outer, depth = self.record, self.depth
        self.record = Record(calls=(block.key.span,))
        try:
            self.layers(block.layers, {**self._seen(block), **unknown}, f"`{block.name}`")
        except TooLarge:
            self.record.problems.clear()
        found = self.record.problems
        self.record, self.depth = outer, depth
        outer.keep(
            replace(d, marks=tuple(m for m in d.marks if m.span != block.key.span)) for d in found
        )

    def layer(self, tree: Tree, scope: Scope) -> tuple[Part, ...]:
        """One entry of a list of layers; nothing where its `when` is false."""
        key, value = self.kind_and_value(self.spelt_out(tree, scope))
        kind = self.kind_name(key, scope)
        fields = value if isinstance(value, Fields) else None
        if fields and not self.holds(fields, scope):
            self._absent(kind, key, fields)
            return ()
        main = value.span if value is not None and fields is None else None
        origin = Origin(key.span, fields, main, tree.span, self.record.calls)
        if kind in self.blocks:
            return (self._call(self.blocks[kind], origin, value, scope),)
        if kind in self.broken_blocks:
            raise Stop
        cls = find(kind)
        if cls is None:
            self.record.add(unknown_kind(kind, key, self.blocks))
            raise Stop
        return (self.made(cls, origin, value, scope),)

    def made(self, cls: type[Layer], origin: Origin, value: Tree | None, scope: Scope) -> Part:
        """The layer of that class as a part."""
        return Maker(cls, origin, value, scope, self, {}, []).part()

    def is_kind(self, word: str) -> bool:
        """Whether a layer may begin with that word."""
        return word in self.blocks or find(word) is not None

    def _absent(self, kind: str, key: Scalar, fields: Fields) -> None:
        """A layer that is switched off must still be a layer, with fields that exist."""
        name = fields.entry("name")
        if name and isinstance(name.value, Scalar):
            self.absent.setdefault(name.value.text, name.value.span)
        cls = find(kind)
        if cls is not None:
            for one in misnamed(cls, Place(called(cls), key.span, fields)):
                self.record.add(one)
        elif kind not in self.blocks and kind not in self.broken_blocks:
            self.record.add(unknown_kind(kind, key, self.blocks))

    def kind_and_value(self, tree: Tree) -> tuple[Scalar, Tree | None]:
        """`kind`, `kind: value` or `kind: {…}`."""
        if isinstance(tree, Scalar) and isinstance(tree.value, str) and tree.value:
            return tree, None
        if isinstance(tree, Fields) and len(tree.entries) == 1:
            [entry] = tree.entries
            empty = isinstance(entry.value, Scalar) and entry.value.value is None
            return entry.key, None if empty else entry.value
        several = isinstance(tree, Fields) and len(tree.entries) > 1
        if several and isinstance(tree, Fields):
            self.record.add(several_keys(tree, self.is_kind))
        else:
            self.record.add(not_a_layer(tree))
        raise Stop

    def spelt_out(self, tree: Tree, scope: Scope) -> Tree:
        """The layer as it would be written, where a parameter holds it with its fields."""
        if not isinstance(tree, Scalar) or "$" not in tree.text:
            return tree
        value = scalar_value(tree, scope)
        return tree_of(value, tree.span) if isinstance(value, Mapping) else tree

    def kind_name(self, key: Scalar, scope: Scope) -> str:
        """The word for the kind, which a parameter may hold."""
        kind = scalar_value(key, scope) if "$" in key.text else key.text
        if isinstance(kind, str):
            return kind
        message = f"the kind must be text, and `{key.text}` is {shown(kind)}"
        helps = (Help("to leave a layer out, give it a `when`"),) if kind is None else ()
        self.record.report("A206", message, key.span, helps=helps)
        raise Stop

    def holds(self, fields: Fields, scope: Scope) -> bool:
        """Whether the `when` among these fields holds, where there is one."""
        entry = fields.entry("when")
        if entry is None:
            return True
        value = value_of(entry.value, scope)
        if isinstance(value, bool):
            return value
        self.record.add(wrong_value("`when`", WHEN, entry.value, value, entry.value.span, scope))
        raise Stop

    def _call(self, block: Block, origin: Origin, value: Tree | None, scope: Scope) -> Part:
        """The layers of a block, with its parameters bound."""
        if len(self.record.calls) >= MAX_CALLS:
            message = f"blocks call each other more than {MAX_CALLS} deep"
            help_ = Help("end the recursion with a `when` on the layer that calls the block")
            raise self.record.too_large(message, origin.span, help_)
        if block.name in self.broken_blocks:
            raise Stop
        self.called_blocks.add(block.name)
        # Calls count too: blocks that call each other twice double, even without a layer.
        self.record.grow(1, origin.span)
        try:
            call = block.bind(origin, value, scope, self._seen(block))
        except Faults as faults:
            self.record.add(*faults.diagnostics)
            raise Stop from None
        outer, self.record.calls = self.record.calls, (*self.record.calls, origin.span)
        before = len(self.record.problems)
        try:
            chain = self.layers(block.layers, {**self._seen(block), **call.params})
        finally:
            self.record.calls = outer
        if len(self.record.problems) > before:
            self.broken_blocks.add(block.name)
            raise Stop
        part = chain if call.inline else named(chain, call.name, block.name, origin)
        part = Shared(part, call.share, origin) if call.share else part
        return From(part, call.source, origin) if call.source else part

    def _seen(self, block: Block) -> Scope:
        """The parameters that a block sees beside its own."""
        return {} if block.closed else self.params
