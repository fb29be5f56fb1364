"""Values that a block takes beside the one above, by names of its own."""

import pytest

from archspec.compiler import advise, compile_source
from archspec.diagnostics import Failure, Source
from archspec.graph import print_graph

HEAD = "archspec: 1\ninput: [8, 8, 8]\n"
FUSE = """
blocks:
  fuse:
    inputs: [skip]
    params: {width: $in}
    layers:
      - conv: {name: a, width: $width, kernel: 1}
      - add: skip
"""


def graph_of(text):
    return compile_source(Source("a.yaml", HEAD + text))[1]


def inputs_of(text):
    return {node.path: node.inputs for node in graph_of(text).nodes}


def found(text):
    try:
        compile_source(Source("a.yaml", HEAD + text))
    except Failure as failure:
        return [(d.code, d.message, d.span.line - 2) for d in failure.diagnostics]
    return []


def test_an_input_means_what_it_means_where_the_call_stands():
    text = (
        FUSE
        + """
layers:
  - conv: {name: a, width: 8, kernel: 1}
  - relu
  - fuse: {skip: a}
  - fuse: {skip: a, name: last}
"""
    )
    wired = inputs_of(text)
    assert wired["2.1"] == ("2.a", "a")
    assert wired["last.1"] == ("last.a", "a")


def test_equal_calls_with_other_inputs_are_told_apart():
    text = (
        FUSE
        + """
layers:
  - conv: {name: one, width: 8, kernel: 1}
  - conv: {name: two, width: 8, kernel: 1}
  - repeat:
      each: [one, two, one]
      as: which
      layers:
        - fuse: {skip: $which}
"""
    )
    wired = inputs_of(text)
    assert [wired[f"{i}.1"][1] for i in (2, 3, 4)] == ["one", "two", "one"]


def test_blocks_hand_their_inputs_on():
    text = """
blocks:
  inner:
    inputs: [other]
    layers:
      - residual:
          - conv: {name: skip, width: channels(other), kernel: 1}
          - add: other
  outer:
    inputs: [skip]
    params: {by: skip}
    layers:
      - conv: {name: other, width: $in, kernel: 1}
      - inner: {other: skip}
      - inner: {other: other}
layers:
  - conv: {name: kept, width: 8, kernel: 1}
  - relu
  - outer: kept
"""
    wired = inputs_of(text)
    assert wired["2.1.1"] == ("2.1.skip", "kept")
    assert wired["2.2.1"] == ("2.2.skip", "2.other")


def test_it_says_what_its_shape_is():
    text = """
blocks:
  resized:
    inputs: [like]
    layers:
      - conv: {width: channels(like), kernel: 1}
      - upsample: {scale: "sizes(like)[0] // $sizes[0]", when: sizes(like) != $sizes}
layers:
  - conv: {name: small, width: 5, kernel: 3, stride: 2, padding: 1, from: input}
  - resized: {like: input}
  - resized: {like: small, from: input, name: last}
"""
    with pytest.raises(Failure, match="`scale` cannot be 0"):
        graph_of(text)
    nodes = graph_of(
        text.replace("  - resized: {like: small, from: input, name: last}\n", "")
    ).nodes
    assert nodes[-1].output.dims == (8, 8, 8)


def test_an_inline_call_takes_inputs_too():
    text = (
        FUSE
        + """
layers:
  - conv: {name: b, width: 8, kernel: 1}
  - relu
  - fuse: {skip: b, inline: true}
"""
    )
    assert inputs_of(text)["3"] == ("a", "b")


def test_the_printed_graph_is_that_of_the_same_layers_written_out():
    written_out = """
layers:
  - conv: {name: kept, width: 8, kernel: 1}
  - sequence:
      layers:
        - conv: {name: a, width: 8, kernel: 1}
        - add: kept
"""
    called = FUSE + "layers:\n  - conv: {name: kept, width: 8, kernel: 1}\n  - fuse: kept\n"
    one, other = (print_graph(graph_of(text)) for text in (written_out, called))
    lines = [line for line in other.splitlines() if "fuse" not in line]
    assert [line for line in lines if "add" not in line] == [
        line for line in one.splitlines() if "sequence" not in line and "add" not in line
    ]


REFUSED = {
    "an input that is not given": (
        FUSE + "layers: [fuse]",
        ("A202", "a call of the block `fuse` needs `skip`", 9),
    ),
    "a layer that is not there": (
        FUSE + "layers: [fuse: {skip: b}]",
        ("A302", "no layer above is named `b`", 9),
    ),
    "a number": (FUSE + "layers: [fuse: {skip: 1.5}]", ("A203", "`skip` must be text, not 1.5", 9)),
    "inputs with shapes": (
        "blocks: {b: {inputs: {x: [3]}, layers: [relu]}}\nlayers: [b: {x: input}]",
        ("A203", "`inputs` of a block must be a list of names, not a mapping", 1),
    ),
    "a name that a layer of the block has": (
        FUSE.replace("[skip]", "[a]") + "layers: [fuse: {a: input}]",
        ("A301", "the input `a` has the name of a layer of its block", 4),
    ),
    "a name that a parameter has": (
        FUSE.replace("[skip]", "[skip, width]") + "layers: [fuse: {skip: input}]",
        ("A301", "the input `width` has the name of a parameter of its block", 4),
    ),
    "a field of every call": (
        FUSE.replace("[skip]", "[from]") + "layers: [fuse: {from: input}]",
        ("A303", "`from` cannot be the name of an input", 4),
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused(case):
    text, finding = REFUSED[case]
    assert finding in found(text)


def test_an_input_that_nothing_takes_is_advised_about():
    text = (
        HEAD + FUSE.replace("[skip]", "[skip, more]") + "layers: [fuse: {skip: input, more: input}]"
    )
    (one,) = advise(*compile_source(Source("a.yaml", text)))
    assert (one.code, one.message) == (
        "A711",
        "no layer of the block `fuse` takes its input `more`",
    )


def test_an_unused_block_is_one_although_a_layer_has_its_name():
    text = HEAD + "blocks: {tower: [relu]}\nlayers: [conv: {name: tower, width: 3}]"
    (one,) = advise(*compile_source(Source("a.yaml", text)))
    assert one.code == "A710"
