"""Who takes whose output: the layer above, or whatever a name says."""

import pytest

from archspec.compiler import compile_source
from archspec.diagnostics import Failure, Source
from archspec.graph import Graph

HEAD = "archspec: 1\ninput: [4, 8, 8]\nlayers:\n"


def graph_of(text: str) -> Graph:
    return compile_source(Source("a.yaml", text))[1]


def inputs(body: str) -> dict[str, tuple[str, ...]]:
    return {node.path: node.inputs for node in graph_of(HEAD + body).nodes}


def test_each_layer_takes_the_one_above():
    assert inputs("  [relu, tanh, relu]") == {"0": ("@input",), "1": ("0",), "2": ("1",)}


def test_from_takes_another():
    assert inputs("  [relu: {name: a}, tanh, relu: {from: a}, relu: {from: input}]") == {
        "a": ("@input",),
        "1": ("a",),
        "2": ("a",),
        "3": ("@input",),
    }


def test_add_concat_and_mul_take_several():
    found = inputs("  [relu: {name: a}, tanh: {name: b}, add: a, concat: {with: [a, b]}, mul: 3]"
                   .replace(", mul: 3", ""))  # fmt: skip
    assert found["2"] == ("b", "a")
    assert found["3"] == ("2", "a", "b")


def test_a_name_of_an_outer_scope():
    found = inputs("  [relu: {name: a}, sequence: [tanh, sequence: [relu, add: a]]]")
    assert found["1.1.1"] == ("1.1.0", "a")


def test_the_nearest_scope_wins():
    found = inputs("  [relu: {name: a}, sequence: [tanh: {name: a}, relu, add: a]]")
    assert found["1.2"] == ("1.1", "1.a")


def test_a_scope_is_a_value_too():
    found = inputs("  [sequence: {name: s, layers: [relu, tanh]}, relu, add: s]")
    assert found["2"] == ("1", "s.1")


def test_a_name_within_a_scope_is_reached_with_dots():
    found = inputs("  [sequence: {name: s, layers: [relu: {name: a}, tanh]}, relu, add: s.a]")
    assert found["2"] == ("1", "s.a")


def test_containers_take_from_as_well():
    found = inputs("  [relu: {name: a}, tanh, residual: {from: a, body: [relu]}]")
    assert found["2.0"] == ("a",)
    assert found["2.add"] == ("2.0", "a")


def test_inline_containers_are_wired_as_others_are():
    found = inputs(
        "  [relu: {name: a}, residual: {inline: true, from: a, body: [tanh]}, "
        "dense: {inline: true, layers: [elu]}, gate: {inline: true, layers: [sigmoid]}, conv: 3]"
    )
    assert found == {
        "a": ("@input",),
        "1": ("a",),
        "add": ("1", "a"),
        "2": ("add",),
        "concat": ("add", "2"),
        "3": ("concat",),
        "mul": ("concat", "3"),
        "4": ("mul",),
    }


def test_an_optional_shortcut_is_there_where_shapes_agree():
    body = "body: [conv: {width: 6, kernel: 1}]"
    found = inputs(
        f"  [residual: {{name: r, shortcut: optional, {body}}}, "
        f"residual: {{name: s, shortcut: optional, {body}, act: relu}}, concat: r]"
    )
    assert found == {
        "r.0": ("@input",),
        "s.0": ("r.0",),
        "s.add": ("s.0", "r.0"),
        "s.1": ("s.add",),
        "2": ("s.1", "r.0"),
    }


def test_an_output_may_be_a_residual_without_its_sum():
    body = "[conv: {width: 6, kernel: 1}]"
    text = f"{HEAD}  - residual: {{name: r, shortcut: optional, body: {body}}}\n"
    assert dict(graph_of(f"{text}outputs: {{only: r}}").outputs) == {"only": "r.0"}


def test_an_empty_path_is_the_value_itself():
    found = inputs("  [relu, branches: {paths: {same: [], other: [tanh]}}]")
    assert found["concat"] == ("0", "other")


def test_several_inputs_and_outputs():
    graph = graph_of(
        "archspec: 1\ninputs: {image: [3, 8, 8], age: [1]}\nlayers:\n"
        "  - flatten\n  - linear: {name: a, width: 2}\n  - linear: {from: age, name: b, width: 2}\n"
        "  - add: a\noutputs: {sum: '3', alone: b}\n".replace("'3'", "a")
    )
    assert [i.value for i in graph.inputs] == ["@image", "@age"]
    assert dict(graph.outputs) == {"sum": "a", "alone": "b"}


NOT_THERE = {
    "from": ("  - relu: {from: b}", "b"),
    "with": ("  - add: b", "b"),
    "one of a list": ("  - concat: {with: [a, b]}", "b"),
    "share": ("  - conv: {width: 4, share: b}", "b"),
}


@pytest.mark.parametrize("case", NOT_THERE.values(), ids=NOT_THERE.keys())
def test_a_name_that_is_not_there(case):
    body, name = case
    with pytest.raises(Failure) as caught:
        graph_of(f"{HEAD}  - relu: {{name: a}}\n{body}\n")
    (found,) = caught.value.diagnostics
    assert (found.code, found.message) == ("A302", f"no layer above is named `{name}`")
    assert found.notes == ("names above: a (line 4)",)


ELSEWHERE = {
    "further down": (
        "  - add: later\n  - relu: {name: later}",
        "`later` stands below, on line 6",
        "name a layer above, or move this one below it",
    ),
    "in a scope without a name": (
        "  - sequence: [relu: {name: b}]\n  - add: b",
        "it stands in a scope without a name",
        "give that scope a `name`",
    ),
    "in a scope with a name": (
        "  - sequence: {name: s, layers: [relu: {name: b}]}\n  - add: b",
        "it stands in `s`",
        "write `s.b`",
    ),
    "itself": ("  - add: {name: b, with: b}", "this layer itself", None),
}


@pytest.mark.parametrize("case", ELSEWHERE.values(), ids=ELSEWHERE.keys())
def test_a_name_that_is_somewhere_else(case):
    body, label, help_ = case
    with pytest.raises(Failure) as caught:
        graph_of(f"{HEAD}  - relu: {{name: a}}\n{body}\n")
    (found,) = caught.value.diagnostics
    assert (found.code, found.label) == ("A302", label)
    assert [one.text for one in found.helps] == ([help_] if help_ else [])


def test_no_names_at_all():
    with pytest.raises(Failure) as caught:
        graph_of(f"{HEAD}  - relu\n  - add: b\n")
    (found,) = caught.value.diagnostics
    assert found.notes == ("no layer above has a name",)
    assert [one.text for one in found.helps] == ["give the layer that is meant a `name`"]
