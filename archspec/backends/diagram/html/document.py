"""A network as one file of HTML: pictures, facts, style and script, and nothing that is fetched.

Names of layers come from strangers. `safe` is the one way by which a text gets into markup and
`data` the one way into the script's data; and the policy of the page lets nothing run but the
script whose hash it states, so that even a mistake here would run nothing.
"""

import json
from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from archspec.backends.diagram.html.chart import chart
from archspec.backends.diagram.html.colours import Palette
from archspec.backends.diagram.html.furniture import footer, header, panel
from archspec.backends.diagram.html.index import index
from archspec.backends.diagram.html.subjects import Subject, percent, subjects
from archspec.backends.diagram.html.views import View, views
from archspec.backends.diagram.options import Options
from archspec.backends.diagram.picture.part import find_scope, part_of
from archspec.backends.diagram.scene.svg import safe
from archspec.diagnostics.readable import printable
from archspec.graph import Graph

HERE = Path(__file__).parent
SCRIPTS = ("state", "view", "groups", "depth", "search", "links", "controls")
"""The parts of the script, in the order in which each uses those before it."""

IN_SCRIPT = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}
"""What might end a script, or a line of one; only texts of JSON hold these."""


@dataclass(frozen=True, slots=True)
class Document:
    """A page, and the depth that it shows at first; None where all scopes are open."""

    text: str
    depth: int | None


def document(graph: Graph, options: Options) -> Document:
    """The page of a network; equal graphs and options give equal text.

    Raises:
        Failure: A507 for a path that is no scope's; A508 for a U where nothing nests.
    """
    found = views(graph, options)
    about = subjects(graph, found.views)
    numbers = {path: number for number, path in enumerate(about)}
    records = [_record(subject) for subject in about.values()]
    entries = index(graph, find_scope(graph, options.only), numbers)
    palette = Palette()
    charts = [chart(one, i, numbers, palette) for i, one in enumerate(found.views)]
    body = [
        *header(found.views, part_of(graph, options.only), options),
        '<main id="stage">',
        *charts,
        "</main>",
        *panel(),
        *footer(found.views, about, options, palette),
        f'<script type="application/json" id="subjects">{data(records)}</script>',
        f'<script type="application/json" id="layers">{data(entries)}</script>',
    ]
    return Document(_whole(found.views, found.first, options, palette, body), found.depth)


def _whole(
    shown: tuple[View, ...], first: int, options: Options, palette: Palette, body: Iterable[str]
) -> str:
    style = "\n".join([_asset("page.css"), *palette.style()])
    script = "\n".join(_asset(f"script/{name}.js") for name in SCRIPTS)
    name = safe(shown[0].scene.title)
    theme = options.shade
    lines = [
        "<!DOCTYPE html>",
        f'<html lang="en" data-theme="{theme}" data-first="{first}">',
        '<head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_policy(style, script)}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{name}</title>",
        f"<style>{style}</style></head>",
        "<body>",
        *body,
        f"<script>{script}</script>",
        "</body></html>",
    ]
    return "\n".join(lines) + "\n"


def _policy(style: str, script: str) -> str:
    """Nothing is fetched, sent or framed, and nothing runs but these two texts."""
    own = {"style-src": style, "script-src": script}
    hashes = [f"{what} 'sha256-{_digest(text)}'" for what, text in own.items()]
    rules = [
        "default-src 'none'",
        *hashes,
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    return "; ".join(rules)


def _digest(text: str) -> str:
    return b64encode(sha256(text.encode()).digest()).decode()


def _asset(name: str) -> str:
    return HERE.joinpath(name).read_text(encoding="utf-8")


def data(content: Iterable[Any]) -> str:
    r"""JSON that may stand in a script, whatever its texts hold.

    >>> data(["</script>", "\u2028"])
    '["\\u003c/script\\u003e","\\u2028"]'
    """
    text = json.dumps(list(content), ensure_ascii=False, separators=(",", ":"))
    return text.translate(IN_SCRIPT)


def _record(subject: Subject) -> Mapping[str, Any]:
    """A subject for the script."""
    facts = []
    for fact in subject.facts:
        said = [fact.word, printable(fact.text)]
        facts.append(said if fact.share is None else [*said, percent(fact.share), fact.share])
    return {
        "path": printable(subject.path),
        "title": subject.title,
        "facts": facts,
        "place": subject.place,
        "text": subject.text,
    }
