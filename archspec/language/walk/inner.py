"""What fields that are made of layers come to: lists, paths, and single layers of a role."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from archspec.diagnostics.suggest import listed
from archspec.kind import Body, Leaf, Origin, find
from archspec.kind.fields import Holds
from archspec.language.expressions.values import names_in, scalar_value, value_of
from archspec.language.suggestions.item_errors import ROLES, role_words, unknown_kind, wrong_role
from archspec.language.walk.record import Record, Stop
from archspec.syntax import Mapping as Fields
from archspec.syntax import Scalar, Sequence, Tree, describe

if TYPE_CHECKING:
    from archspec.language.walk.elaborate import Elaborator

PATH_FIELDS = ("when", "layers")
Scope = Mapping[str, Any]


@dataclass(slots=True)
class Inner:
    """Works out layers inside a field; `walk` works out each."""

    walk: "Elaborator"

    @property
    def record(self) -> Record:
        """Where findings go."""
        return self.walk.record

    def value(
        self, name: str, holds: Holds, tree: Tree, scope: Scope, rounds: Any, kind: str
    ) -> Any:
        """What a field holds, in the form that its kind takes."""
        if holds.form == "layer":
            return self._single(name, holds, tree, scope)
        if holds.form == "paths" and isinstance(tree, Fields):
            pairs = ((e.key.text, self._path(e.value, scope, f"`{e.key.text}`")) for e in tree)
            return {name: path for name, path in pairs if path is not None}
        if holds.form == "paths" and isinstance(tree, Sequence):
            paths = (self._path(item, scope, "a path") for item in tree)
            return tuple(path for path in paths if path is not None)
        if holds.form == "word_or_layers" and not isinstance(tree, Sequence):
            return self._word_or_mapping(tree, scope)
        if holds.form == "layers" and isinstance(tree, Sequence) and not tree.items:
            self.record.report("A206", f"the `{name}` of this `{kind}` is empty", tree.span)
            raise Stop
        return self._body(tree, scope, rounds, kind)

    def _path(self, tree: Tree, scope: Scope, owner: str) -> Body | None:
        """A list of layers, or a mapping with `layers` and a `when`; None where that is false."""
        entry = tree.entry("layers") if isinstance(tree, Fields) else None
        if entry is None or not isinstance(tree, Fields):
            return Body((self.walk.layers(tree, scope, owner),))
        for other in tree:
            if other.key.text not in PATH_FIELDS:
                message = f"unknown field `{other.key.text}` in a path"
                notes = (f"a path takes {listed(PATH_FIELDS)}",)
                self.record.report("A201", message, other.key.span, notes=notes)
        there = self.walk.holds(tree, scope)
        return Body((self.walk.layers(entry.value, scope, owner),)) if there else None

    def _body(self, tree: Tree, scope: Scope, rounds: tuple[Scope, ...], kind: str) -> Body:
        """A list of layers in each round; worked out once where no round differs."""
        owner = f"`{kind}`"
        if not rounds:
            # Without a round its variables have no values, so nothing can be worked out.
            return Body(())
        if not names_in(tree) & rounds[0].keys():
            before = self.record.count
            chain = self.walk.layers(tree, {**scope, **rounds[0]}, owner)
            once = max(self.record.count - before, 1)
            self.record.grow(once * (len(rounds) - 1), tree.span)
            return Body((chain,) * len(rounds))
        chains = []
        for variables in rounds:
            before = len(self.record.problems)
            chains.append(self.walk.layers(tree, {**scope, **variables}, owner))
            if len(self.record.problems) > before:
                break
        return Body(tuple(chains))

    def _word_or_mapping(self, tree: Tree, scope: Scope) -> Any:
        if not isinstance(tree, Fields):
            return value_of(tree, scope)
        return {
            entry.key.text: Body((self.walk.layers(entry.value, scope),))
            if entry.key.text == "layers"
            else value_of(entry.value, scope)
            for entry in tree
        }

    def _single(self, name: str, holds: Holds, tree: Tree, scope: Scope) -> Leaf | None:
        """One layer of a role: a word, a mapping, or the main field of the only such kind."""
        tree = self.walk.spelt_out(tree, scope)
        if isinstance(tree, Scalar) and (tree.value is None or scalar_value(tree, scope) is None):
            return None
        word = isinstance(tree, Scalar) and isinstance(scalar_value(tree, scope), str)
        if isinstance(tree, Scalar) and not word and (cls := find(holds.bare)):
            origin = Origin(tree.span, None, tree.span, None, self.record.calls)
            made = self.walk.made(cls, origin, tree, scope)
            return made if isinstance(made, Leaf) else None
        if not word and not isinstance(tree, Fields):
            wants = f"a {ROLES[holds.role]}"
            message = f"`{name}` must be {wants.replace('a act', 'an act')}, not {describe(tree)}"
            note = f"there are {listed(role_words(holds.role))}"
            self.record.report("A203", message, tree.span, notes=(note,))
            raise Stop
        return self._of_role(holds.role, tree, scope)

    def _of_role(self, role: str, tree: Tree, scope: Scope) -> Leaf | None:
        key, _value = self.walk.kind_and_value(tree)
        kind = self.walk.kind_name(key, scope)
        if not self.walk.is_kind(kind) and kind not in self.walk.broken_blocks:
            self.record.add(unknown_kind(kind, key, self.walk.blocks, role))
            raise Stop
        cls = None if kind in self.walk.blocks else find(kind)
        if cls is not None and cls.role != role:
            # Asked before it is worked out: by `defaults` it could hold itself without end.
            self.record.add(wrong_role(kind, role, cls.role, key.span))
            raise Stop
        parts = self.walk.layer(tree, scope)
        if parts and isinstance(parts[0], Leaf) and parts[0].layer.role == role:
            return parts[0]
        if not parts:
            return None
        own = parts[0].layer.role if isinstance(parts[0], Leaf) else ""
        self.record.add(wrong_role(kind, role, own, key.span))
        raise Stop
