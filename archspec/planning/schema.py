"""Studies as JSON Schema 2020-12, for editors."""

from collections.abc import Mapping

from pydantic import create_model

from archspec.language.document.study import FIELDS
from archspec.language.document.version import VERSION
from archspec.language.fields.opened_schema import model_definitions, ref
from archspec.language.fields.shared_parts import Schema
from archspec.planning.plan import Plan
from archspec.planning.sweep_plan import SweepPlan


def study_definitions(recipe: Mapping[str, Schema]) -> dict[str, Schema]:
    """The definitions of a study's file, `study_file`, and of what is in it.

    Args:
        recipe: the fields of a recipe, of which a study may give some other values.
    """
    models = create_model("Studies", compared=(Plan, ...), swept=(SweepPlan, ...))
    found = model_definitions(models, "study")
    for model in (Plan, SweepPlan):
        about = (model.__doc__ or "").partition("\n\n")[0]
        found[f"study.{model.__name__}"]["description"] = about
    for name in ("Plan", "Design", "SweepPlan"):
        given, *_ = found[f"study.{name}"]["properties"]["train"]["anyOf"]
        given["properties"] = dict(recipe)
    found["study"] = _study(found["study.SweepPlan"]["properties"])
    properties: dict[str, Schema] = {"archspec": {"const": VERSION}, "study": ref("study")}
    found["study_file"] = {
        "type": "object",
        "properties": {
            name: {"description": FIELDS[name], **one} for name, one in properties.items()
        },
        "required": ["study"],
        "additionalProperties": False,
    }
    return found


def _study(swept: dict[str, Schema]) -> Schema:
    """What compares or searches, which its keys tell; where none does, editors offer those of both.

    Args:
        swept: the fields of what searches.
    """
    others = {name: one for name, one in swept.items() if name not in Plan.model_fields}
    return {
        "type": "object",
        "if": {"required": ["designs"]},
        "then": ref("study.Plan"),
        "else": {
            "if": {"anyOf": [{"required": ["over"]}, {"required": ["spec"]}]},
            "then": ref("study.SweepPlan"),
            "else": {"allOf": [ref("study.Plan"), {"properties": others}]},
        },
    }
