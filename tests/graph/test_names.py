"""Where a layer's weights are found: every rule, as the keys of the module's state dict."""

import pytest

from archspec.backends.module import build_module
from archspec.compiler import compile_source
from archspec.diagnostics import Failure, Source

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
