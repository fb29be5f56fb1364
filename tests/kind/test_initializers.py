"""The words of `init:` stand where no class has to be made to know them."""

import pytest

import archspec
from archspec.kind.init_field import WORDS
from archspec.kind.initializers import INITIALIZERS


def test_every_word_has_its_initializer_and_none_is_missing():
    assert tuple(INITIALIZERS) == WORDS


@pytest.mark.parametrize(
    "init",
    [
        "{uniform: {low: 1, high: -1}}",
        "{truncated_normal: {low: 3, high: 2}}",
        "{uniform: {low: -3e38, high: 3e38}}",
        "{normal: {std: 1e39}}",
        "{normal: {mean: 1e308}}",
        "1e39",
        "{weight: {values: [[.nan, 1]]}}",
        "{weight: {values: [[1, 1e39]]}}",
    ],
)
def test_what_torch_cannot_fill_in_or_fills_in_as_inf_is_refused(init):
    text = f"archspec: 1\ninput: [2]\nlayers: [linear: {{width: 1, init: {init}}}]\n"
    found = archspec.check(text=text)
    assert found
    assert {one.code for one in found} <= {"A203", "A410"}


@pytest.mark.parametrize(
    "init", ["{uniform: {low: 1, high: 1}}", "1e38", "{uniform: {low: -1e38, high: 1e38}}"]
)
def test_what_is_at_the_edge_builds_with_finite_weights(init):
    text = f"archspec: 1\ninput: [2]\nlayers: [linear: {{width: 1, init: {init}}}]\n"
    assert archspec.loads(text).build()[0].weight.isfinite().all()
