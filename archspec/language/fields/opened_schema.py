"""A JSON Schema of pydantic's as files take it: with expressions, and said as editors show it."""

from typing import Any, Final

from pydantic import BaseModel

from archspec.language.fields.shared_parts import SAID, Schema

EXPRESSION: Final = {"title": "An expression", "type": "string", "pattern": r"[$+*/%<>=(\[-]"}
"""Such as `2 * $width`. Editors show its title above the description of the field that has it."""


def ref(name: str) -> Schema:
    """A reference to a definition."""
    return {"$ref": f"#/$defs/{name}"}


COMPUTED: Final = ref("expression")


def model_definitions(cls: type[BaseModel], name: str) -> dict[str, Schema]:
    """The definition of a class under a name, and of those in it under names that begin so."""
    schema = cls.model_json_schema(by_alias=True)
    inner = {f"{name}.{word}": one for word, one in schema.pop("$defs", {}).items()}
    return {key: opened(_named(one, name)) for key, one in {name: schema, **inner}.items()}


def _named(value: Any, name: str) -> Any:
    """The schema with the places of layers put in, and with references under a name."""
    if isinstance(value, dict):
        if "x-archspec" in value:
            rest = {key: one for key, one in value.items() if key != "x-archspec"}
            return {**ref(value["x-archspec"]), **rest}
        if isinstance(value.get("$ref"), str):
            return {**value, "$ref": value["$ref"].replace("#/$defs/", f"#/$defs/{name}.")}
        return {key: _named(inner, name) for key, inner in value.items()}
    return [_named(item, name) for item in value] if isinstance(value, list) else value


def opened(schema: Any) -> Any:
    """The schema with an expression allowed for every field, however deep.

    >>> opened({"properties": {"width": {"description": "Channels.", "type": "integer"}}})
    {'properties': {'width': {'description': 'Channels.', 'anyOf': [{'type': 'integer'}, \
{'$ref': '#/$defs/expression'}]}}}
    """
    if isinstance(schema, list):
        return [opened(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    # Pydantic's titles are the names of fields once more.
    closed = ("properties", "title")
    found = {key: opened(value) for key, value in schema.items() if key not in closed}
    for key in {"items", "additionalProperties"} & found.keys():
        if isinstance(found[key], dict):
            found[key] = {"anyOf": [found[key], COMPUTED]}
    if isinstance(schema.get("properties"), dict):
        found["properties"] = {
            name: _opened_field(field) for name, field in schema["properties"].items()
        }
    return found


def _opened_field(schema: Schema) -> Schema:
    """The same of a field, with what is said about it outside, where editors look for it."""
    said = {"description": schema.get("description", "")}
    if isinstance(schema.get("default"), (bool, int, float, str)):
        # Editors write it where the field is completed; of others it is not what files have.
        said["default"] = schema["default"]
    found = opened({key: value for key, value in schema.items() if key not in SAID})
    if not found:
        return said
    choices = found["anyOf"] if [*found] == ["anyOf"] else [found]
    return {**said, "anyOf": [*choices, COMPUTED]}
