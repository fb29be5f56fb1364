"""`outputs` with more to say than a name, and `expect` for each variant."""

import pytest

from archspec.compiler import compile_source
from archspec.diagnostics import Failure, Source
from archspec.language import Spec

NETWORK = """archspec: 1
input: [4, 8, 8]
params: {width: 4, aux: true}
variants: {plain: {}, wide: {width: 8}, bare: {aux: false}}
layers:
  - conv: {name: stem, width: $width, kernel: 1}
  - sequence: {name: aux, layers: [global_avgpool, linear: 2]}
  - conv: {name: head, from: stem, width: 2, kernel: 1}
"""


def compiled(rest: str, variant: str | None = None):
    return compile_source(Source("a.yaml", NETWORK + rest), variant=variant)


def spec_of(rest: str, variant: str | None = None) -> Spec:
    return compiled(rest, variant)[0]


def refused(rest: str, variant: str | None = None) -> list[tuple[str, str]]:
    with pytest.raises(Failure) as caught:
        compiled(rest, variant)
    return [(d.code, d.message) for d in caught.value.diagnostics]


WHEN = "\"'training' if $aux else false\""
AUX = f"outputs: {{aux: {{from: aux, when: {WHEN}, weight: 0.3}}, main: head}}\n"


def test_outputs_of_training_stand_behind_those_that_last():
    outputs = spec_of(AUX).outputs
    assert [(one.name, one.layer, one.training, one.weight) for one in outputs] == [
        ("main", "head", False, 1.0),
        ("aux", "aux", True, 0.3),
    ]
    assert compiled(AUX + "expect: {output: [2, 8, 8]}")[1].training == {"aux"}


def test_an_output_may_be_there_in_some_variants():
    assert [one.name for one in spec_of(AUX, "bare").outputs] == ["main"]
    assert compiled(AUX, "bare")[1].training_only == frozenset()


def test_what_only_training_needs_is_idle():
    graph = compiled(AUX)[1]
    assert graph.training_only == {"aux.0", "aux.1"}
    assert {n.path: n.cost.macs for n in graph.nodes if n.path in graph.training_only} == {
        "aux.0": 0,
        "aux.1": 0,
    }


@pytest.mark.parametrize(
    ("output", "message"),
    [
        ("{from: aux, when: eval}", '`when` must be `training`, true or false, not "eval"'),
        ("{when: training}", "an output needs `from`"),
        ("{from: aux, weight: 0}", "`weight` must be a number greater than 0, not 0"),
        ("{from: aux, wieght: 2}", "unknown field `wieght` in an output"),
        ("[aux]", "an output is the name of a layer, not a list"),
        ("{from: nobody, when: training}", "no layer is named `nobody`"),
    ],
)
def test_an_output_that_is_wrong(output, message):
    assert [found for _, found in refused(f"outputs: {{main: head, aux: {output}}}")] == [message]


def test_one_output_must_last():
    every = "outputs: {a: {from: head, when: training}, b: {from: aux, when: training}}"
    message = "every output is there in training alone, so evaluation would give nothing"
    assert refused(every) == [("A203", message)]


EXPECT = "expect: {params: 40, plain: {output: [2, 8, 8]}, wide: {params: {max: 80}, macs: 3088}}\n"


@pytest.mark.parametrize("variant", [None, "plain", "wide", "bare"])
def test_the_figures_of_a_variant_are_held_against_it_alone(variant):
    compiled(EXPECT, variant)


@pytest.mark.parametrize(
    ("figures", "variant", "message"),
    [
        ("{wide: {params: 40}}", "wide", "`params` is 76, and 40 is expected"),
        # A variant that sets nothing is the file as written, in both directions.
        ("{plain: {params: 41}}", None, "`params` is 40, and 41 is expected"),
        ("{params: 41}", "plain", "`params` is 40, and 41 is expected"),
    ],
)
def test_figures_that_do_not_hold(figures, variant, message):
    assert refused(f"expect: {figures}\n", variant) == [("A409", message)]


@pytest.mark.parametrize("variant", [None, "wide"])
def test_figures_of_others_are_read_all_the_same(variant):
    found = refused("expect: {wide: {parms: 40}, plain: 3}\n", variant)
    assert found == [
        ("A201", "`expect` knows no figure `parms`"),
        ("A203", "the figures of a variant are a mapping, not 3"),
    ]


def test_a_variant_that_is_not_there():
    with pytest.raises(Failure) as caught:
        compiled("expect: {widee: {params: 40}}\n")
    (found,) = caught.value.diagnostics
    assert found.message == "`expect` knows no figure `widee`"
    assert [help_.text for help_ in found.helps] == ["did you mean the variant `wide`?"]


LEVELS = """archspec: 1
params: {levels: [3, 4], first: p3}
input: [4, 8, 8]
layers:
  - conv: {name: p3, width: 2, kernel: 1}
  - conv: {name: p4, width: 3, kernel: 1}
"""


@pytest.mark.parametrize(
    "outputs",
    [
        "outputs: [p3, p4]",
        "outputs: ['p${levels[0]}', p4]",
        "outputs: '[\"p\" + str(level) for level in $levels]'",
        "outputs: {p3: $first, p4: 'p${levels[1]}'}",
        "outputs: [[p3, $first], [p4, 'p${levels[1]}']]",
        'outputs: \'[["p" + str(level), "p" + str(level)] for level in $levels]\'',
    ],
)
def test_outputs_may_be_a_list_and_computed(outputs):
    graph = compile_source(Source("a.yaml", LEVELS + outputs + "\n"))[1]
    assert {name: str(shape) for name, shape in graph.output_shapes.items()} == {
        "p3": "2×8×8",
        "p4": "3×8×8",
    }


@pytest.mark.parametrize(
    ("outputs", "code", "message"),
    [
        ("[p3, p3]", "A301", "the output `p3` stands twice"),
        ("[p3, p5]", "A302", "no layer is named `p5`"),
        ("[p3, [p4]]", "A203", "an output is the name of a layer, not [p4]"),
        ("[p3, [p4, p3, p3]]", "A203", "an output is the name of a layer, not [p4, p3, p3]"),
        ("[p3, [p.4, p4]]", "A303", "`p.4` cannot be the name of an output"),
        ("[p3, p4.0]", "A302", "no layer is named `p4.0`"),
        ("p3", "A203", '`outputs` must be a mapping, not "p3"'),
    ],
)
def test_what_no_list_of_outputs_holds(outputs, code, message):
    with pytest.raises(Failure) as failure:
        compile_source(Source("a.yaml", f"{LEVELS}outputs: {outputs}\n"))
    assert [(d.code, d.message) for d in failure.value.diagnostics] == [(code, message)]


INNER = """archspec: 1
input: [4, 8, 8]
layers:
  - sequence: {name: left, layers: [conv: {name: p3, width: 2, kernel: 1}]}
  - sequence: {name: right, layers: [conv: {name: p3, width: 3, kernel: 1}]}
"""


def test_of_a_layer_in_a_scope_the_last_word_is_the_name_of_the_output():
    graph = compile_source(Source("a.yaml", f"{INNER}outputs: [left.p3, right]\n"))[1]
    assert dict(graph.outputs) == {"p3": "left.p3", "right": "right.p3"}


def test_where_two_layers_have_one_last_word_a_pair_names_the_other():
    with pytest.raises(Failure) as failure:
        compile_source(Source("a.yaml", f"{INNER}outputs: [left.p3, right.p3]\n"))
    [found] = failure.value.diagnostics
    assert found.message == "the output `p3` stands twice"
    assert found.helps[0].text == "name it in a pair: `[right_p3, right.p3]`"
    obeyed = f"{INNER}outputs: [left.p3, [right_p3, right.p3]]\n"
    graph = compile_source(Source("a.yaml", obeyed))[1]
    assert dict(graph.outputs) == {"p3": "left.p3", "right_p3": "right.p3"}
