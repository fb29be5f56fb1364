"""Whole and real numbers: what a layer says that it takes and gives, against what torch does."""

from itertools import product

import pytest
import torch
from layer_cases import CASES, Case
from torch import nn
from torch_modules import BATCH, batch, make

from archspec.kind import REAL, Numbers

WHOLE = Numbers(real=False, whole=True, below=3)
FAILURES = (RuntimeError, NotImplementedError, TypeError, ValueError)
BY_CHANCE = {
    "avgpool": "the mean of whole numbers is cut off",
    "batchnorm": "torch has it for vectors alone",
    "dropout": "torch has it in evaluation alone",
    "glu": "with some gates alone",
    "hardtanh": "its bounds need not be whole",
    "local_response_norm": "the mean of whole numbers is cut off",
    "matmul": "on processors alone",
    "maxpool": "on processors alone, and for images alone",
    "pad": "numbers with a fraction are cut off",
    "rotary": "sines and cosines are cut off",
    "sample": "noise is cut off",
    "sinusoids": "sines and cosines are cut off",
    "stochastic_depth": "torch has it in evaluation alone",
    "threshold": "its numbers need not be whole",
}
"""Why a kind refuses whole numbers where torch has an answer for some."""


def mixed(cases: list[Case]) -> list[tuple[Case, tuple[Numbers, ...]]]:
    """Every case with each way to have some of its inputs whole."""
    kinds = ((one, product((REAL, WHOLE), repeat=len(one.inputs))) for one in cases)
    return [(one, way) for one, ways in kinds for way in ways]


def given(case: Case, way: tuple[Numbers, ...]) -> list[torch.Tensor]:
    return [
        torch.randint(3, (BATCH, *shape.dims)) if numbers.whole else batch(shape).abs()
        for shape, numbers in zip(case.inputs, way, strict=True)
    ]


def takes(case: Case, way: tuple[Numbers, ...]) -> bool:
    return all(one.suit(case.layer.takes_at(place)) for place, one in enumerate(way))


def named(value: object) -> str:
    return (
        "+".join("whole" if n.whole else "real" for n in value)
        if type(value) is tuple
        else str(value)
    )


ALL = mixed([case for case in CASES if case.kind != "embedding"])
TAKEN = [(case, way) for case, way in ALL if takes(case, way)]
REFUSED = [(case, way) for case, way in ALL if not takes(case, way)]


@pytest.mark.parametrize(("case", "way"), TAKEN, ids=named)
def test_what_a_layer_takes_torch_computes_as_it_does_for_real_numbers(case, way):
    function, inputs = make(case.layer, *case.inputs), given(case, way)
    found = function(*inputs)
    said = case.layer.numbers(way, case.inputs)
    assert found.is_floating_point() == said.real
    if said.below is not None:
        assert found.min() >= 0
        assert found.max() < said.below
    if isinstance(function, nn.Module):
        same = function(*(x.to(torch.float32) for x in inputs))
        torch.testing.assert_close(found.to(same.dtype), same, equal_nan=True)


@pytest.mark.parametrize(("case", "way"), REFUSED, ids=named)
def test_what_a_layer_refuses_torch_does_not_compute(case, way):
    function = make(case.layer, *case.inputs)
    if isinstance(function, nn.Module):
        function.train()
    if case.kind not in BY_CHANCE:
        with pytest.raises(FAILURES):
            function(*given(case, way))


def test_every_kind_that_refuses_by_choice_has_an_answer_of_torch_s_for_some():
    answered = set()
    for case, way in REFUSED:
        if case.kind in BY_CHANCE:
            try:
                make(case.layer, *case.inputs)(*given(case, way))
            except FAILURES:
                continue
            answered.add(case.kind)
    assert answered == set(BY_CHANCE)
