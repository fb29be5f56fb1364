"""Inputs that seem to be in another order are advised on, and the advice is right."""

import re

import pytest

from archspec.compiler import advise, compile_source
from archspec.diagnostics import Failure, Source

LAYERS = "layers: [conv: {width: 8, kernel: 3, padding: same}, global_avgpool, linear: 10]"


def found(shape: str, layers: str = LAYERS):
    try:
        return advise(*compile_source(Source("a.yaml", f"archspec: 1\ninput: {shape}\n{layers}\n")))
    except Failure as failure:
        return failure.diagnostics


@pytest.mark.parametrize(
    ("shape", "looks"),
    [
        ("[32, 32, 3]", "height, width, channels"),
        ("[28, 28, 1]", "height, width, channels"),
        ("[64, 3, 32, 32]", "a batch of pictures"),
        ("[128, 1, 28, 28]", "a batch of pictures"),
    ],
)
def test_what_looks_like_another_order_is_said_and_the_help_is_silent_itself(shape, looks):
    [finding] = [one for one in found(shape, "layers: [relu]") if one.code == "A719"]
    assert finding.message.endswith(f"looks like {looks}")
    [written] = re.findall(r"`(\[.*\])`", finding.helps[0].text)
    assert not [one for one in found(written) if one.code != "A701"]


@pytest.mark.parametrize(
    "shape",
    ["[3, 32, 32]", "[1, 28, 28]", "[3, 16, 112, 112]", "[1, 32, 32, 32]", "[64, 8, 8]",
     "[3, 8, 3]", "[196, 768]", "[3, H, W]", "[H, W, 3]", "[4]", "[16, 4, 3]"],
)  # fmt: skip
def test_what_may_well_be_meant_is_not(shape):
    assert not [one for one in found(shape, "layers: [relu]") if one.code == "A719"]


def test_it_is_said_beside_the_shapes_that_do_not_fit_because_of_it():
    layers = "layers: [conv: {width: 8, kernel: 5}, flatten, linear: 10]"
    assert [one.code for one in found("[28, 28, 1]", layers)] == ["A719", "A401"]


@pytest.mark.parametrize("count", [1, 3])
def test_a_batch_of_few_is_told_where_its_layers_do_not_fit(count):
    shape, layers = f"[{count}, 3, 32, 32]", "layers: [conv: 8, maxpool: 2, flatten, linear: 10]"
    first, *others = found(shape, layers)
    assert (first.code, [one.code for one in others]) == ("A719", ["A401"])
    assert first.helps[0].text == "write `[3, 32, 32]`"
    assert found("[3, 32, 32]", layers) == ()
    assert not found(shape, "layers: [conv: {width: 8, kernel: 3, padding: same}]")
