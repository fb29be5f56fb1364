"""Names with dots: what they mean, where they stand, and what cannot stand beside them."""

import pytest

import archspec
from archspec.compiler import compile_source
from archspec.diagnostics import Failure, Source
from archspec.network import Network, loads

HEAD = "archspec: 1\ninput: [3, 8, 8]\n"


def paths(layers: str) -> list[str]:
    return [node.path for node in spec(layers).graph.nodes]


def spec(layers: str) -> Network:
    return loads(f"{HEAD}layers:\n{layers}")


def taken(layers: str) -> tuple[str, ...]:
    return spec(layers).graph.nodes[-1].inputs


CONVS = "  - conv: {name: convs.0, width: 3}\n  - relu\n  - conv: {name: convs.1, width: 4}\n"
INNER = "  - sequence: {name: convs.2, layers: [relu: {name: act.0}, sin]}\n"


def test_a_name_with_dots_is_the_path():
    assert paths(CONVS) == ["convs.0", "1", "convs.1"]


@pytest.mark.parametrize(
    ("layers", "value"),
    [
        ("  - sin: {from: convs.0}\n", "convs.0"),
        ("  - sin: {from: convs.1}\n", "convs.1"),
        ("  - sequence: {name: s, layers: [sin: {from: convs.0}]}\n", "convs.0"),
        (INNER + "  - sin: {from: convs.2.act.0}\n", "convs.2.act.0"),
        (INNER + "  - sin: {from: convs.2}\n", "convs.2.1"),
    ],
)
def test_a_name_with_dots_is_called_by_all_of_it(layers, value):
    assert taken(CONVS + layers) == (value,)


def test_the_nearest_scope_counts_of_names_with_dots_too():
    inner = (
        "  - sequence: {name: s, layers: [conv: {name: convs.0, width: 5}, sin: {from: convs.0}]}\n"
    )
    assert taken(CONVS + inner) == ("s.convs.0",)


def test_expressions_ask_for_names_with_numbers_behind_dots():
    last = spec(
        CONVS + '  - conv: {width: "channels(convs.1) + sizes( convs.0 )[0]"}\n'
    ).graph.nodes[-1]
    assert last.output.channels == 4 + 6


def test_a_number_that_is_written_as_a_name_can_be_named():
    layers = "  - conv: {name: 7, width: 3}\n  - relu\n  - sin: {from: 7}\n"
    assert taken(layers) == ("7",)


def test_a_number_that_a_list_holds_names_the_layer_that_is_called_so():
    layers = (
        "  - conv: {name: 7, width: 3}\n  - conv: {name: 8, width: 3}\n"
        "  - repeat: {each: [7, 8], as: map, layers: [sin: {from: $map}]}\n"
    )
    assert [node.inputs for node in spec(layers).graph.nodes[2:]] == [("7",), ("8",)]


CLASHES = {
    "a layer": ("conv: {name: a, width: 3}", "conv: {name: a.0, width: 3}"),
    "a scope": ("sequence: {name: a, layers: [relu]}", "conv: {name: a.1, width: 3}"),
    "a beginning": ("conv: {name: a.0, width: 3}", "conv: {name: a, width: 3}"),
    "a scope behind": ("conv: {name: a.0, width: 3}", "sequence: {name: a, layers: [relu]}"),
    "twice": ("conv: {name: a.0, width: 3}", "sequence: {name: a.0, layers: [relu]}"),
    "an index": ("relu", 'conv: {name: "0.a", width: 3}'),
    "an index to come": ('conv: {name: "1.a", width: 3}', "relu"),
    "within a name": ("conv: {name: a.b, width: 3}", "conv: {name: a.b.c, width: 3}"),
    "around a name": ("conv: {name: a.b.c, width: 3}", "conv: {name: a.b, width: 3}"),
}


@pytest.mark.parametrize("title", CLASHES)
def test_two_things_of_one_path_are_told(title):
    first, second = CLASHES[title]
    with pytest.raises(Failure) as caught:
        spec(f"  - {first}\n  - {second}\n")
    (one,) = caught.value.diagnostics
    assert one.code == "A301"
    assert {one.span.line, *(mark.span.line for mark in one.marks)} == {4, 5}


@pytest.mark.parametrize("mode", ["project", "pad"])
def test_what_fits_a_shortcut_needs_a_path_of_its_own(mode):
    body = "[{conv: {name: shortcut.a, width: 4}}, {conv: {width: 5, kernel: 1}}]"
    with pytest.raises(Failure, match="shortcut"):
        spec(f"  - residual: {{body: {body}, shortcut: {mode}}}\n")
    named = f"  - residual: {{body: {body}, shortcut: {{mode: {mode}, name: shortcut.b}}}}\n"
    with pytest.raises(Failure) as caught:
        spec(named)
    assert {one.code for one in caught.value.diagnostics} == {"A403"}


def test_sums_have_no_path_of_names_with_dots():
    layers = "  - residual: {name: r, body: [{relu: {name: add.0}}, {sin: {name: add.1}}]}\n"
    assert paths(layers) == ["r.add.0", "r.add.1", "r.add_2"]


def test_paths_that_are_not_merged_leave_what_they_take():
    layers = "  - relu\n  - branches: {name: b, merge: none, paths: {p.0: [sin], q: [cos]}}\n"
    assert taken(layers + "  - tanh\n") == ("0",)
    assert taken(layers + "  - tanh: {from: b.p.0}\n") == ("b.p.0",)
    assert taken(layers + "  - tanh: {from: b}\n") == ("0",)


@pytest.mark.parametrize(
    ("name", "instead"),
    [("convs..0", "convs.0"), ("convs.my conv", "convs.my_conv"), ("a.train.0", "a.train_.0")],
)
def test_the_nearest_name_keeps_its_dots(name, instead):
    with pytest.raises(Failure) as caught:
        spec(f"  - relu: {{name: {name}}}\n  - sin: {{from: {name}}}\n")
    (one,) = caught.value.diagnostics
    assert one.code == "A303"
    assert one.helps[0].text == f"write `{instead}`, here and wherever it is named"
    assert [edit.text for edit in one.helps[0].edits] == [instead, instead]


def test_an_input_has_no_dots():
    with pytest.raises(Failure) as caught:
        compile_source(Source("n.yaml", "archspec: 1\ninputs: {a.b: [3, 8, 8]}\nlayers: [relu]\n"))
    assert caught.value.diagnostics[0].helps[0].text.startswith("write `a_b`")


def test_a_head_of_training_is_left_out_of_evaluation_beside_one_of_the_same_prefix():
    graph = loads("""
archspec: 1
input: [3, 8, 8]
layers:
  - conv: {name: stem, width: 4}
  - sequence: {name: heads.aux, layers: [global_avgpool, linear: 3]}
  - relu: {from: stem}
  - global_avgpool
  - linear: {name: heads.main, width: 3}
outputs: {logits: heads.main, aux: {from: heads.aux, when: training}}
""").graph
    assert graph.training_only == {"heads.aux.0", "heads.aux.1"}


@pytest.mark.parametrize("source", ["7", '"7"', "$seven"])
def test_a_layer_takes_what_is_named_by_a_number(source):
    layers = f"[relu: {{name: 7}}, linear: 5, linear: {{name: end, width: 2, from: {source}}}]"
    text = f"archspec: 1\ninput: [8]\nparams: {{seven: 7}}\nlayers: {layers}\n"
    node = archspec.loads(text).graph.nodes[-1]
    assert (node.path, node.inputs, str(node.output)) == ("end", ("7",), "2")


def test_a_number_that_names_no_layer_is_told_as_any_other_word():
    layers = "[relu, linear: {name: end, width: 2, from: 0}]"
    text = f"archspec: 1\ninput: [8]\nlayers: {layers}\noutputs: [end]\ntrain: {{loss: mse}}\n"
    found = [one.message for one in archspec.check(text=text) if one.code == "A302"]
    assert found == ["no layer above is named `0`"]
