"""Values of parameters that a program gives stay what they are."""

import numpy as np
import pytest

import archspec

TEXT = """archspec: 1
params: {width: 4, tag: a, names: [a], scale: 1.5, on: true, more: null}
input: [3, 8, 8]
layers:
  - conv: $width
  - flatten
  - linear: {width: 2, name: $tag}
"""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("tag", "1"),
        ("tag", "a: b"),
        ("tag", "[x"),
        ("tag", "no"),
        ("tag", " a \n b"),
        ("names", ("a, b",)),
        ("names", ("1", 1, 1.0, True, None)),
        ("more", {"a": ("1", {"b": "{c"})}),
        ("scale", 2),
        ("on", False),
    ],
)
def test_a_value_is_neither_parsed_nor_changed_on_its_way_or_in_the_resolved_file(name, value):
    text = TEXT.replace(", name: $tag", "")
    network = archspec.loads(text, params={name: value})
    assert repr(network.spec.params[name]) == repr(value)
    again = archspec.loads(network.text)
    assert repr(again.spec.params[name]) == repr(value)


def test_lists_and_numbers_of_other_types_become_those_of_files():
    params = archspec.loads(
        TEXT, params={"names": ["a", np.int64(3)], "width": np.int32(6), "scale": np.float64(0.5)}
    ).spec.params
    assert params["names"] == ("a", 3)
    assert [type(params[name]) for name in ("width", "scale")] == [int, float]


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"width": "64"}, '`width` is a number, and `width="64"` gives it none'),
        ({"on": 1}, "`on` is true or false, and `on=1` gives it none"),
        ({"widht": 1}, "`widht=1` names no parameter of the file"),
        ({"tag": "$width"}, "the value of `tag` would be computed in a file"),
        ({"tag": object()}, "the value of `tag` is of the type `object`"),
        ({"tag": b"a"}, "the value of `tag` is of the type `bytes`"),
    ],
)
def test_a_value_that_cannot_be_is_refused_in_words_of_python(params, words):
    with pytest.raises(archspec.Failure) as caught:
        archspec.loads(TEXT, params=params)
    assert words in str(caught.value)
    assert "--set" not in str(caught.value)


def test_a_list_that_holds_itself_is_refused():
    endless = []
    endless.append(endless)
    with pytest.raises(archspec.Failure, match="more than 20 deep"):
        archspec.loads(TEXT, params={"names": endless})


def test_an_open_size_is_set_by_a_number():
    text = "archspec: 1\ninput: [3, H, W]\nlayers: [conv: 4]"
    assert archspec.loads(text, params={"H": 8}).inputs["input"][1] == 8
    with pytest.raises(archspec.Failure, match='`H` is a size, and `H="8"` gives it none'):
        archspec.loads(text, params={"H": "8"})


def test_a_text_of_the_command_line_is_still_read_as_a_file_is():
    from archspec.network import load_with

    assert (
        load_with("net_width", [("width", "64")]).params
        == archspec.load("net_width", width=64).params
    )
