"""Random layers that are one node, as they are written, and the shape that they give."""

from functools import cache
from random import Random
from typing import Any

from archspec.diagnostics import Problem
from archspec.kind import Layer, kinds
from archspec.kind.weighted import Weighted
from archspec.shapes import Shape

GENERAL = {field.alias or name for name, field in Weighted.model_fields.items()}
COMPOSITE = ("norm", "act", "dropout")
ELSEWHERE = {"sample", "embedding", "learnt"}
"""Kinds that need another value, or whole numbers, which other layers do not give, and one whose
view of a weight torch's counter of operations cannot follow."""
LEAVES = tuple(
    kind
    for kind, cls in kinds().items()
    if cls.family not in ("container", "merge") and kind not in ELSEWHERE
)
ROLES = {role: tuple(k for k, c in kinds().items() if c.role == role) for role in ("norm", "act")}
COMMON = ("conv", "linear", "batchnorm", "relu", "maxpool", "flatten", "conv_transpose")
INITIAL = (0, 1, 0.5, "normal", "uniform", {"constant": 2}, {"truncated_normal": {"std": 0.1}})
WEIGHTS = (*INITIAL, "kaiming", "xavier", "orthogonal", "lsuv", {"kaiming": {"mode": "fan_out"}})
INTEGERS = (1, 1, 1, 2, 2, 3, 4, 5, 6, 8, 0, -1)
NUMBERS = (0, 0.1, 0.5, 1, 1.5, 2, 1e-3, -0.5, 1e-9)
PATTERNS = (
    *("c h w -> (h w) c", "c h w -> h w c", "(h p) c -> h (p c)", "a b -> b a", "a b c -> (c b) a"),
    *("c (h p) (w q) -> (h w) (p q) c", "(a b) -> a b", "a -> 1 a", "a b c d -> (d a) 1 (c b)"),
)
SIZES: tuple[dict[str, int], ...] = ({}, {"p": 2}, {"p": 2, "q": 2}, {"p": 1, "q": 3}, {"b": 2})
TEXTS = {"pattern": PATTERNS, "channels": ("a", "b", "c", "h")}
LARGEST = 3000
"""The most numbers in a value: torch is asked about all of them."""

Fields = dict[str, Any]


def value(random: Random, schema: dict[str, Any]) -> Any:
    """A value of about that schema; some miss its bounds."""
    if "anyOf" in schema:
        return value(random, random.choice(schema["anyOf"]))
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return random.choice(schema["enum"])
    if schema["type"] == "array":
        count = random.randint(schema.get("minItems", 1), schema.get("maxItems", 4))
        return [value(random, schema["items"]) for _ in range(count)]
    if "properties" in schema:
        word = random.choice(list(schema["properties"]))
        return {word: value(random, schema["properties"][word])}
    simple = {"integer": INTEGERS, "number": NUMBERS, "boolean": (True, False), "null": (None,)}
    return random.choice(simple[schema["type"]])


@cache
def schemas(kind: str) -> dict[str, Any]:
    """The fields that only this kind has, and which of them it needs."""
    schema = kinds()[kind].model_json_schema(by_alias=True)
    own = {
        name: field
        for name, field in schema["properties"].items()
        # Other texts name values, and so need a place among them.
        if name not in GENERAL and (name in TEXTS or not _is_text(field))
    }
    return {"own": own, "required": schema.get("required", ())}


def fields_of(random: Random, kind: str) -> Fields:
    """Fields of a kind, as a file has them; of those it does not need, a few."""
    found = schemas(kind)
    few = random.choice((0.1, 0.3, 0.6))
    names = [
        name
        for name in found["own"]
        if name not in COMPOSITE and (name in found["required"] or random.random() < few)
    ]
    return {name: _field(random, kind, name) for name in names}


def _field(random: Random, kind: str, name: str) -> Any:
    schema = schemas(kind)["own"][name]
    if schema.get("type") == "object":
        return dict(random.choice(SIZES))
    return random.choice(TEXTS[name]) if _is_text(schema) else value(random, schema)


def _is_text(schema: dict[str, Any]) -> bool:
    options = (schema, *schema.get("anyOf", ()))
    return any("string" in one.get("type", ()) and "enum" not in one for one in options)


def frozen(data: Any) -> Any:
    """Lists as tuples, which is what a layer's fields hold."""
    if isinstance(data, dict):
        return {key: frozen(item) for key, item in data.items()}
    return tuple(map(frozen, data)) if isinstance(data, list) else data


def validated(kind: str, fields: Fields) -> Layer | None:
    """The layer, where its fields are within their bounds."""
    try:
        return kinds()[kind].model_validate(frozen(fields))
    except ValueError:
        return None


def output(layer: Layer | None, shape: Shape) -> Shape | None:
    """What the layer gives, where it takes that shape and nothing becomes large."""
    found = None if layer is None or layer.unfit() else layer.infer((shape,))
    if found is None or isinstance(found, Problem) or found.elements > LARGEST:
        return None
    cost = layer.cost((shape,), found)
    return found if cost.params <= 20 * LARGEST and cost.macs <= 1000 * LARGEST else None


def leaf(
    random: Random, kind: str, shape: Shape, defaults: Fields
) -> tuple[Fields, Layer, Shape] | None:
    """A layer of that kind that takes that shape, if a few attempts find one."""
    for _ in range(6):
        fields = fields_of(random, kind)
        layer = validated(kind, {**defaults, **fields})
        found = output(layer, shape)
        if found is not None and layer is not None:
            return fields, layer, found
    return None


def weighting(random: Random, layer: Layer, shape: Shape) -> Fields:
    """What may be said about the weights that a layer has."""
    if not isinstance(layer, Weighted) or random.random() < 0.7:
        return {}
    parameters = layer.parameters((shape,))
    found: Fields = {"l1": 0.01, "l2": 1e-4, "freeze": random.random() < 0.5}
    words = {
        name: random.choice(WEIGHTS if len(sizes) > 1 else INITIAL)
        for name, sizes in parameters.items()
    }
    if words:
        found["init"] = words if random.random() < 0.5 else words.get("weight", words)
    chosen = random.sample(sorted(found), random.randint(1, len(found)))
    return {name: found[name] for name in chosen}
