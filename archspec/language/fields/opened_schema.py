"""A JSON Schema of pydantic's as files take it: with expressions, and said as editors show it."""

from typing import Any, Final

from archspec.language.fields.shared_parts import SAID, Schema

EXPRESSION: Final = {"title": "An expression", "type": "string", "pattern": r"[$+*/%<>=(\[-]"}
"""Such as `2 * $width`. Editors show its title above the description of the field that has it."""

_COMPUTED: Final = {"$ref": "#/$defs/expression"}


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
            found[key] = {"anyOf": [found[key], _COMPUTED]}
    if isinstance(schema.get("properties"), dict):
        found["properties"] = {
            name: _opened_field(field) for name, field in schema["properties"].items()
        }
    return found


def _opened_field(schema: Schema) -> Schema:
    """The same of a field, with what is said about it outside, where editors look for it."""
    said = {"description": schema.get("description", "")}
    if isinstance(schema.get("default"), (bool, int, float, str)):
        # Editors write it where the field is completed; of others it is not what a file has.
        said["default"] = schema["default"]
    found = opened({key: value for key, value in schema.items() if key not in SAID})
    choices = found["anyOf"] if [*found] == ["anyOf"] else [found]
    return {**said, "anyOf": [*choices, _COMPUTED]}
