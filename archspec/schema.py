"""What files may say, as JSON Schema 2020-12, for editors."""

from typing import Final

from archspec.language.document.study import FIELDS
from archspec.language.fields.opened_schema import ref
from archspec.language.fields.schema import spec_definitions, types
from archspec.language.fields.shared_parts import Schema, with_shared_parts
from archspec.planning.schema import study_definitions

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

EMPTY: Final[Schema] = {"properties": {"archspec": True}, "additionalProperties": False}
STUDY: Final[Schema] = {"properties": {"study": {"type": "object", "description": FIELDS["study"]}}}
"""A file that says nothing yet, and what editors offer in it besides the keys of a spec."""


def file_schema() -> Schema:
    """The schema of a spec or a study, in which what stands in several places is written once.

    >>> found = file_schema()
    >>> found["$defs"]["kind.conv"]["anyOf"][1]["properties"]["groups"]
    {'description': 'Groups of channels that do not see each other.', 'default': 1, \
'$ref': '#/$defs/Count'}
    """
    return with_shared_parts(whole_schema(), types())


def whole_schema() -> Schema:
    """The same with everything in its place.

    Which of the two a file is, its keys say, as they do to `archspec check`.
    """
    spec = spec_definitions()
    return {
        "$schema": DIALECT,
        "description": "A network and how it is trained, or a study of some.",
        "if": {"required": ["study"], "not": {"required": ["layers"]}},
        "then": ref("study_file"),
        "else": {"if": EMPTY, "then": {"allOf": [ref("spec"), STUDY]}, "else": ref("spec")},
        "$defs": {**spec, **study_definitions(spec["train"]["properties"])},
    }
