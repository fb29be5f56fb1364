"""A layer from its fields: worked out and checked; what is made of layers stays as written."""

from collections.abc import Hashable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any, TypeAlias

from archspec.dataclass import dataclass, field
from archspec.diagnostics import Diagnostic, Help
from archspec.diagnostics.suggest import listed
from archspec.kind import LOST, Body, Held, Layer, Origin, Value, find
from archspec.kind.fields import Holds
from archspec.kind.unsized import needs_size
from archspec.language.expressions.environment import IN, Environment
from archspec.language.expressions.unknown import SILENT
from archspec.language.expressions.values import Computes, names_in, scalar_value, value_of
from archspec.language.fields.computed import computed_fields, values_of
from archspec.language.fields.expected import fields_of
from archspec.language.fields.field_path import Constraint
from archspec.language.fields.layer_fields import layer_fields
from archspec.language.fields.validate import Place, called, validate
from archspec.language.fields.written import trees, whole
from archspec.language.skip import Skip
from archspec.language.suggestions.item_errors import ROLES, not_a_list, role_words, wrong_role
from archspec.language.suggestions.like_instead import like_instead
from archspec.language.walk.context import Context
from archspec.language.walk.entries import (
    check_kind,
    is_there,
    kind_and_value,
    kind_name,
    spelt_out,
)
from archspec.shapes import open_names
from archspec.syntax import Mapping as Fields
from archspec.syntax import Scalar, Sequence, Tree, describe

Trees: TypeAlias = Mapping[str, Tree]
PATH_FIELDS = ("when", "layers")


@dataclass(slots=True)
class LayerFields:
    """Makes layers; equal fields of one kind give one and the same layer.

    Args:
        context: the walk.
        varying: the kinds whose `defaults` may come to something else at every layer.
        made: the layers that hold no others, by their kind and fields.
        words: the layers of kinds that stood there as a word alone.
        copies: layers with other fields, by their place in memory, and what they were.
    """

    context: Context
    varying: frozenset[str]
    made: dict[tuple[type[Layer], str], Layer] = field(default_factory=dict)
    words: dict[type[Layer], Layer] = field(default_factory=dict)
    copies: dict[tuple[Hashable, ...], tuple[Layer, Layer]] = field(default_factory=dict)

    def layer(self, held: Held, value: Value) -> Layer:
        """The layer that was written there, for the value that it takes.

        Raises:
            Skip: where it cannot be made; what is wrong is reported.
        """
        cls, context = _class(held), self.context
        if held.tree is None and (known := self.words.get(cls)) is not None:
            return known
        try:
            own = trees(cls, held.tree)
        except Skip as skip:
            raise context.report.skip(*skip.found) from None
        defaults = context.defaults.get(cls.kind, {})
        others = {name: entry.value for name, entry in defaults.items() if name not in own}
        here = held.environment.receiving(value)
        # What `defaults` say means the same wherever the layer stands.
        file = context.environment(context.params, value) if others else here
        work = _Work(self, held, cls, own | others)
        for trees_, environment in ((own, here), (others, file)):
            for name, tree in trees_.items():
                work.add(name, tree, environment)
        return self._checked(work, here)

    def _checked(self, work: "_Work", environment: Environment) -> Layer:
        cls = work.cls
        try:
            layer = self._validated(work, environment)
        except Skip:
            self._rehearse(work)
            raise
        if cls.unfit is not Layer.unfit and (problem := layer.unfit()):
            skip = self.context.report.skip_layer(problem, work.held.origin)
            if not cls.variables:
                self._rehearse(work)
            raise skip
        if work.held.tree is None and cls.kind not in self.varying and not layer_fields(cls):
            self.words[cls] = layer
        return layer

    def _validated(self, work: "_Work", environment: Environment) -> Layer:
        cls, data = work.cls, work.data
        given = layer_fields(cls).keys() & data.keys()
        made_of_layers = any(data[name] is not None for name in given)
        key = None if work.failed or made_of_layers else (cls, repr(data))
        if key is not None and (known := self.made.get(key)) is not None:
            return known
        tree = whole(cls, work.held.tree, self.context.defaults)
        place = Place(called(cls), work.held.origin.span, tree, environment, work.failed)
        try:
            layer = validate(cls, data, place)
        except Skip as skip:
            self._check_open(work, environment)
            raise self.context.report.skip(*skip.found) from None
        if work.failed:
            raise Skip
        if key is not None:
            self.made[key] = layer
        return layer

    def changed(self, layer: Layer, fields: Mapping[str, Hashable]) -> Layer:
        """The layer with these fields instead; one object where it is asked for again."""
        key = (id(layer), *fields.items())
        if key not in self.copies:
            self.copies[key] = layer, layer.model_copy(update=fields)
        return self.copies[key][1]

    def _check_open(self, work: "_Work", environment: Environment) -> None:
        """A411 where a field comes to a size that the input leaves open."""
        for name, value in work.data.items():
            sizes = tuple(_flat(value))
            if name in fields_of(work.cls) and open_names(sizes):
                shape = environment.received.shape
                if shape is not None and IN in names_in(work.trees[name]):
                    sizes = (shape.channels,)
                what = f"`{name}` is computed from"
                like = like_instead(work.cls, work.trees[name])
                problem = needs_size(work.cls.kind, sizes, what, like, field=(name,))
                raise self.context.report.skip_layer(problem, work.held.origin)

    def _rehearse(self, work: "_Work") -> None:
        """Finds what is wrong with the layers inside one that cannot be made."""
        cls, data = work.cls, work.data
        named = {f.alias or n: f.default for n, f in cls.model_fields.items() if n in cls.variables}
        words = _flat([data.get(name, default) for name, default in named.items()])
        unknown = {word: SILENT for word in words if isinstance(word, str)}
        for one in _made_of_layers(data):
            if isinstance(one, Body):
                self.context.rehearse(one.tree, one.environment.binding(unknown), one.owner)
            elif one.cls is not None:
                with suppress(Skip):
                    self.layer(one, LOST)

    # Fields that are made of layers

    def inside(self, name: str, holds: Holds, tree: Tree, here: Environment, kind: str) -> Any:
        """What such a field holds, in the form that its kind takes.

        Raises:
            Skip: where it is none, which is reported, or an expression in it has no value.
        """
        if holds.form == "layer":
            return self._single(name, holds, tree, here)
        if holds.form == "paths" and isinstance(tree, Fields):
            words = [entry.key.text for entry in tree]
            owners = [(entry.value, f"`{entry.key.text}`") for entry in tree]
            pairs = zip(words, self._paths(owners, here), strict=True)
            return {word: path for word, path in pairs if path is not None}
        if holds.form == "paths" and isinstance(tree, Sequence):
            paths = self._paths([(item, "a path") for item in tree], here)
            return tuple(path for path in paths if path is not None)
        if holds.form == "word_or_layers" and not isinstance(tree, Sequence):
            return _word_or_mapping(tree, here)
        report = self.context.report
        if not isinstance(tree, Sequence):
            raise report.skip(not_a_list(tree, f"`{kind}`", self.context.is_kind))
        if holds.form == "layers" and not tree.items:
            message = f"the `{name}` of this `{kind}` is empty"
            raise report.skip(Diagnostic("A206", message, tree.span))
        return Body(tree, here, f"`{kind}`")

    def _paths(self, paths: list[tuple[Tree, str]], here: Environment) -> list[Body | None]:
        """Each path with the word for it; where one may be there or not, what is wrong in any.

        Raises:
            Skip: where it is not known whether one is there.
        """
        made: list[Body | None] = []
        unknown: list[Skip] = []
        for tree, owner in paths:
            try:
                made.append(self._path(tree, here, owner))
            except Skip as skip:
                entry = tree.entry("layers") if isinstance(tree, Fields) else None
                made += [Body(entry.value, here, owner)] if entry else []
                unknown.append(skip)
        if unknown:
            for one in filter(None, made):
                self.context.rehearse(one.tree, one.environment, one.owner)
            raise Skip(*(one for skip in unknown for one in skip.found))
        return made

    def _path(self, tree: Tree, here: Environment, owner: str) -> Body | None:
        """A list of layers, or a mapping with `layers` and a `when`; None where that is false."""
        entry = tree.entry("layers") if isinstance(tree, Fields) else None
        if entry is None or not isinstance(tree, Fields):
            return Body(tree, here, owner)
        for other in tree:
            if other.key.text not in PATH_FIELDS:
                message = f"unknown field `{other.key.text}` in a path"
                notes = (f"a path takes {listed(PATH_FIELDS)}",)
                self.context.report.error("A201", message, other.key.span, notes=notes)
        return Body(entry.value, here, owner) if is_there(self.context, tree, here) else None

    def _single(self, name: str, holds: Holds, tree: Tree, here: Environment) -> Held | None:
        """One layer of a role: a word, a mapping, or the main field of the only such kind."""
        tree = spelt_out(tree, here)
        value = scalar_value(tree, here) if isinstance(tree, Scalar) else tree
        report = self.context.report
        if value is None:
            return None
        if isinstance(tree, Scalar) and not isinstance(value, str) and (cls := find(holds.bare)):
            origin = Origin(tree.span, None, tree.span, None, report.calls, report.rounds)
            return Held(cls, origin, tree, here)
        if isinstance(tree, Sequence) or not isinstance(value, (str, Fields)):
            wants = f"a {ROLES[holds.role]}"
            message = f"`{name}` must be {wants.replace('a act', 'an act')}, not {describe(tree)}"
            note = f"there are {listed(role_words(holds.role))}"
            helps = (Help("leave the field out, or write `null`"),) if value is False else ()
            raise report.skip(Diagnostic("A203", message, tree.span, notes=(note,), helps=helps))
        return self._of_role(holds.role, tree, here)

    def _of_role(self, role: str, tree: Tree, here: Environment) -> Held | None:
        context = self.context
        key, value = kind_and_value(context, tree)
        kind = kind_name(context, key, here)
        check_kind(context, kind, key, value, role)
        fields = value if isinstance(value, Fields) else None
        if kind in context.broken_blocks:
            raise Skip
        if kind in context.blocks:
            # What a block comes to is known once it is built.
            return Held(None, Origin(key.span, None, None, tree.span), tree, here, role)
        cls = context.kind_of(kind)
        if cls is None or cls.role != role:
            raise context.report.skip(wrong_role(kind, role, cls.role if cls else "", key.span))
        if not is_there(context, fields, here):
            return None
        main = value.span if value is not None and fields is None else None
        report = context.report
        origin = Origin(key.span, fields, main, tree.span, report.calls, report.rounds)
        return Held(cls, origin, value, here, role)


@dataclass(slots=True)
class _Work:
    """The fields of one layer, as far as they are worked out."""

    maker: LayerFields
    held: Held
    cls: type[Layer]
    trees: Trees
    data: dict[str, Any] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)

    def add(self, name: str, tree: Tree, environment: Environment) -> None:
        """Works out a field; one that comes to nothing is remembered as such."""
        holds = layer_fields(self.cls).get(name)
        try:
            self.data[name] = (
                self._value(name, tree, environment)
                if holds is None
                else self.maker.inside(name, holds, tree, environment, self.cls.kind)
            )
        except Skip as skip:
            like = like_instead(self.cls, tree)
            self.maker.context.report.keep(_with_like(one, like) for one in skip.found)
            self.failed.append(name)
            if name not in fields_of(self.cls):
                # That there is no such field is true whatever its value is.
                self.data[name] = None

    def _value(self, name: str, tree: Tree, environment: Environment) -> Any:
        if isinstance(tree, Scalar) and not isinstance(tree.value, str):
            # Most are numbers, of which there is nothing to compute.
            return value_of(tree, environment)
        computes = computed_fields(self.cls).get(name)
        if computes is None and isinstance(tree, Fields):
            return values_of(tree, environment, Constraint(self.cls).at((name,)))
        return value_of(tree, environment, computes or Computes.NOWHERE)


def _with_like(found: Diagnostic, like: str) -> Diagnostic:
    """A411 with what takes the size of another value, where its layer has that."""
    if found.code != "A411" or not like:
        return found
    return replace(found, helps=(Help(like), *found.helps))


def _class(held: Held) -> type[Layer]:
    if held.cls is None or not issubclass(held.cls, Layer):
        raise TypeError("a call of a block has no fields of a kind")
    return held.cls


def _word_or_mapping(tree: Tree, here: Environment) -> Any:
    if not isinstance(tree, Fields):
        return value_of(tree, here)
    return {
        entry.key.text: Body(entry.value, here, "`layers`")
        if entry.key.text == "layers"
        else value_of(entry.value, here)
        for entry in tree
    }


def _made_of_layers(values: Any) -> Iterator[Body | Held]:
    """Everything in the values of fields that is made of layers."""
    for one in values.values() if isinstance(values, dict) else values:
        if isinstance(one, (Body, Held)):
            yield one
        elif isinstance(one, (dict, tuple)):
            yield from _made_of_layers(one)


def _flat(value: Any) -> Iterator[Any]:
    if isinstance(value, (list, tuple, dict)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _flat(item)
    else:
        yield value


def once_more(held: Held) -> Held:
    """The same layer to be added elsewhere, without its name."""
    return replace(held, again=True)
