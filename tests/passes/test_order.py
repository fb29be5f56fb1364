"""What activations do to the order of numbers, measured: what the exchange with a pool rests on.

A rewrite may put an activation behind a maximum where, as torch computes it, a larger number never
becomes a smaller one, and a number becomes the same wherever in a tensor it stands; so these are
measured here, for the torch that is installed.
"""

import itertools
from collections.abc import Callable
from functools import partial

import pytest
import torch
from torch import Tensor, nn

from archspec.kind import Function, Layer, kinds
from archspec.nn.resolve import resolve
from archspec.shapes import Shape

TYPES = (torch.float32, torch.bfloat16, torch.float16, torch.float64)
REQUIRED = {
    "threshold": {"threshold": 0.3, "value": -0.2},
    "pow": {"exponent": 3.0},
    "clamp": {"min": -0.4},
}
ROUNDED = [
    ("hardtanh", {"min_val": 0.1, "max_val": 0.75}),
    ("hardtanh", {"min_val": -0.5, "max_val": 0.35}),
    ("threshold", {"threshold": 0.1, "value": 0.1}),
    ("threshold", {"threshold": 0.7, "value": 0.7}),
]
"""What would keep gradients as well, were all numbers of 32 bits."""
FURTHER = [
    ("leaky_relu", {"negative_slope": 0.3}),
    ("leaky_relu", {"negative_slope": 1.7}),
    ("hardtanh", {"min_val": -0.3, "max_val": 2.5}),
    ("clamp", {"min": -0.3, "max": 2.5}),
    ("hardshrink", {"lambd": 0.1}),
    ("softshrink", {"lambd": 0.1}),
    ("threshold", {"threshold": -1.5, "value": -1.5}),
    *ROUNDED,
]


def made(kind: str, fields: dict[str, float] | None = None) -> Layer:
    return kinds()[kind].model_validate(fields or REQUIRED.get(kind, {}))


def function(layer: Layer) -> Callable[[Tensor], Tensor]:
    call = layer.lower((Shape((4, 8, 8)),))
    target = resolve(call.target)
    return partial(target, **call.args) if isinstance(call, Function) else target(**call.args)


ACTIVATIONS = [kind for kind, cls in kinds().items() if cls.family == "activation"]
ORDERED = [(kind, {}) for kind in ACTIVATIONS if made(kind).keeps_largest()] + FURTHER
EXACT = [(k, fields) for k, fields in ORDERED if made(k, fields).keeps_largest() == "gradients"]


def numbers(dtype: torch.dtype) -> Tensor:
    """Numbers in order: all there are in 16 bits; else many, with their neighbours, in ±30."""
    if dtype.itemsize == 2:
        every = torch.arange(-(2**15), 2**15, dtype=torch.int32).to(torch.int16).view(dtype)
        return every[~every.isnan()].sort().values
    spread = torch.cat([torch.linspace(-30, 30, 100_001), torch.logspace(-40, 38, 10_001)])
    some = torch.cat([spread, -spread, torch.tensor([torch.inf, 0.0])]).to(dtype)
    near = [
        torch.nextafter(some, torch.tensor(end, dtype=dtype)) for end in (torch.inf, -torch.inf)
    ]
    return torch.cat([some, *near]).sort().values


def falls(act: Callable[[Tensor], Tensor], dtype: torch.dtype) -> int:
    """How many numbers become less than their lower neighbour does."""
    given = act(numbers(dtype))
    return int((given[1:] < given[:-1]).sum())


def depends_on_place(act: Callable[[Tensor], Tensor], dtype: torch.dtype) -> bool:
    """Whether a number becomes another one by itself, or off the start of a row, or not in one."""
    some = (torch.randn(4001, generator=torch.Generator().manual_seed(0)) * 3).to(dtype)
    given = act(some)
    single = torch.stack([act(one) for one in some[:501].unbind()])
    grid = act(some[1:].reshape(1, 50, 8, 10).to(memory_format=torch.channels_last))
    columns = act(some[1:].reshape(50, 80).t())
    return not (
        torch.equal(given[:501], single)
        and torch.equal(given[3:40], act(some[3:40]))
        and torch.equal(given[1:], grid.flatten())
        and torch.equal(given[1:], columns.t().flatten())
    )


def joined_on_a_slope(act: Callable[[Tensor], Tensor], dtype: torch.dtype) -> bool:
    """Whether it makes unequal numbers equal of which one has a gradient."""
    some = numbers(dtype).requires_grad_()
    given = act(some)
    given.sum().backward()
    joined = (given[1:] == given[:-1]) & (some[1:] != some[:-1])
    return any(bool(slope[joined].any()) for slope in (some.grad[1:], some.grad[:-1]))


@pytest.mark.parametrize(("kind", "fields"), ORDERED)
@pytest.mark.parametrize("dtype", TYPES, ids=str)
def test_a_larger_number_never_becomes_a_smaller_one(kind, fields, dtype):
    assert falls(function(made(kind, fields)), dtype) == 0


@pytest.mark.parametrize(("kind", "fields"), ORDERED)
@pytest.mark.parametrize("dtype", TYPES, ids=str)
def test_a_number_becomes_the_same_wherever_it_stands(kind, fields, dtype):
    assert not depends_on_place(function(made(kind, fields)), dtype)


@pytest.mark.parametrize(("kind", "fields"), ORDERED)
def test_what_is_no_number_stays_so(kind, fields):
    for dtype, count in itertools.product(TYPES, (1, 67)):
        assert (
            function(made(kind, fields))(torch.full((count,), torch.nan, dtype=dtype)).isnan().all()
        )


@pytest.mark.parametrize(("kind", "fields"), EXACT)
def test_unequal_numbers_become_equal_only_where_the_slope_is_0(kind, fields):
    for dtype in TYPES:
        assert not joined_on_a_slope(function(made(kind, fields)), dtype)


@pytest.mark.parametrize(("kind", "fields"), ROUNDED)
def test_numbers_that_16_bits_round_the_wrong_way_keep_values_alone(kind, fields):
    layer = made(kind, fields)
    assert layer.keeps_largest() == "values"
    assert any(joined_on_a_slope(function(layer), dtype) for dtype in TYPES)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [("leaky_relu", {"negative_slope": -0.1}), ("threshold", {"threshold": 0.0, "value": 0.5})],
)
def test_fields_that_make_one_fall_say_so(kind, fields):
    layer = made(kind, fields)
    assert not layer.keeps_largest()
    assert falls(function(layer), torch.float32)


@pytest.mark.parametrize("kind", ["softsign", "log_sigmoid", "gelu", "silu"])
def test_the_measure_finds_those_that_fall(kind):
    assert not made(kind).keeps_largest()
    assert falls(function(made(kind)), torch.float32)


@pytest.mark.parametrize("act", [nn.Softmax(dim=-1), nn.RReLU()])
def test_the_measure_finds_those_for_which_the_place_matters(act):
    assert depends_on_place(act, torch.float32)
