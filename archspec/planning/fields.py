"""The types of a study's fields, each with the words that tell a user what it takes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final, TypeAlias

from pydantic import Field, GetJsonSchemaHandler
from pydantic_core import CoreSchema

from archspec.kind.fields import Expects
from archspec.recipe import Recipe

MOST_SETTINGS: Final = 100
"""Parameters, and fields of a recipe, that a study gives other values."""

SpecName: TypeAlias = Annotated[str, Expects("a file, `file:variant`, or a spec that ships")]
FigureName: TypeAlias = Annotated[str, Expects("the name of a figure")]
Parameters: TypeAlias = Annotated[
    Mapping[str, Any],
    Field(max_length=MOST_SETTINGS),
    Expects(f"a mapping from at most {MOST_SETTINGS} parameters to values"),
]


@dataclass(frozen=True)
class RecipeNames:
    """Tells editors that keys are fields of a recipe, of which dots reach into some.

    Args:
        prefix: with which they begin.
        others: a pattern of other names, if there may be some.
    """

    prefix: str = ""
    others: str = ""

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Each with its description."""
        found = handler(schema)
        values = found.get("additionalProperties")
        said = values if isinstance(values, dict) else {}
        named = {info.alias or name: info for name, info in Recipe.model_fields.items()}
        known = {
            f"{self.prefix}{name}": {**said, "description": info.description}
            for name, info in named.items()
        }
        pattern = rf"^{re.escape(self.prefix)}({'|'.join(named)})(\.|$)"
        return {
            **found,
            "properties": known,
            "propertyNames": {"pattern": "|".join(filter(None, [pattern, self.others]))},
        }


RecipeFields: TypeAlias = Annotated[
    Mapping[str, Any],
    Field(max_length=MOST_SETTINGS),
    RecipeNames(),
    Expects(f"a mapping from at most {MOST_SETTINGS} fields of a recipe to values"),
]
