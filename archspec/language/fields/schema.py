"""Specs as JSON Schema 2020-12, for editors: every kind and field with its description."""

from collections.abc import Collection, Mapping
from typing import Any

from pydantic import create_model

from archspec.kind import Layer, fields, kinds
from archspec.kind.fields import MAX_SIZE, Expects
from archspec.language.document.expectations import FIGURES
from archspec.language.document.includes import FIELDS as FIELDS_OF_LIBRARY
from archspec.language.document.inputs import InputFields
from archspec.language.document.model import Document
from archspec.language.document.outputs import OutputFields
from archspec.language.document.version import VERSION
from archspec.language.fields.opened_schema import EXPRESSION, model_definitions, opened, ref
from archspec.language.fields.shared_parts import SAID, Schema
from archspec.recipe import Recipe

SIZE = {"type": "integer", "minimum": 1, "maximum": MAX_SIZE}
SCALAR = {"type": ["string", "number", "boolean", "null"]}
OPEN_SIZE = {
    "title": "A size that is left open",
    "type": "string",
    "pattern": r"^[A-Za-z0-9_ ()+*/-]*[A-Za-z_][A-Za-z0-9_ ()+*/-]*$",
}
"""As H, or 16*H."""

LIBRARY = {
    "required": ["blocks"],
    "properties": dict.fromkeys(FIELDS_OF_LIBRARY, True),
    "additionalProperties": False,
}
"""A file of blocks for others, which has neither layers nor an input."""

ROLES = ("norm", "act", "dropout")
BARE = "dropout"
"""The role of which a number alone is a layer."""


def spec_definitions() -> dict[str, Schema]:
    """The definitions of a `spec` and of what is in it.

    Where a value may be computed, any text with a `$` or a sign of arithmetic passes; what it
    comes to is checked by `archspec check`.
    """
    definitions = {
        "expression": EXPRESSION,
        "open_size": OPEN_SIZE,
        "layer": _layer(),
        "layers": {"type": "array", "items": ref("layer")},
        "some_layers": {"type": "array", "items": ref("layer"), "minItems": 1},
        **{role: _of_role(role) for role in ROLES},
        **model_definitions(Recipe, "train"),
    }
    for word, cls in kinds().items():
        found = model_definitions(cls, f"kind.{word}")
        definitions |= {**found, f"kind.{word}": _kind(cls, found[f"kind.{word}"])}
    definitions["spec"] = {
        "description": "What a neural network is: its input, its layers, and how it is trained.",
        "type": "object",
        "properties": _document(),
        "required": ["archspec"],
        "additionalProperties": False,
        "if": LIBRARY,
        "else": {
            "required": ["layers"],
            "oneOf": [{"required": ["input"]}, {"required": ["inputs"]}],
        },
    }
    return definitions


def types() -> dict[str, Schema]:
    """The types that fields have, and the classes that kinds have in common, by their names.

    >>> types()["Probability"]["anyOf"][0]
    {'maximum': 1, 'minimum': 0, 'type': 'number'}
    >>> [*types()["Layer"]["properties"]]
    ['name', 'from', 'when']
    """
    found = {name: alias for name, alias in vars(fields).items() if _is_type(alias)}
    several: dict[str, Any] = {name: (alias, ...) for name, alias in found.items()}
    several |= {f"{name}.or_none": (alias | None, ...) for name, alias in found.items()}
    model = create_model("Types", **several)
    properties = model_definitions(model, "Types")["Types"]["properties"]
    above = {base for cls in kinds().values() for base in cls.__mro__[1:]}
    bases = {base.__name__: base for base in above if issubclass(base, Layer)}
    # Of several with the same fields, the name is that of the one from which others come.
    ordered = sorted(bases.items(), key=lambda one: (len(one[1].__mro__), one[0]))
    return {
        **{name: {"anyOf": one["anyOf"]} for name, one in properties.items()},
        **{name: _fields(base, model_definitions(base, name)[name]) for name, base in ordered},
    }


def _is_type(alias: Any) -> bool:
    return any(isinstance(one, Expects) for one in getattr(alias, "__metadata__", ()))


def _document() -> Mapping[str, Schema]:
    sizes = {
        "type": "array",
        "items": {"anyOf": [SIZE, ref("expression"), ref("open_size")]},
        "minItems": 1,
        "maxItems": 4,
    }
    shape: Schema = {"anyOf": [sizes, SIZE, ref("expression")]}
    said = opened(InputFields.model_json_schema(by_alias=True))
    said["properties"]["shape"] = {**shape, "description": "The sizes of a sample."}
    taken = {"anyOf": [*shape["anyOf"], said]}
    table = {"type": "object", "properties": {"when": False}}
    names = {"type": "object", "propertyNames": {"pattern": "^[A-Za-z_][A-Za-z0-9_]*$"}}
    count = {"anyOf": [{"type": "integer"}, {"type": "object"}, ref("expression")]}
    takes = dict.fromkeys(("output", "receptive_field"), shape)
    takes["macs"] = {"anyOf": [*count["anyOf"], ref("open_size")]}
    figures = {
        name: {"description": text, **takes.get(name, count)} for name, text in FIGURES.items()
    }
    figures_of = {"type": "object", "properties": figures, "additionalProperties": False}
    whole = opened(OutputFields.model_json_schema(by_alias=True))
    output = {"anyOf": [{"type": "string", "minLength": 1}, {"type": "integer"}, whole]}
    word: Schema = {"type": ["string", "integer"]}
    pair: Schema = {"type": "array", "items": word, "minItems": 2, "maxItems": 2}
    path = {"type": "string", "pattern": r"\.ya?ml$"}
    parts: Mapping[str, Schema] = {
        "archspec": {"const": VERSION},
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
                ref("expression"),
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
        "layers": {**ref("layers"), "minItems": 1},
        "expect": {**figures_of, "additionalProperties": figures_of},
        "train": ref("train"),
    }
    about = {name: info.description for name, info in Document.model_fields.items()}
    return {name: {"description": about[name], **one} for name, one in parts.items()}


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
            "layers": ref("layers"),
        },
        "required": ["layers"],
        "additionalProperties": False,
    }
    return {"anyOf": [whole, ref("layers")]}


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
    known = {word: ref(f"kind.{word}") for word in own}
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
    always = {name for name, field in cls.model_fields.items() if field.is_required()}
    return always | {*getattr(cls, "needed", ())}


def _kind(cls: type[Layer], fields: Schema) -> Schema:
    """The value below a kind: its main field, or a mapping of its fields."""
    about = (cls.__doc__ or "").split("\n\n")[0]
    required = _required(cls)
    whole = {**_fields(cls, fields), "description": about}
    choices = [whole] if required else [whole, {"type": "null"}]
    if cls.main is not None and required <= {cls.main}:
        main = whole["properties"][cls.model_fields[cls.main].alias or cls.main]
        # Editors would show its description in place of that of the kind.
        choices.insert(0, {key: value for key, value in main.items() if key not in SAID})
    return {"description": about, "anyOf": choices}


def _fields(cls: type[Layer], fields: Schema) -> Schema:
    """A mapping of the fields of a kind, with those without which a file has no such layer."""
    properties = {name: _no_empty_layers(one) for name, one in fields["properties"].items()}
    required = sorted(cls.model_fields[name].alias or name for name in _required(cls))
    said = {"required": required} if required else {}
    others = {key: value for key, value in fields.items() if key != "required"}
    return {**others, "properties": properties, **said}


def _no_empty_layers(schema: Schema) -> Schema:
    """A field of layers may be left out, and not be there with nothing in it."""
    choices = schema.get("anyOf", ())
    if ref("some_layers") not in choices:
        return schema
    return {**schema, "anyOf": [one for one in choices if one != {"type": "null"}]}
