"""A303 stands at the name itself, once, and says what cannot be called so."""

import pytest

from archspec.compiler import compile_source
from archspec.diagnostics import Diagnostic, Failure, Source
from archspec.diagnostics.edits import apply

HEAD = (
    "archspec: 1\ninput: [3, 8, 8]\nblocks: {one: {layers: [relu]}, two: {layers: [relu, tanh]}}\n"
)
LAYERS = {
    "branches: {name: x, paths: {a b: [relu], c: [tanh]}}": ("a b", "path"),
    "branches: {name: x, paths: {a b: [relu, tanh], c: [tanh]}}": ("a b", "path"),
    "branches: {paths: {a b: [one], c: [tanh]}}": ("a b", "path"),
    "branches: {paths: {a b: [two], c: [tanh]}}": ("a b", "path"),
    'branches: {paths: {"a${b}": [relu], c: [tanh]}}': ('"a${b}"', "path"),
    "branches: {name: a b, paths: {c: [relu], d: [tanh]}}": ("a b", "layer"),
    "one: {name: a b}": ("a b", "layer"),
    "two: {name: a b}": ("a b", "layer"),
    "relu: {name: a b}": ("a b", "layer"),
}


def refused(layers: str) -> tuple[Source, tuple[Diagnostic, ...]]:
    source = Source("net.yaml", f"{HEAD}layers:\n{layers}")
    with pytest.raises(Failure) as caught:
        compile_source(source)
    return source, tuple(caught.value.diagnostics)


def at(one: Diagnostic) -> str:
    assert one.span is not None
    line = one.span.source.lines[one.span.line - 1]
    return line[one.span.column - 1 : one.span.end_column - 1]


@pytest.mark.parametrize("layer", LAYERS)
def test_the_name_is_underlined_and_the_help_mends_it(layer):
    source, found = refused(f"  - {layer}\n")
    written, what = LAYERS[layer]
    assert [one.code for one in found] == ["A303"]
    assert at(found[0]) == written
    assert found[0].message.endswith(f"cannot be the name of a {what}")
    compile_source(Source("net.yaml", apply(source, found[0].helps[0].edits)))


@pytest.mark.parametrize(
    "layer",
    [
        'sequence: {name: "a b${i}", layers: [relu]}',
        'one: {name: "a b${i}"}',
        'branches: {name: "x${i}", paths: {a b: [relu, tanh], c: [tanh]}}',
        'branches: {name: "x${i}", paths: {a b: [relu], c: [tanh]}}',
    ],
)
def test_it_is_said_once_for_all_rounds(layer):
    _, found = refused(f"  - repeat:\n      depth: 4\n      layers:\n        - {layer}\n")
    assert [one.code for one in found] == ["A303"]


def test_paths_that_only_some_rounds_have_keep_their_own_weights():
    text = (
        "archspec: 1\ninput: [4, 8, 8]\nlayers:\n  - repeat:\n      depth: 2\n"
        "      weights: shared\n      layers:\n        - branches:\n            name: both${i}\n"
        "            merge: add\n            paths:\n"
        "              a: {when: $i == 0, layers: [conv: {width: 4, kernel: 1}]}\n"
        "              b: {when: $i == 1, layers: [conv: {width: 4, kernel: 1}]}\n"
        "              c: [relu]\n"
    )
    _, graph = compile_source(Source("net.yaml", text))
    convolutions = [node for node in graph.nodes if node.layer.kind == "conv"]
    assert [node.weights == node.path for node in convolutions] == [True, True]
