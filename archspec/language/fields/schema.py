"""The language as JSON Schema 2020-12, for editors: every kind and field with its description."""

from collections.abc import Collection, Mapping
from typing import Any

from archspec.kind import Layer, kinds
from archspec.kind.fields import MAX_SIZE
from archspec.language.document.expectations import FIGURES
from archspec.language.document.inputs import InputFields
from archspec.language.document.model import Document
from archspec.language.document.outputs import OutputFields
from archspec.recipe import Recipe

DIALECT = "https://json-schema.org/draft/2020-12/schema"
EXPRESSION = {
    "type": "string",
    "pattern": r"[$+*/%<>=(\[-]",
    "description": "An expression, such as `2 * $width`.",
}
SIZE = {"type": "integer", "minimum": 1, "maximum": MAX_SIZE}
SCALAR = {"type": ["string", "number", "boolean", "null"]}
OPEN_SIZE = {
    "type": "string",
    "pattern": r"^[A-Za-z0-9_ ()+*/-]*[A-Za-z_][A-Za-z0-9_ ()+*/-]*$",
    "description": "A size that is left open: H, or 16*H.",
}
Schema = dict[str, Any]
_COMPUTED = {"$ref": "#/$defs/expression"}
ROLES = ("norm", "act", "dropout")
BARE = "dropout"
"""The role of which a number alone is a layer."""


def language_schema() -> Schema:
    """The schema of a whole file.

    Where a value may be computed, any text with a `$` or a sign of arithmetic passes; what it
    comes to is checked by `archspec check`.
    """
    train = Recipe.model_json_schema(by_alias=True)
    inner = train.pop("$defs", {})
    definitions = {f"train.{n}": _open(_inside(schema, "train.")) for n, schema in inner.items()}
    definitions |= {
        "expression": EXPRESSION,
        "open_size": OPEN_SIZE,
        "layer": _layer(),
        "layers": {"type": "array", "items": _ref("layer")},
        "some_layers": {"type": "array", "items": _ref("layer"), "minItems": 1},
        **{role: _of_role(role) for role in ROLES},
        "train": _open(_inside(train, "train.")),
    }
    definitions |= {f"kind.{word}": _kind(cls) for word, cls in kinds().items()}
    return {
        "$schema": DIALECT,
        "title": "archspec",
        "description": "What a neural network is: its input, its layers, and how it is trained.",
        "type": "object",
        "properties": _document(),
        "required": ["archspec", "layers"],
        "oneOf": [{"required": ["input"]}, {"required": ["inputs"]}],
        "additionalProperties": False,
        "$defs": definitions,
    }


def _document() -> Mapping[str, Schema]:
    sizes = {
        "type": "array",
        "items": {"anyOf": [SIZE, _ref("expression"), _ref("open_size")]},
        "minItems": 1,
        "maxItems": 4,
    }
    shape: Schema = {"anyOf": [sizes, SIZE, _ref("expression")]}
    said = _open(InputFields.model_json_schema(by_alias=True))
    said["properties"]["shape"] = {**shape, "description": "The sizes of a sample."}
    taken = {"anyOf": [*shape["anyOf"], said]}
    table = {"type": "object", "properties": {"when": False}}
    names = {"type": "object", "propertyNames": {"pattern": "^[A-Za-z_][A-Za-z0-9_]*$"}}
    count = {"anyOf": [{"type": "integer"}, {"type": "object"}, _ref("expression")]}
    takes = dict.fromkeys(("output", "receptive_field"), shape)
    takes["macs"] = {"anyOf": [*count["anyOf"], _ref("open_size")]}
    figures = {
        name: {"description": text, **takes.get(name, count)} for name, text in FIGURES.items()
    }
    figures_of = {"type": "object", "properties": figures, "additionalProperties": False}
    whole = _open(OutputFields.model_json_schema(by_alias=True))
    output = {"anyOf": [{"type": "string", "minLength": 1}, {"type": "integer"}, whole]}
    word: Schema = {"type": ["string", "integer"]}
    pair: Schema = {"type": "array", "items": word, "minItems": 2, "maxItems": 2}
    path = {"type": "string", "pattern": r"\.ya?ml$"}
    types: Mapping[str, Schema] = {
        "archspec": {"const": 1},
        "name": SCALAR,
        "about": SCALAR,
        "params": names,
        "variants": {"type": "object", "additionalProperties": names},
        "input": taken,
        "inputs": {"type": "object", "additionalProperties": taken, "minProperties": 1},
        "outputs": {
            "anyOf": [
                {"type": "object", "additionalProperties": output},
                {"type": "array", "items": {"anyOf": [word, pair]}},
                {"type": "null"},
                _ref("expression"),
            ]
        },
        "include": {
            "anyOf": [path, {"type": "array", "items": path}],
        },
        "defaults": {
            "type": ["object", "null"],
            "propertyNames": {"enum": list(kinds())},
            "additionalProperties": table,
        },
        "blocks": {"type": ["object", "null"], "additionalProperties": _block()},
        "layers": {**_ref("layers"), "minItems": 1},
        "expect": {**figures_of, "additionalProperties": figures_of},
        "train": _ref("train"),
    }
    fields = Document.model_fields
    return {name: {"description": fields[name].description, **s} for name, s in types.items()}


def _block() -> Schema:
    whole = {
        "type": "object",
        "properties": {
            "params": {"type": "object", "description": "Names with defaults, or `required`."},
            "inputs": {
                "type": "array",
                "items": {"type": "string"},
                "description": "Names of values that a call gives beside the one above.",
            },
            "about": {"type": "string"},
            "layers": _ref("layers"),
        },
        "required": ["layers"],
        "additionalProperties": False,
    }
    return {"anyOf": [whole, _ref("layers")]}


def _layer() -> Schema:
    """A kind alone, or a mapping with one key; its fields are checked where the kind is known."""
    return _one_of(kinds(), ())


def _of_role(role: str) -> Schema:
    """A layer in a field for one of that role."""
    own = {word: cls for word, cls in kinds().items() if cls.role == role}
    others = [word for word in kinds() if word not in own]
    bare = [cls.main for cls in own.values() if role == BARE and cls.main]
    numbers: list[Schema] = [{"type": "number", "minimum": 0, "maximum": 1}] if bare else []
    return {"anyOf": [*numbers, *_one_of(own, others)["anyOf"]]}


def _one_of(own: Mapping[str, type[Layer]], others: Collection[str]) -> Schema:
    """One layer of these kinds and none of the others.

    A word that is no kind may be a block of the file, so anything passes below it.
    """
    known = {word: {"$ref": f"#/$defs/kind.{word}"} for word in own}
    alone = [word for word, cls in own.items() if not _required(cls)]
    with_fields = [word for word, cls in own.items() if _required(cls)]
    return {
        "anyOf": [
            {"enum": alone},
            {"type": "string", "minLength": 1, "not": {"enum": [*others, *alone, *with_fields]}},
            {
                "type": "object",
                "properties": known | dict.fromkeys(others, False),
                "minProperties": 1,
                "maxProperties": 1,
            },
        ]
    }


def _required(cls: type[Layer]) -> set[str]:
    """The fields without which a file has no layer of a kind."""
    fields = cls.model_fields.items()
    return {name for name, field in fields if field.is_required()} | {*getattr(cls, "needed", ())}


def _kind(cls: type[Layer]) -> Schema:
    """The value below a kind: its main field, or a mapping of its fields."""
    given = _inside(cls.model_json_schema(by_alias=True), f"{cls.kind}.")
    given["properties"] = {n: _no_empty_layers(s) for n, s in given["properties"].items()}
    schema = _open(given)
    inner = schema.pop("$defs", {})
    schema["description"] = (cls.__doc__ or "").split("\n\n")[0]
    schema.pop("title", None)
    choices = [schema]
    if required := _required(cls):
        schema["required"] = sorted(cls.model_fields[name].alias or name for name in required)
    else:
        choices.append({"type": "null"})
    if cls.main is not None and required <= {cls.main}:
        main = schema["properties"][cls.model_fields[cls.main].alias or cls.main]
        choices.insert(0, main)
    whole: Schema = {"description": schema["description"], "anyOf": choices}
    return whole | ({"$defs": inner} if inner else {})


def _no_empty_layers(schema: Schema) -> Schema:
    """A field of layers may be left out, and not be there with nothing in it."""
    choices = schema.get("anyOf", ())
    if _ref("some_layers") not in choices:
        return schema
    return {**schema, "anyOf": [one for one in choices if one != {"type": "null"}]}


def _open(schema: Any) -> Any:
    """The schema with an expression allowed for every field, however deep."""
    if isinstance(schema, list):
        return [_open(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    opened = {key: _open(value) for key, value in schema.items() if key != "properties"}
    for key in {"items", "additionalProperties"} & opened.keys():
        if isinstance(opened[key], dict):
            opened[key] = {"anyOf": [opened[key], _COMPUTED]}
    if isinstance(schema.get("properties"), dict):
        opened["properties"] = {
            name: {"description": field.get("description", ""), "anyOf": [_open(field), _COMPUTED]}
            for name, field in schema["properties"].items()
        }
    return opened


def _inside(value: Any, prefix: str) -> Any:
    """The schema with the places of layers put in, and with references under a prefix."""
    if isinstance(value, dict):
        if "x-archspec" in value:
            rest = {k: v for k, v in value.items() if k != "x-archspec"}
            return {**_ref(value["x-archspec"]), **rest}
        if isinstance(value.get("$ref"), str) and prefix == "train.":
            return {**value, "$ref": value["$ref"].replace("#/$defs/", "#/$defs/train.")}
        return {key: _inside(inner, prefix) for key, inner in value.items()}
    return [_inside(item, prefix) for item in value] if isinstance(value, list) else value


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}
