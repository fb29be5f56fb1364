"""Names, values and texts of strangers through everything that shows or runs a network.

Nothing is run, nothing is written elsewhere, and nothing reaches a reader as more than text;
what is refused is refused with a finding.
"""

import json
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from random import Random
from xml.etree import ElementTree

import pytest
import torch

import archspec
from archspec.backends.diagram import to_dot, to_mermaid, to_svg
from archspec.cli import main
from archspec.diagnostics import Failure
from archspec.diagnostics.github import to_github
from archspec.diagnostics.json import to_json
from archspec.diagnostics.sarif import to_sarif
from archspec.diagnostics.text import render
from archspec.network import Network

MARK = "struck_by_a_stranger"
TEXTS = (
    f'a" if getattr(__import__("os"), "system")("touch {MARK}") else "a',
    f"${{__import__('os').system('touch {MARK}')}}",
    f"'); import os; os.system('touch {MARK}') #",
    f"`touch {MARK}`",
    f"$(touch {MARK})",
    f"../../{MARK}",
    f"/tmp/{MARK}",  # noqa: S108  a place that must stay empty
    f'<script>open("{MARK}")</script>',
    "</text><image href='http://example.invalid/x'/>",
    "\x1b]0;owned\x07\x1b[2J",
    "a\u202egnp.exe",
    "zero\u200bwidth\ufeff",
    "line\r\nbreak\u2028here",
    "::error file=x::owned",
    "%s%n{0.__class__}",
    "\ud83d\ude00 卷积 ﬁ 𝐱 e\u0301",
    "__class__",
    "self",
    "archspec_text",
    "x" * 5000,
)
PLACES = (
    "name",
    "about",
    "param",
    "block",
    "layer",
    "path",
    "input",
    "output",
    "reference",
    "kind",
    "field",
    "value",
    "class",
)

FREE = ("name", "about", "param", "class")
"""Those where any text may stand."""


def spec(random: Random) -> str:
    """A network in which a few places have such texts, and the others what they should."""
    # Half of them only where any text may stand, so that there is a network to draw and run.
    places = PLACES if random.random() < 0.5 else FREE
    chosen = random.sample(places, random.randint(1, min(4, len(places))))
    said = {place: random.choice(TEXTS) if place in chosen else f"{place}1" for place in PLACES}
    said |= {} if "kind" in chosen else {"kind": "tanh"}
    said |= {} if "field" in chosen else {"field": "bias"}
    data = {
        "archspec": 1,
        "name": said["name"],
        "about": said["about"],
        "params": {"p": said["param"]},
        "inputs": {said["input"]: [3, 8, 8]},
        "blocks": {said["block"]: [{"conv": {"width": 4, "kernel": 1}}, "relu"]},
        "layers": [
            {"conv": {"name": said["layer"], "width": 4, "kernel": 1}},
            {said["block"]: {"name": "called"}},
            {"branches": {"paths": {said["path"]: ["relu"], "other": ["tanh"]}}},
            said["kind"],
            {"add": said["reference"]} if "reference" in chosen else "relu",
            "global_avgpool",
            {"linear": {"width": 2, said["field"]: True}},
            {"dropout": said["value"]} if "value" in chosen else "identity",
        ],
        "outputs": {said["output"]: "called"} if "output" in chosen else {},
    }
    if not data["outputs"]:
        del data["outputs"]
    if "class" in chosen:
        data["train"] = {"data": {"dataset": "digits", "classes": [said["class"], "3"]}}
    return json.dumps(data, ensure_ascii=random.random() < 0.5, indent=1)


NAMING = ("subprocess.Popen", "open", "exec")
"""Events that happen all the time, and must have nothing of a stranger in them."""


def _words(code: object) -> str:
    """The constants and names of what is about to run."""
    return str([getattr(code, name, "") for name in ("co_consts", "co_names", "co_varnames")])


@contextmanager
def watched() -> Iterator[list[str]]:
    """What a stranger's text must never lead to, as far as the interpreter tells of it."""
    seen: list[str] = []
    active = True

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if not active:
            return
        if event in ("os.system", "os.exec", "os.posix_spawn", "socket.connect"):
            seen.append(event)
        elif (event in ("subprocess.Popen", "open") and MARK in str(arguments)) or (
            event == "exec" and MARK in _words(arguments[0])
        ):
            seen.append(f"{event} {arguments}")

    sys.addaudithook(hook)
    try:
        yield seen
    finally:
        active = False


def is_plain(text: str) -> bool:
    """Whether a text can be shown: nothing in it moves a cursor, turns a line or is not seen."""
    return not any(
        unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") for c in text if c not in "\n\t"
    )


class Page(HTMLParser):
    """The tags of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)


@pytest.mark.parametrize("seed", range(60))
def test_texts_of_strangers_stay_texts(seed, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "net.yaml"
    path.write_text(spec(Random(seed)), encoding="utf-8", errors="surrogatepass")  # noqa: S311
    before = set(Path("/tmp").iterdir())  # noqa: S108
    with watched() as seen:
        try:
            network = archspec.load(path)
        except Failure as failure:
            said = (render(failure.diagnostics), to_github(failure.diagnostics))
            json.loads(to_json(failure.diagnostics))
            json.loads(to_sarif(failure.diagnostics))
        else:
            said = (render(()), *_everything_of(network))
        for command in (["check"], ["show"], ["show", "--ir"], ["check", "--format", "github"]):
            with pytest.raises(SystemExit):
                main([*command, str(path)])
    streams = capsys.readouterr()
    assert seen == []
    assert {one.name for one in tmp_path.iterdir()} == {"net.yaml"}
    assert not [one for one in set(Path("/tmp").iterdir()) - before if MARK in one.name]  # noqa: S108
    for text in (*said, streams.out, streams.err):
        assert is_plain(text)
        assert "Traceback" not in text


def _everything_of(network: Network) -> Iterator[str]:
    """All that is made of an accepted network, its forward pass run on the way."""
    with torch.no_grad():
        network.build().eval()(torch.zeros(2, 3, 8, 8))
    yield network.summary()
    yield to_dot(network.graph)
    yield to_mermaid(network.graph)
    svg = to_svg(network.graph)
    root = ElementTree.fromstring(svg)  # noqa: S314  our own text
    assert {one.tag.rpartition("}")[2] for one in root.iter()} <= {
        *("svg", "g", "rect", "path", "polygon", "ellipse", "text", "title", "a", "defs")
    }
    page = Page()
    page.feed(svg)
    assert "script" not in page.tags
    yield svg
