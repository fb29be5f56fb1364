"""Every mistake gives one message, at its line, and none that follows from another."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archspec.catalog import shipped
from archspec.compiler import compile_source
from archspec.diagnostics import Diagnostic, Failure, Source

FIVE = """\
archspec: 1
input: [3, 32, 32]
params: {width: 16, height: 3}
layers:
  - conv: {widht: 16, kernel: 3}
  - rellu
  - conv: {width: $widht, kernel: 3}
  - maxpool:
  - dropout: 3
  - flatten
  - linear: {width: 10, bias: 1}
"""


def findings(text: str) -> list[Diagnostic]:
    with pytest.raises(Failure) as caught:
        compile_source(Source("a.yaml", text))
    return list(caught.value.diagnostics)


def test_five_mistakes_are_five_messages_in_order():
    assert [(d.code, d.span.line) for d in findings(FIVE)] == [
        ("A201", 5),
        ("A205", 6),
        ("A208", 7),
        ("A202", 8),
        ("A203", 9),
        ("A203", 11),
    ]


def test_a_misspelt_required_field_is_not_also_missing():
    (found,) = findings("archspec: 1\ninput: [3, 8, 8]\nlayers: [conv: {widht: 4}]\n")
    assert found.code == "A201"


def test_a_misspelt_section_is_not_also_missing():
    (found,) = findings("archspec: 1\ninptu: [3, 8, 8]\nlayers: [relu]\n")
    assert found.message == "unknown field `inptu` in the file"
    (found,) = findings("archspec: 1\ninput: [3, 8, 8]\nlayesr: [relu]\n")
    assert found.message == "unknown field `layesr` in the file"


def test_what_follows_a_wrong_shape_is_silent():
    (found,) = findings(
        "archspec: 1\ninput: [3, 8, 8]\nlayers:\n  - conv: {width: 4, kernel: 99}\n"
        "  - linear: 3\n  - maxpool: 50\nexpect: {params: 3}\n"
    )
    assert (found.code, found.span.line) == ("A401", 4)


def test_two_paths_of_shapes_are_both_told():
    text = (
        "archspec: 1\ninput: [3, 8, 8]\nlayers:\n  - branches:\n      paths:\n"
        "        a: [conv: {width: 4, kernel: 99}]\n        b: [maxpool: 50]\n"
    )
    assert [d.span.line for d in findings(text)] == [6, 7]


def test_behind_a_layer_that_gives_its_own_shape_all_is_checked_again():
    """As in an autoencoder: what comes before a `reshape` cannot change what comes behind it."""
    head = "archspec: 1\ninput: [3, 8, 8]\nlayers:\n  - conv: {width: 4, kernel: 99}\n"
    for shape in ("reshape: [8, 4, 4]", "constant: {values: 1, shape: [8, 4, 4]}"):
        found = findings(
            f"{head}  - flatten\n  - {shape}\n  - relu\n  - maxpool: 5\n  - linear: 3\n"
        )
        assert [(d.code, d.span.line) for d in found] == [("A401", 4), ("A401", 8)]


@pytest.mark.parametrize(
    "layers",
    [
        "conv: {width: 4, kernel: 99}, reshape: [-1, 4, 4], maxpool: 50",
        "conv: {width: 4, kernel: 99}, reshape: [4], embedding: {vocabulary: 9, width: 4}",
        "linear: 3, relative_bias: {by: bucket, heads: 2}, maxpool: 50",
        "linear: {width: 3, name: first}, reshape: [2, 3], linear: {width: 3, share: first}",
    ],
)
def test_behind_a_mistake_nothing_is_said_of_what_it_may_have_been(layers):
    (found,) = findings(f"archspec: 1\ninput: [3, 8, 8]\nlayers: [{layers}]\n")
    assert found.code in ("A401", "A402")


WIDTH = re.compile(r"\bwidth: ")
KIND = re.compile(r"(?<=- )(conv|linear|maxpool|relu|tanh|flatten)\b")
MISTAKES = {
    "a misspelt field": lambda line: WIDTH.sub("widht: ", line, count=1),
    "a misspelt kind": lambda line: KIND.sub(lambda m: m[0][:-1], line, count=1),
    "a wrong value": lambda line: re.sub(r"\bkernel: \d", "kernel: -1", line, count=1),
}
SPECS = {
    name: path.read_text(encoding="utf-8")
    for name, path in shipped().items()
    if name in ("net", "net_depth", "net_dropout", "unet_small", "digits", "maxout")
}


@given(st.sampled_from(sorted(SPECS)), st.data())
@settings(max_examples=40, deadline=None)
def test_planted_mistakes_are_found_at_their_lines(name, data):
    lines = SPECS[name].split("\n")
    start = lines.index("layers:") + 1
    end = next((i for i in range(start, len(lines)) if not lines[i].strip()), len(lines))
    places = [
        (i, what)
        for i in range(start, end)
        for what, plant in MISTAKES.items()
        if plant(lines[i]) != lines[i] and "block" not in lines[i]
    ]
    chosen = data.draw(
        st.lists(st.sampled_from(places), min_size=1, max_size=4, unique_by=lambda p: p[0])
    )
    for i, what in chosen:
        lines[i] = MISTAKES[what](lines[i])
    found = findings("\n".join(lines))
    assert [d.span.line for d in found] == sorted(i + 1 for i, _ in chosen)


def test_every_file_of_one_word_or_list_is_refused_in_words():
    for text in ("3", "a", "[]", "{}", "archspec: 1", "null", "- - -", "{archspec: 1, layers: 3}"):
        for found in findings(text):
            assert found.message
            assert not found.message.endswith(".")


WORDS = """
conv linear width kernel layers repeat depth each residual body shortcut branches paths name from
when init norm act padding merge dropout concat with reshape $a b
"""
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-9, 99), st.floats(), st.text(max_size=5))
JUNK = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(WORDS.split()), inner, max_size=3),
    ),
    max_leaves=12,
)


@given(st.lists(JUNK, min_size=1, max_size=4), JUNK, JUNK)
@settings(max_examples=200, deadline=None)
def test_any_structure_compiles_or_fails_in_words(layers, params, block):
    import json

    tree = {
        "archspec": 1,
        "input": [3, 8, 8],
        "params": {"a": params},
        "blocks": {"b": block},
        "layers": layers,
    }
    try:
        compile_source(Source("a.yaml", json.dumps(tree, indent=1)))
    except Failure as failure:
        words = " ".join(d.message for d in failure.diagnostics).lower()
        assert "pydantic" not in words
        assert "input should" not in words


FRESH = """
import sys
import archspec
from archspec.compiler import compile_file
from archspec.catalog import find
spec, graph = compile_file(*find("net")[:1])
print(graph.cost.params)
heavy = {"torch", "torchvision", "onnx", "graphviz", "pygraphviz", "numpy", "matplotlib"}
print(sorted(heavy & {name.split(".")[0] for name in sys.modules}))
"""


def test_the_front_half_imports_no_torch():
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", FRESH], capture_output=True, text=True, check=True, cwd=root
    )
    assert done.stdout.split("\n")[:2] == ["18090", "[]"]


def test_a_mistake_in_a_block_is_told_once_however_often_it_is_called():
    text = (
        "archspec: 1\ninput: [3, 8, 8]\nblocks:\n  b:\n    layers:\n"
        "      - conv: {width: 8, kernel: 99}\n      - reshape: [3, 8, 8]\n"
        "layers: [b, b, b, flatten, linear: 10]\n"
    )
    (found,) = findings(text)
    assert (found.code, found.span.line) == ("A401", 6)


def test_layers_that_a_mistake_kept_from_being_made_are_missed_by_none_that_shares():
    text = (
        "archspec: 1\ninput: [3, 8, 8]\nblocks:\n  b:\n    params: {k: 3}\n    layers:\n"
        "      - conv: {width: 3, kernel: $k, name: p}\n      - reshape: [3, 2, 2]\n"
        "      - conv: {width: 3, kernel: 1, name: q}\n"
        "layers:\n  - b: {k: 99, name: first}\n  - reshape: {shape: [3, 2, 2]}\n"
        "  - b: {k: 1, name: second, share: first}\n  - flatten\n"
    )
    assert {one.code for one in findings(text)} == {"A401"}
