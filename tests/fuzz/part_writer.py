"""Random lists of layers: chains, containers, calls and skips, with the shapes that they give."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any

from expression_writer import Expressions
from leaf_writer import COMMON, COMPOSITE, LEAVES, ROLES, leaf, output, validated, weighting

from archspec.kind import kinds
from archspec.shapes import Shape

Made = tuple[Any, Shape]
Fields = dict[str, Any]


@dataclass
class PartWriter:
    """Writes layers one after the other; `names` are the values that can be seen from here.

    Args:
        random: where every choice comes from.
        defaults: fields that the file sets for each layer of a kind.
        expressions: parameters, and values as expressions over them.
        blocks: the shape that each block gives for a shape, and its parameters.
        room: how many more layers the file may have.
        nameless: whether a name here would stand twice, as in a round.
    """

    random: Random
    defaults: dict[str, Fields]
    expressions: Expressions
    blocks: dict[str, Any] = field(default_factory=dict)
    names: dict[str, Shape] = field(default_factory=dict)
    owners: dict[str, tuple[str, Fields, int]] = field(default_factory=dict)
    room: int = 14
    count: int = 0
    nameless: bool = False
    makers: tuple[Callable[["PartWriter", Shape, int], Made | None], ...] = ()

    def chain(self, shape: Shape, depth: int, length: int | None = None) -> tuple[list[Any], Shape]:
        """Layers one after the other."""
        layers = []
        for _ in range(length or self.random.choice((1, 1, 2, 2, 3))):
            layer, shape = self.one(shape, depth)
            layers.append(layer)
        return layers, shape

    def one(self, shape: Shape, depth: int) -> Made:
        """A layer or a container; sometimes it takes another value than the one above."""
        self.room -= 1
        source = self._source() if self.random.random() < 0.08 else None
        taken = shape if source is None else self.names[source]
        made = None
        if depth > 0 and self.room > 0 and self.random.random() < 0.4:
            made = self.random.choice(self.makers)(self, taken, depth - 1)
        layer, result = made or self.leaf(taken)
        if source is not None:
            layer = with_fields(layer, {"from": source})
        if self.random.random() < 0.1 and not _has_when(layer):
            layer = with_fields(layer, {"when": self.expressions.truth(True)})
        return layer, result

    def leaf(self, shape: Shape) -> Made:
        """One layer of any kind that takes the shape."""
        for _ in range(20):
            kind = self.random.choice(COMMON if self.random.random() < 0.3 else LEAVES)
            found = leaf(self.random, kind, shape, self.defaults.get(kind, {}))
            if found is None:
                continue
            fields, layer, result = found
            if "norm" in kinds()[kind].model_fields:
                result = self._following(fields, result)
            # A norm takes the bias away, so that nothing can be said about it.
            if "norm" not in fields | self.defaults.get(kind, {}):
                fields |= weighting(self.random, layer, shape)
            return self._written(kind, fields, shape, result)
        return "identity", shape

    def _following(self, fields: Fields, shape: Shape) -> Shape:
        """Puts a norm, an activation and dropout behind a convolution, and gives their shape."""
        for role in COMPOSITE:
            if self.random.random() < 0.75:
                continue
            kind = "dropout" if role == "dropout" else self.random.choice(ROLES[role])
            found = leaf(self.random, kind, shape, self.defaults.get(kind, {}))
            if found is not None:
                fields[role] = write(self.random, kind, found[0])
                shape = found[2]
        return shape

    def _written(self, kind: str, fields: Fields, shape: Shape, result: Shape) -> Made:
        name = self.name(result)
        if name is not None:
            if "share" in kinds()[kind].model_fields and not set(COMPOSITE) & fields.keys():
                self.owners[name] = (kind, dict(fields), shape.channels)
            fields = {"name": name, **fields}
        if self.random.random() < 0.1:
            fields = self._from_channels(kind, fields, shape.channels)
        return write(self.random, kind, self.expressions.some(fields)), result

    def _from_channels(self, kind: str, fields: Fields, channels: int) -> Fields:
        """One whole number as so many more or less than the channels that arrive."""
        whole = [n for n, value in fields.items() if type(value) is int and n not in COMPOSITE]
        if not whole or kinds()[kind].family == "container":
            return fields
        name = self.random.choice(whole)
        more = fields[name] - channels
        return {**fields, name: f"$in {'-' if more < 0 else '+'} {abs(more)}"}

    def name(self, shape: Shape, likely: float = 0.3) -> str | None:
        """A new name, or none."""
        if self.nameless or self.random.random() > likely:
            return None
        self.count += 1
        word = self.random.choice(("conv", "up", "größe", "x-", "_", "λ"))
        self.names[f"{word}{self.count}"] = shape
        return f"{word}{self.count}"

    @contextmanager
    def scope(self, *, nameless: bool = False) -> Iterator[None]:
        """Names given inside are not seen outside."""
        names, owners, before = dict(self.names), dict(self.owners), self.nameless
        self.nameless = nameless
        yield
        self.names, self.owners, self.nameless = names, owners, before

    def outcome(self, kind: str, fields: Fields, shape: Shape) -> Shape | None:
        """What such a layer would give here."""
        return output(validated(kind, {**self.defaults.get(kind, {}), **fields}), shape)

    def _source(self) -> str | None:
        return self.random.choice(sorted(self.names)) if self.names else None


def write(random: Random, kind: str, fields: Fields) -> Any:
    """`kind`, `kind: value` or `kind: {…}`."""
    main = kinds()[kind].main
    alias = main and (kinds()[kind].model_fields[main].alias or main)
    if not fields:
        return random.choice((kind, kind, {kind: None}, {kind: {}}))
    bare = fields.get(alias) if list(fields) == [alias] else None
    if bare is not None and not isinstance(bare, dict) and random.random() < 0.8:
        return {kind: bare}
    return {kind: fields}


def with_fields(layer: Any, more: Fields) -> Any:
    """The layer with further fields, whichever way it was written."""
    if isinstance(layer, str):
        return {layer: more}
    [(kind, value)] = layer.items()
    if isinstance(value, dict):
        return {kind: {**value, **more}}
    if value is None:
        return {kind: more}
    cls = kinds().get(kind)
    if cls is None or cls.main is None:
        return layer
    return {kind: {cls.model_fields[cls.main].alias or cls.main: value, **more}}


def _has_when(layer: Any) -> bool:
    values = layer.values() if isinstance(layer, dict) else ()
    return any(isinstance(value, dict) and "when" in value for value in values)


def fit(shape: Shape, target: Shape) -> list[Any]:
    """Layers that bring any shape to any other."""
    if shape == target:
        return []
    plain = {"stride": 1, "padding": 0, "dilation": 1, "groups": 1, "padding_mode": "zeros"}
    if 0 < shape.spatial == target.spatial <= 3 and not shape.channel_axis + target.channel_axis:
        pool = [{"adaptive_avgpool": list(target.sizes)}] if shape.sizes != target.sizes else []
        conv = {"conv": {"width": target.channels, "kernel": 1, **plain}}
        return [*pool, conv] if shape.channels != target.channels else pool
    steps: list[Any] = ["flatten"] if shape.spatial else []
    flat = [*steps, {"linear": target.elements}]
    dims = {"shape": list(target.dims), "channels": target.channel_axis}
    return [*flat, {"reshape": dims}] if target.spatial else flat
