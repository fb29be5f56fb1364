"""The graph as text, for three specs."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

import archspec
from archspec.catalog import shipped
from archspec.compiler import compile_file
from archspec.diagnostics import Span
from archspec.graph import print_graph
from archspec.kind import BlockCall, Round

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("name", ["net", "shortcuts", "unet_small"])
def test_the_text_of(name):
    text = print_graph(compile_file(shipped()[name])[1])
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("ARCHSPEC_WRITE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def test_a_scope_says_which_call_and_which_round_it_comes_from():
    graph = archspec.loads(
        "archspec: 1\ninput: [16, 8, 8]\n"
        "layers: [relu: {name: a}, residual: {name: b, body: [relu]}]"
    ).graph
    call = BlockCall("block", {"width": 16}, Span.nowhere())
    rounds = (Round(1, 3, {"i": 1}),)
    known = graph.scopes["b"]
    known = replace(known, call=call, origin=replace(known.origin, rounds=rounds))
    text = print_graph(replace(graph, scopes={"b": known}))
    said = "  b: residual(a) gives b.add # block(width=16), round 2 of 3 (i=1)"
    assert said in text.splitlines()


def test_a_line_is_as_far_in_as_there_are_scopes_around_it():
    graph = archspec.load("resnet").graph
    lines = print_graph(graph).splitlines()[2:-1]
    depth = {line.split()[0].rstrip(":"): len(line) - len(line.lstrip()) for line in lines}
    assert depth.keys() == {n.path for n in graph.nodes} | graph.scopes.keys()
    assert all(depth[path] == 2 + 2 * path.count(".") for path in depth)
