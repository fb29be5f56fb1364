"""What a server answers, as an OpenAPI document.

Source: https://spec.openapis.org/oas/v3.1.0.
"""

from typing import Any, Final

from archspec.runner.fields.facts import Facts
from archspec.serving.answers import MOST_TOP, Images, Rows, Service
from archspec.serving.limits import Limits
from archspec.version import __version__

IMAGES: Final = ("image/png", "image/jpeg", "image/webp", "image/gif", "image/bmp", "image/tiff")
MOST_CLASSES: Final = 200
"""Classes that are listed."""

NUMBER: Final = {"type": ["number", "null"]}
TEXT: Final = {"type": ["string", "number", "boolean", "null"]}
REFUSALS: Final = {
    "400": "The request is damaged.",
    "403": "Another site asks.",
    "411": "The length is not said.",
    "413": "It is too much.",
    "415": "It is of another type.",
    "422": "The sample is not what the network takes.",
    "503": "Others are being answered.",
}


def document(service: Service, limits: Limits) -> dict[str, Any]:
    """The document of a server, as JSON has it."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": service.title,
            "version": __version__,
            "description": "A trained network that is asked over HTTP.",
        },
        "paths": {
            "/predict": {"post": _predict(service, limits)},
            "/health": {"get": _plain("Whether it answers.", {"status": {"const": "ok"}})},
            "/openapi.json": {"get": _plain("This document.", {})},
        },
        "components": {"schemas": {"Refusal": REFUSAL}},
    }


REFUSAL: Final = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["message", "code", "help"],
            "properties": {
                "message": {"type": "string"},
                "code": {
                    "type": ["string", "null"],
                    "description": "As `archspec explain` has it.",
                },
                "help": {"type": "array", "items": {"type": "string"}},
            },
        }
    },
}


def _predict(service: Service, limits: Limits) -> dict[str, Any]:
    asked = _image(_classes(service)) if "images" in service.takes else {}
    asked = _with_rows(service, asked, limits) if isinstance(service, Rows) else asked
    refusals = {
        status: {"description": words, "content": _json({"$ref": "#/components/schemas/Refusal"})}
        for status, words in REFUSALS.items()
    }
    given = {"description": "What the network says.", "content": _json(asked.pop("given"))}
    return {
        "operationId": "predict",
        "description": f"At most {limits.body:,} bytes.",
        **asked,
        "responses": {"200": given, **refusals},
    }


def _classes(service: Service) -> tuple[str, ...]:
    """The classes among which an image is put; none where something else is said of it."""
    if isinstance(service, Images):
        return tuple(service.network.record.classes)
    if not isinstance(service, Rows):
        return ()
    found = [service.bound.fields[one] for one in service.bound.targets.values()]
    return tuple(found[0].classes) if len(found) == 1 and found[0].kind == "class" else ()


def _with_rows(service: Rows, image: dict[str, Any], limits: Limits) -> dict[str, Any]:
    """What is asked in rows, or where an image may come by itself, too."""
    rows = _rows(service, limits)
    if not image:
        return rows
    content = {**image["requestBody"]["content"], **rows["requestBody"]["content"]}
    one = image["given"] if _classes(service) else rows["given"]["properties"]["rows"]["items"]
    given = {"anyOf": [rows["given"], one]}
    return {**image, "requestBody": {"required": True, "content": content}, "given": given}


def _image(classes: tuple[str, ...]) -> dict[str, Any]:
    names = {"enum": [*classes]} if len(classes) <= MOST_CLASSES else {"type": "string"}
    share = {"type": "number", "minimum": 0, "maximum": 1}
    ranked = {"type": "object", "properties": {"class": names, "probability": share}}
    top = {"type": "integer", "minimum": 1, "maximum": MOST_TOP, "default": 5}
    return {
        "summary": "Say what is in an image.",
        "parameters": [
            {"name": "top", "in": "query", "description": "How many classes.", "schema": top}
        ],
        "requestBody": {"required": True, "content": {kind: {} for kind in IMAGES}},
        "given": {
            "type": "object",
            "properties": {
                "class": names,
                "probability": share,
                "top": {"type": "array", "items": ranked},
                "warnings": {
                    "type": "array",
                    "items": {"type": "string"},
                    "description": "In what the image is unlike those of the training.",
                },
            },
        },
    }


def _rows(service: Rows, limits: Limits) -> dict[str, Any]:
    columns = {
        column: _column(facts) for facts in service.fields.values() for column in facts.columns
    }
    row = {
        "type": "object",
        "properties": columns,
        "required": [*columns],
        "additionalProperties": False,
    }
    rows = {"type": "array", "items": row, "minItems": 1, "maxItems": limits.rows}
    body = {"type": "object", "properties": {"rows": rows}, "required": ["rows"]}
    bound = service.bound
    outputs = {bound.called(name): _output(service, name) for name in bound.measured}
    given = {"type": "object", "properties": outputs}
    return {
        "summary": "Say what the outputs are for each row.",
        "requestBody": {"required": True, "content": _json(body)},
        "given": {
            "type": "object",
            "properties": {"rows": {"type": "array", "items": given}},
        },
    }


def _column(facts: Facts) -> dict[str, Any]:
    """One column of what is sent."""
    if facts.kind in ("image", "mask"):
        return {"type": "string", "contentEncoding": "base64", "description": "An image file."}
    if facts.kind == "array":
        shape = "×".join(map(str, facts.shape)) or "1"
        return {"description": f"{shape} numbers, as nested lists"}
    if facts.kind in ("number", "numbers", "window"):
        return dict(NUMBER)
    known = [*facts.classes, *facts.words]
    few = facts.kind != "tokens" and 0 < len(known) <= MOST_CLASSES
    return dict(TEXT) | ({"examples": known} if few else {})


def _output(service: Rows, name: str) -> dict[str, Any]:
    bound = service.bound
    facts = bound.fields[bound.targets[name]] if name in bound.targets else None
    classes = facts.classes if facts and facts.kind == "class" else ()
    return {"enum": [*classes]} if 0 < len(classes) <= MOST_CLASSES else {}


def _json(schema: Any) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _plain(words: str, properties: dict[str, Any]) -> dict[str, Any]:
    given = {"type": "object", "properties": properties}
    return {"summary": words, "responses": {"200": {"description": words, "content": _json(given)}}}
