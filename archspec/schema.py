"""What files may say, as JSON Schema 2020-12, for editors."""

from archspec.language.fields.schema import language_schema, types
from archspec.language.fields.shared_parts import Schema, with_shared_parts


def file_schema() -> Schema:
    """The schema of a file, in which what stands in several places is written once.

    >>> found = file_schema()
    >>> found["$defs"]["kind.conv"]["anyOf"][1]["properties"]["groups"]
    {'description': 'Groups of channels that do not see each other.', 'default': 1, \
'$ref': '#/$defs/Count'}
    """
    return with_shared_parts(language_schema(), types())
