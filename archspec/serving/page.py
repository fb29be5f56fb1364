"""The page that a browser shows: what can be asked, and a form that asks it. All of it is here."""

import base64
import hashlib
import json
from pathlib import Path
from string import Template
from typing import Any, Final

from archspec.runner.page import STYLE, Markup, escaped, escaped_lines, section, table
from archspec.serving.answers import Service

TEMPLATE: Final = Path(__file__).with_name("page.html").read_text(encoding="utf-8")
SCRIPT: Final = Path(__file__).with_name("page.js").read_text(encoding="utf-8")
_SUM: Final = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()

POLICY: Final = (
    f"default-src 'none'; script-src 'sha256-{_SUM}'; style-src 'unsafe-inline'; img-src blob:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""No script runs but that of the page, and it asks nobody but this server."""


def page(service: Service, document: dict[str, Any]) -> str:
    """The page as HTML.

    Args:
        service: what answers.
        document: its OpenAPI document, from which the page is made.
    """
    asked = document["paths"]["/predict"]["post"]
    images = "images" in service.takes
    return Template(TEMPLATE).substitute(
        title=escaped(service.title),
        summary=escaped(asked["summary"]),
        style=STYLE.read_text(encoding="utf-8"),
        form=_image_form() if images else _rows_form(asked),
        about=section("Ask from a program", f"<pre>{escaped_lines(_command(images))}</pre>"),
        addresses=section("Addresses", _addresses(document)),
        script=SCRIPT,
    )


def _image_form() -> str:
    return (
        '<p><label>An image <input type="file" id="file" accept="image/*"></label></p>'
        '<p><img id="shown" alt="" hidden></p>'
    )


def _rows_form(asked: dict[str, Any]) -> str:
    schema = asked["requestBody"]["content"]["application/json"]["schema"]
    columns = schema["properties"]["rows"]["items"]["properties"]
    example = json.dumps({"rows": [{name: _example(one) for name, one in columns.items()}]})
    text = f'<textarea id="rows" rows="8" spellcheck="false">{escaped_lines(example)}</textarea>'
    return f"<p><label>Rows, as JSON</label>{text}</p>"


def _example(column: dict[str, Any]) -> Any:
    if "contentEncoding" in column:
        return "base64 of an image file"
    if "examples" in column:
        return column["examples"][0]
    return 0 if column.get("type") == ["number", "null"] else ""


def _command(images: bool) -> str:
    if images:
        return "curl --data-binary @photo.jpg -H 'Content-Type: image/jpeg' ADDRESS/predict"
    return "curl -d @rows.json -H 'Content-Type: application/json' ADDRESS/predict"


def _addresses(document: dict[str, Any]) -> str:
    rows = [
        (
            method.upper(),
            Markup(f'<a href="{path}">{path}</a>') if method == "get" else path,
            one["summary"],
        )
        for path, methods in document["paths"].items()
        for method, one in methods.items()
    ]
    return table(("by", "address", "answers"), rows, role="left")
