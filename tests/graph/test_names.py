"""Where a layer's weights are found: every rule, as the keys of the module's state dict."""

import json
from dataclasses import replace

import pytest

from archspec.backends.module import build_module
from archspec.compiler import compile_source
from archspec.diagnostics import Diagnostic, Failure, Source
from archspec.diagnostics.fixes import fixed

HEAD = "archspec: 1\ninput: [4, 8, 8]\n"
CONV = "conv: {width: 4, kernel: 1, bias: false}"


def keys(body: str) -> list[str]:
    _, graph = compile_source(Source("a.yaml", HEAD + body))
    weights = build_module(graph, "meta").state_dict()
    return [key.removesuffix(".weight") for key in weights if key.endswith("weight")]


RULES = {
    "a layer without a name is called by its index": (
        f"layers: [{CONV}, relu, {CONV}]",
        ["0", "2"],
    ),
    "a named layer counts too": (
        f"layers: [conv: {{name: a, width: 4, kernel: 1}}, relu, {CONV}]",
        ["a", "2"],
    ),
    "a name may be computed": ("layers: [conv: {name: 'stage${1 + 1}', width: 4}]", ["stage2"]),
    "a sequence is a scope": (
        f"layers: [sequence: [{CONV}], sequence: {{name: s, layers: [relu, {CONV}]}}]",
        ["0.0", "s.1"],
    ),
    "the body of a residual stands in its scope": (f"layers: [residual: [relu, {CONV}]]", ["0.1"]),
    "the layers of a dense and of a gate stand in theirs": (
        f"layers: [dense: [{CONV}], gate: {{name: g, layers: [conv: {{width: 8, kernel: 1}}]}}]",
        ["0.0", "g.0"],
    ),
    "a shortcut's layers stand in `shortcut`": (
        f"layers: [residual: {{body: [{CONV}], shortcut: [relu, {CONV}]}}]",
        ["0.0", "0.shortcut.1"],
    ),
    "and so does its projection": (
        "layers: [residual: {shortcut: project, body: [conv: {width: 8, kernel: 1}]}]",
        ["0.0", "0.shortcut.0"],
    ),
    "a shortcut may be named otherwise": (
        "layers:\n  - residual:\n      shortcut: {mode: project, name: down}\n"
        "      body: [conv: {width: 8, kernel: 1}, batchnorm]\n",
        ["0.0", "0.1", "0.down.0", "0.down.1"],
    ),
    "an unnamed repeat is no scope": (
        f"layers: [repeat: {{depth: 2, layers: [relu, {CONV}]}}, {CONV}]",
        ["1", "3", "4"],
    ),
    "a named repeat is one": (
        f"layers: [repeat: {{name: r, depth: 2, layers: [{CONV}]}}, {CONV}]",
        ["r.0", "r.1", "1"],
    ),
    "a repeat may name its layers by the round": (
        "layers: [repeat: {depth: 2, layers: [conv: {name: 'c${i}', width: 4, kernel: 1}]}]",
        ["c0", "c1"],
    ),
    "shared weights have a key in every round": (
        f"layers: [repeat: {{name: r, depth: 2, weights: shared, layers: [{CONV}]}}]",
        ["r.0", "r.1"],
    ),
    "paths of a mapping are scopes of their names": (
        f"layers: [branches: {{paths: {{a: [relu, {CONV}], b: [{CONV}, relu]}}}}]",
        ["a.1", "b.0"],
    ),
    "a path that is one unnamed layer is that layer": (
        f"layers: [branches: {{paths: {{a: [{CONV}], b: [relu]}}}}]",
        ["a"],
    ),
    "a path that is one named layer is a scope": (
        "layers: [branches: {paths: {a: [conv: {name: c, width: 4, kernel: 1}], b: [relu]}}]",
        ["a.c"],
    ),
    "paths of a list stand in the scope around them": (
        f"layers: [branches: {{paths: [[{CONV}], [relu, {CONV}]]}}, {CONV}]",
        ["0", "2", "3"],
    ),
    "named branches are a scope": (
        f"layers: [branches: {{name: x, paths: {{a: [{CONV}], b: [relu]}}}}]",
        ["x.a"],
    ),
    "a call of a block of one unnamed layer is that layer": (
        f"blocks: {{one: [{CONV}]}}\nlayers: [one, one: {{name: o}}]",
        ["0", "o"],
    ),
    "a call of any other block is a scope": (
        f"blocks: {{two: [{CONV}, relu]}}\nlayers: [two, two: {{name: t}}]",
        ["0.0", "t.0"],
    ),
    "also of one named layer": (
        "blocks: {one: [conv: {name: c, width: 4, kernel: 1}]}\nlayers: [one, one: {name: o}]",
        ["0.c", "o.c"],
    ),
    "a composite conv is a scope of conv, norm, act and dropout": (
        "layers: [conv: {width: 4, kernel: 1, norm: batchnorm, act: prelu, dropout: 0.1}, conv: 4]",
        ["0.0", "0.1", "0.2", "1"],
    ),
    "containers that are inline are no scopes": (
        "defaults: {conv: {width: 4, kernel: 1}}\nlayers:\n"
        "  - residual: {inline: true, body: [conv, relu]}\n"
        "  - dense: {inline: true, layers: [conv: {name: d}]}\n"
        "  - gate: {inline: true, layers: [conv: {width: 8}]}\n",
        ["0", "d", "3"],
    ),
    "nor is a call that is inline, whatever it holds": (
        f"blocks: {{two: [{CONV}, relu]}}\n"
        "layers: [two: {inline: true}, two: {inline: true, from: input}, two]",
        ["0", "2", "4.0"],
    ),
    "the shortcut of an inline residual stands beside its body": (
        "layers:\n  - residual: {inline: true, shortcut: project, "
        "body: [conv: {width: 8, kernel: 1}]}\n"
        "  - residual: {inline: true, shortcut: {mode: project, name: down}, "
        "body: [conv: {width: 4, kernel: 1}]}\n",
        ["0", "shortcut.0", "1", "down.0"],
    ),
    "what follows a sum that is left out keeps its index": (
        "layers: [residual: {shortcut: optional, act: prelu, body: [conv: 8, conv: 6]}]",
        ["0.0", "0.1", "0.2"],
    ),
    "a layer may be a parameter with its fields": (
        "params: {one: {conv: {name: c, width: 4}}}\nlayers: [$one, conv: 3]",
        ["c", "1"],
    ),
    "and takes a name like any layer": (
        "layers: [conv: {name: c, width: 4, kernel: 1, act: relu}]",
        ["c.0"],
    ),
}


@pytest.mark.parametrize("case", RULES.values(), ids=RULES.keys())
def test_the_rule(case):
    body, expected = case
    assert keys(body) == expected


REFUSED = {
    "the same name twice": (
        "layers: [conv: {name: a, width: 4}, relu: {name: a}]",
        ("A301", "the name `a` stands twice in this scope"),
    ),
    "a name that is an index": (
        "layers: [conv: {name: '1', width: 4}, relu]",
        ("A301", "the name `1` is also the index of this unnamed layer"),
    ),
    "two unnamed branches with the same paths": (
        "layers:\n  - branches: {paths: {a: [relu], b: [relu]}}\n"
        "  - branches: {paths: {a: [relu], b: [relu]}}\n",
        ("A301", "the name `a` stands twice in this scope"),
    ),
    "two shortcuts that stand in one scope": (
        "layers:\n"
        + 2
        * (
            "  - residual: {inline: true, shortcut: project, "
            "body: [conv: {width: 8, kernel: 1, stride: 2}]}\n"
        ),
        ("A301", "the name `shortcut` stands twice in this scope"),
    ),
    "a layer that is called like a shortcut": (
        "defaults: {conv: {width: 8, kernel: 1}}\n"
        "layers: [residual: {shortcut: pad, body: [conv: {name: shortcut}]}]",
        ("A301", "the name `shortcut` stands twice in this scope"),
    ),
    "an inline container with a name": (
        "layers: [gate: {inline: true, name: g, layers: [sigmoid]}]",
        ("A213", "an `inline` `gate` is no module, so it cannot have a `name`"),
    ),
    "an inline call with a name": (
        f"blocks: {{two: [{CONV}, relu]}}\nlayers: [two: {{inline: true, name: t}}]",
        ("A213", "a call that is `inline` is no module, so it cannot have a `name`"),
    ),
    "a name of torch's": (
        "layers: [conv: {name: training, width: 4}]",
        ("A303", "`training` cannot be the name of a layer"),
    ),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_refused(case):
    body, expected = case
    with pytest.raises(Failure) as caught:
        compile_source(Source("a.yaml", HEAD + body))
    first = caught.value.diagnostics[0]
    assert (first.code, first.message) == expected


def test_the_same_name_in_two_scopes():
    scope = "sequence: [conv: {name: a, width: 4}]"
    assert keys(f"layers: [{scope}, {scope}, {CONV}]") == ["0.a", "1.a", "2"]


HOSTILE = 'a" if getattr(__import__("os"), "system")("touch X") else "a'
NAMES = {
    "a name that is code": (HOSTILE, "a_if_getattr___import___os_system_touch_X_else_a"),
    "a blank": ("my conv", "my_conv"),
    "a quote": ("it's", "it_s"),
    "a backslash": (r"a\b", "a_b"),
    "a ligature": ("ﬁ", "fi"),
    "a letter of mathematics": ("𝐱", "x"),
    "an accent of its own": ("e\u0301", "é"),
    "a sign that turns the line": ("a\u202eb", "a_b"),
    "a sign that nobody sees": ("a\u200bb", "a_b"),
    "an escape": ("a\x1b[31mb", "a_31mb"),
    "a word of Python's": ("class", "class_"),
    "a word of torch's": ("forward", "forward_"),
    "what a module carries": ("archspec_text", "archspec_text_"),
    "two underscores": ("__init__", "init_"),
}


def findings(source: Source) -> list[Diagnostic]:
    try:
        compile_source(source)
    except Failure as failure:
        return list(failure.diagnostics)
    return []


@pytest.mark.parametrize("case", NAMES.values(), ids=NAMES.keys())
@pytest.mark.parametrize("place", ["layer", "scope", "path", "input"])
def test_a_name_outside_the_alphabet_is_refused_and_renamed_everywhere(case, place):
    name, new = case
    quoted = json.dumps(name, ensure_ascii=not name.isprintable())
    text = {
        "layer": f"input: [4]\nlayers:\n  - tanh: {{name: {quoted}}}\n  - add: {quoted}\n",
        "scope": f"input: [4]\nlayers:\n  - sequence: {{name: {quoted}, layers: [tanh, relu]}}\n"
        f"  - relu: {{from: {quoted}}}\n",
        "path": f"input: [4]\nlayers:\n  - branches: {{paths: {{{quoted}: [tanh, relu]}}}}\n"
        f"outputs: {{out: {quoted}}}\n",
        "input": f"inputs: {{{quoted}: [4]}}\nlayers:\n  - relu\n  - add: {quoted}\n",
    }[place]
    source = Source("a.yaml", f"archspec: 1\n{text}")
    assert [found.code for found in findings(source)] == ["A303"]
    after = fixed(source, findings)
    assert findings(after) == []
    assert after.text.count(new) == 2


def test_a_layer_may_be_called_self_but_no_input():
    text = "archspec: 1\ninput: [4]\nlayers:\n  - sequence: {name: self, layers: [linear: 4]}\n"
    assert not findings(Source("a.yaml", text))
    source = Source("a.yaml", text.replace("input: [4]", "inputs: {self: [4]}"))
    assert [found.code for found in findings(source)] == ["A303"]
    assert "inputs: {self_: [4]}" in fixed(source, findings).text
    block = "blocks: {b: {inputs: [self], layers: [add: self]}}\nlayers:\n  - b: input"
    source = Source("a.yaml", text.replace("layers:", block, 1))
    assert "A303" in {found.code for found in findings(source)}


@pytest.mark.parametrize("name", ["a b", "a.b", "ﬁ", HOSTILE])
def test_blocks_and_outputs_have_names_of_the_same_alphabet(name):
    quoted = json.dumps(name)
    source = Source(
        "a.yaml",
        f"archspec: 1\ninput: [4]\nblocks: {{{quoted}: [tanh]}}\nlayers: [{quoted}, relu]\n"
        f"outputs: {{{quoted}: one}}\n".replace("relu", "relu: {name: one}"),
    )
    assert {found.code for found in findings(source)} == {"A303"}
    assert findings(fixed(source, findings)) == []


@pytest.mark.parametrize("name", ["größe", "層1", "x-2", "_", "हिंदी", "conv1", "5"])
def test_letters_and_digits_of_any_script_are_names(name):
    text = (
        f"archspec: 1\ninput: [4]\nlayers: [tanh: {{name: '{name}'}}, linear: 2, add: '{name}']\n"
    )
    assert findings(Source("a.yaml", text.replace("linear: 2", "linear: 4"))) == []


def test_an_input_is_not_called_by_a_number():
    text = 'archspec: 1\ninputs: {"0": [4], b: [4]}\nlayers: [relu, add: b]\n'
    source = Source("a.yaml", text)
    assert [found.code for found in findings(source)] == ["A303"]
    assert findings(fixed(source, findings)) == []


def test_a_graph_without_a_file_has_such_names_too():
    _, graph = compile_source(Source("a.yaml", "archspec: 1\ninput: [4]\nlayers: [tanh, relu]\n"))
    first, second = graph.nodes
    named = first._replace(path=HOSTILE, weights=HOSTILE)
    hostile = replace(graph, nodes=(named, second._replace(inputs=(HOSTILE,))))
    with pytest.raises(Failure, match="cannot be the name of a module"):
        build_module(hostile)
