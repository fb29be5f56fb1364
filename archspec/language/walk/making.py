"""One layer from its fields: these worked out, checked, and the layer expanded."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from archspec.diagnostics import Problem
from archspec.kind import (
    Body,
    From,
    Late,
    Layer,
    Leaf,
    Origin,
    Part,
    Repeat,
    placed,
    waiting,
)
from archspec.language.expressions.unknown import Silent
from archspec.language.expressions.values import ValueFault, value_of
from archspec.language.fields.layer_fields import holding
from archspec.language.fields.validate import Faults, Place, called, validate
from archspec.language.fields.written import trees, whole
from archspec.language.walk.channels import late_fields, too_early, with_sample
from archspec.language.walk.record import Record, Stop
from archspec.syntax import Tree

if TYPE_CHECKING:
    from archspec.language.walk.elaborate import Elaborator

Scope = Mapping[str, Any]


@dataclass(slots=True)
class Maker:
    """Makes a layer of a kind; `walk` works out the lists of layers that some fields hold.

    Args:
        data: what each field comes to.
        failed: the fields that come to nothing, which was recorded.
    """

    cls: type[Layer]
    origin: Origin
    value: Tree | None
    scope: Scope
    walk: "Elaborator"
    data: dict[str, Any]
    failed: list[str]

    @property
    def record(self) -> Record:
        """Where findings go."""
        return self.walk.record

    def part(self) -> Part:
        """The layer, or the smaller ones that it stands for.

        Raises:
            Stop: where it cannot be made; what is wrong is recorded.
        """
        try:
            written = trees(self.cls, self.value)
        except Faults as faults:
            self.record.add(*faults.diagnostics)
            raise Stop from None
        defaults = self.walk.defaults.get(self.cls.kind, {})
        others = {name: e.value for name, e in defaults.items() if name not in written}
        # What `defaults` say means the same wherever the layer stands.
        both = ((written, self.scope), (others, self.walk.params))
        late = dict(late for group in both for late in self._work_out(*group).items())
        layer = self._layer(both)
        # Of fields that wait for their input, the shape pass asks again whether they fit.
        if not late and (problem := layer.unfit()):
            raise self.record.stop(problem, self.origin)
        part = self._expanded(layer)
        return waiting(part, self.cls.kind, late) if late else part

    def _work_out(self, fields: Mapping[str, Tree], scope: Scope) -> Late:
        """Computes the fields that hold no layers; those that wait for the input, with a sample."""
        held = holding(self.cls)
        own = {name: tree for name, tree in fields.items() if name not in held}
        if early := too_early(self.cls, own):
            self.record.add(*early)
            raise Stop
        late = late_fields(own, scope)
        sampled = with_sample(self.cls, own, scope) if late else scope
        for name, tree in own.items():
            try:
                self.data[name] = value_of(tree, sampled)
            except ValueFault as fault:
                self.record.keep(fault.found)
                self.failed.append(name)
        return late

    def _layer(self, both: Iterable[tuple[Mapping[str, Tree], Scope]]) -> Layer:
        """The layer with all its fields, those that hold layers among them."""
        before = len(self.record.problems)
        kinds = holding(self.cls)
        held = {n: (kinds[n], tree, s) for g, s in both for n, tree in g.items() if n in kinds}
        rounds = self._rounds(held)
        for name, (holds, tree, scope) in held.items():
            try:
                self.data[name] = self.walk.inner.value(
                    name, holds, tree, scope, rounds, self.cls.kind
                )
            except Stop:
                self.failed.append(name)
        layer = self._validated()
        if len(self.record.problems) > before and held:
            raise Stop
        return layer

    def _rounds(self, held: Collection[str]) -> Any:
        """The variables of each round, asked of the layer before its own layers are worked out."""
        cls = self.cls
        if "rounds" not in vars(cls) or not held:
            return ({},)
        # What a wrong field would have named has no value, and nothing is said of it.
        named = {f.alias or n: f.default for n, f in cls.model_fields.items() if n in cls.variables}
        words = [self.data.get(name, default) for name, default in named.items()]
        unknown = ({word: Silent() for word in words if isinstance(word, str)},)
        own = {f.alias or n for n, f in cls.model_fields.items()}
        if self.failed or any(name not in own for name in self.data):
            return unknown
        try:
            draft = cls.model_validate({**self.data, **dict.fromkeys(held, Body())})
        except ValueError:
            return unknown
        if problem := draft.unfit():
            raise self.record.stop(problem, self.origin)
        return draft.rounds()

    def _validated(self) -> Layer:
        tree = whole(self.cls, self.value, self.walk.defaults)
        place = Place(called(self.cls), self.origin.span, tree, self.scope, self.failed)
        try:
            layer = validate(self.cls, self.data, place)
        except Faults as faults:
            self.record.add(*faults.diagnostics)
            raise Stop from None
        if self.failed:
            raise Stop
        return layer

    def _expanded(self, layer: Layer) -> Part:
        part = layer.expand()
        if isinstance(part, Problem):
            raise self.record.stop(part, self.origin)
        if part is None:
            self.record.grow(1, self.origin.span)
            return Leaf(layer, self.origin)
        part = placed(part, self.origin)
        # Rounds were counted where they were worked out, but for the first of each.
        self.record.grow(len(part.rounds) if isinstance(part, Repeat) else 1, self.origin.span)
        return From(part, layer.from_, self.origin) if layer.from_ else part
