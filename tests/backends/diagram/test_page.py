"""A page of HTML holds the network's facts, runs nothing of strangers, and fetches nothing."""

import json
import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from random import Random

import pytest
from drawn_networks import NETWORKS, compiled
from drawn_pages import HOSTILE, hostile_network
from hostile_graphs import hostile_graph

import archspec
from archspec.backends.diagram import Options
from archspec.backends.diagram.conflicts import checked
from archspec.backends.diagram.html import document
from archspec.backends.diagram.html.subjects import subjects
from archspec.backends.diagram.html.table import table
from archspec.backends.diagram.html.views import views
from archspec.diagnostics import Failure

TAGS = {
    *("html", "head", "meta", "title", "style", "body", "header", "main", "aside", "footer"),
    *("h1", "p", "div", "span", "button", "input", "output", "dl", "dt", "dd", "kbd", "ul", "li"),
    *("details", "summary", "table", "thead", "tbody", "tr", "th", "td", "script"),
    *("svg", "desc", "g", "rect", "path", "polygon", "circle", "text"),
}


class Reader(HTMLParser):
    """Reads a page as a browser does: what it holds, with every text."""

    def __init__(self, page: str):
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.texts.setdefault(self.tags[-1] if self.tags else "", []).append(data)


def page_of(name: str, **wishes) -> str:
    return document(archspec.load(name).graph, checked(Options(**wishes), ".html")).text


def subjects_of(page: str) -> dict[str, dict]:
    (text,) = re.findall(r'<script type="application/json" id="subjects">(.*)</script>', page)
    return {one["path"]: one for one in json.loads(text)}


def said(subject: dict) -> dict[str, str]:
    return {word: text for word, text, *_ in subject["facts"]}


@pytest.mark.parametrize("name", [*NETWORKS, "hostile"])
def test_it_holds_only_what_is_shown_and_its_own_script(name):
    graph = hostile_network() if name == "hostile" else compiled(name)
    read = Reader(document(graph, Options()).text)
    assert set(read.tags) <= TAGS
    assert read.tags.count("script") == 3
    names = {attribute for attribute, _ in read.attributes}
    assert not {"src", "href", "style", "srcset", "action"} & names
    assert not [one for one in names if one.startswith("on")]


def test_nothing_runs_but_the_script_whose_hash_the_policy_states():
    page = page_of("net")
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', page)
    (style,) = re.findall(r"<style>(.*)</style>", page, re.DOTALL)
    (script,) = re.findall(r"<script>(.*)</script>", page, re.DOTALL)
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'none'"
    for rule, text in (("style-src", style), ("script-src", script)):
        assert rules[rule] == f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def test_words_of_strangers_are_nothing_but_text():
    page = document(hostile_network(), Options()).text
    for words in HOSTILE:
        assert words not in page
    assert any("alert" in text for text in Reader(page).texts["text"])
    assert any("alert" in one["text"] for one in subjects_of(page).values())


def test_parameters_are_those_of_the_built_module():
    network = archspec.load("net_res")
    module = network.build("meta")
    held = {
        path: sum(parameter.numel() for parameter in part.parameters())
        for path, part in module.named_modules()
    }
    subjects = subjects_of(page_of("net_res"))
    counted = {
        path: int(said(one).get("parameters", "0").replace(",", ""))
        for path, one in subjects.items()
    }
    known = counted.keys() & held.keys()
    assert len(known) > 10
    assert {path: counted[path] for path in known} == {path: held[path] for path in known}


def test_shares_of_layers_add_up_to_the_whole():
    network = archspec.load("unet_small")
    subjects = subjects_of(page_of("unet_small"))
    shares = [
        fact[3]
        for node in network.graph.nodes
        for fact in subjects[node.path]["facts"]
        if fact[0] == "parameters"
    ]
    assert sum(shares) == pytest.approx(1)


def test_every_layer_leads_to_its_line_of_the_file():
    network = archspec.load("unet_small")
    subjects = subjects_of(page_of("unet_small"))
    lines = network.spec.source.text.splitlines()
    for node in network.graph.nodes:
        name, number = subjects[node.path]["place"].split(":")
        assert name == "unet_small.yaml"
        assert subjects[node.path]["text"] == lines[int(number) - 1].strip()


def test_each_depth_shows_something_else():
    found = views(archspec.load("resnet50").graph, Options())
    rows = [sum(len(box.rows) for box in view.picture.boxes) for view in found.views]
    assert [view.name for view in found.views] == ["0", "1", "2", "3"]
    assert rows == sorted(set(rows))
    assert found.first == found.depth == 1


def test_a_depth_that_is_asked_for_is_shown_first():
    found = views(archspec.load("resnet50").graph, Options(depth=2))
    assert found.views[found.first].name == "2"
    assert 'data-first="2"' in page_of("resnet50", depth=2)


def test_scopes_within_scopes_make_no_endless_file():
    inner = "[linear: 4, tanh]"
    for _ in range(20):
        inner = f"[linear: 4, {{sequence: {{layers: {inner}}}}}]"
    network = archspec.loads(f"{{archspec: 1, input: [4], layers: {inner}}}")
    found = views(network.graph, Options())
    assert [view.name for view in found.views] == [*map(str, range(12)), "all"]
    assert found.first == 12


def test_scopes_of_one_kind_that_are_shown_together_come_before_each_of_them():
    found = views(archspec.load("pyramidnet").graph, Options())
    assert [view.name for view in found.views][:2] == ["gathered", "0"]
    assert found.first == 0


def test_names_that_no_file_may_give_are_only_text():
    for seed in range(20):
        read = Reader(document(hostile_graph(Random(seed)), Options()).text)  # noqa: S311  it must come again
        assert set(read.tags) <= TAGS
        assert read.tags.count("script") == 3
        assert not [one for one, _ in read.attributes if one.startswith("on")]


MERGING_IN_SCOPES = """
archspec: 1
input: [3, 8, 8]
defaults: {conv: {width: 8, padding: 1}}
layers:
  - conv: {name: a}
  - maxpool: 2
  - conv: {name: b}
  - maxpool: 2
  - conv: {}
  - upsample: 2
  - sequence: {name: up1, layers: [concat: {with: b}, conv: {}]}
  - upsample: 2
  - sequence: {name: up2, layers: [concat: {with: a}, conv: {}]}
"""
"""A U as long as its scopes are boxes: a skip into a frame is not level."""


def test_only_depths_that_are_a_u_are_shown_where_a_u_is_wanted():
    graph = archspec.loads(MERGING_IN_SCOPES).graph
    names = {
        direction: [v.name for v in views(graph, Options(depth=0, direction=direction)).views]
        for direction in ("auto", "u")
    }
    assert names == {"auto": ["0", "1"], "u": ["0"]}
    with pytest.raises(Failure, match="A508"):
        views(archspec.load("net").graph, Options(direction="u"))


@pytest.mark.parametrize("style", ["screen", "volumes"])
def test_equal_networks_give_equal_pages(style):
    assert page_of("net", style=style) == page_of("net", style=style)


def test_a_large_network_stays_a_small_file():
    assert len(page_of("resnet50").encode()) < 300_000


def test_one_scope_has_a_page_of_its_own():
    subjects = subjects_of(page_of("googlenet", only="inception3a"))
    assert subjects
    assert all(path.startswith("inception3a.") for path in subjects)


def test_the_table_lists_the_layers_of_the_deepest_picture():
    read = Reader(page_of("net"))
    assert read.texts["summary"] == ["Table of 10 layers"]
    assert read.tags.count("tr") == 11


@pytest.mark.parametrize(
    ("paths", "said_of"),
    [
        (("conv1", "layer1", "layer2"), "1 layer and 2 folded scopes"),
        (("layer1",), "1 folded scope"),
        (("conv1", "bn1", "fc"), "3 layers"),
    ],
)
def test_the_table_tells_layers_from_folded_scopes(paths, said_of):
    graph = archspec.load("resnet18").graph
    about = subjects(graph, views(graph, Options()).views)
    assert f"<summary>Table of {said_of}</summary>" in next(table(paths, about))


def test_the_legend_says_that_the_colour_of_attention_is_that_of_embeddings_as_well():
    assert "</svg>attention, embedding</li>" in page_of("vit_b_16")
    assert ">attention, embedding</text>" in archspec.load("vit_b_16").svg(legend=True)
