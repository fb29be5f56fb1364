"""What people call the shape that a layer receives leads to the words that the language has."""

import re

import pytest

from archspec.compiler import compile_source
from archspec.diagnostics import Failure, Source

HEAD = "archspec: 1\ninput: [3, 8, 16]\nlayers:\n  - conv: {name: a, width: 4, kernel: 1}\n"


def helped(value: str, head: str = HEAD) -> str:
    """The first help for a layer of that width."""
    with pytest.raises(Failure) as caught:
        width(value, head)
    return caught.value.diagnostics[0].helps[0].text


def width(value: str, head: str = HEAD) -> int:
    text = f"{head}  - conv:\n      width: {value}\n      kernel: 1\n"
    _, graph = compile_source(Source("net.yaml", text))
    return graph.nodes[-1].output.channels


WORDS = {
    "$height": 8,
    "$h": 8,
    "$in_height": 8,
    "$width_in": 16,
    "$input_width": 16,
    "$W": 16,
    "$size": 8,
    "$input_size": 8,
    "$sizs": 8,
    "$channels": 4,
    "$in_channels": 4,
    "$a": 4,
    "2 * $sizes": 16,
    "log2($sizes)": 3,
    "int($sizes)": 8,
    "sizes(a) // 2": 4,
    "2 * sizes(a)": 16,
}


@pytest.mark.parametrize("value", WORDS)
def test_what_the_help_writes_is_what_was_meant(value):
    instead = re.findall(r'`"?([^`]*?(?:\[0\]|\[1\]|\$in|channels\(a\))[^`"]*)"?`', helped(value))
    text = f"int({instead[0]})" if value.startswith("log2") else instead[0]
    assert width(text) == WORDS[value]


@pytest.mark.parametrize("value", ["$in[0]", "$in.channels"])
def test_the_channels_are_said_to_be_one_number(value):
    assert helped(value).startswith("`$in` is one number, the channels")


def test_a_parameter_that_is_near_goes_first():
    head = HEAD.replace("input", "params: {heights: 3}\ninput")
    assert helped("$height", head) == "did you mean `$heights`?"


def test_a_parameter_called_sizes_is_not_explained_as_what_is_received():
    head = HEAD.replace("input", "params: {sizes: [2, 3]}\ninput")
    with pytest.raises(Failure) as caught:
        width("2 * $sizes", head)
    assert not caught.value.diagnostics[0].helps


def test_of_a_vector_no_height_is_offered():
    head = "archspec: 1\ninput: [3]\nlayers:\n"
    with pytest.raises(Failure) as caught:
        compile_source(Source("net.yaml", f"{head}  - linear: $h\n"))
    assert "$sizes" not in str(caught.value.diagnostics[0].helps)


RECURSION = """\
archspec: 1
input: [3, 8, 8]
blocks:
  grow:
    params: {width: 2}
    layers:
      - conv: {width: $width, kernel: 1}
      - grow: {width: 2 * $widthEND}
layers: [grow]
"""


def test_a_recursion_without_end_is_said_once_and_ends_as_the_help_has_it():
    with pytest.raises(Failure) as caught:
        compile_source(Source("net.yaml", RECURSION.replace("END", "")))
    (one,) = caught.value.diagnostics
    assert [help_.text for help_ in one.helps] == [
        "end the recursion with a `when` on the layer that calls the block"
    ]
    compile_source(Source("net.yaml", RECURSION.replace("END", ", when: $width < 64")))


def test_a_mistake_in_a_recursion_that_ends_gets_no_such_help():
    text = RECURSION.replace("END", ", when: $width < 16").replace("kernel: 1", "kernl: 1")
    with pytest.raises(Failure) as caught:
        compile_source(Source("net.yaml", text))
    (one,) = caught.value.diagnostics
    assert [help_.text for help_ in one.helps] == ["did you mean `kernel`?"]
