"""Whatever the fields and the input: a shape that torch agrees with, or a problem."""

from itertools import pairwise, product
from math import prod

import pytest
import torch
from drawing import inputs, layers
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from torch import nn
from torch_modules import make

from archspec.diagnostics import Problem
from archspec.kind import Weighted, kinds
from archspec.shapes import Shape

CODES = {"A213", "A401", "A402", "A403", "A404", "A405", "A406", "A407", "A408"}
LEAVES = [kind for kind, cls in kinds().items() if cls.family not in ("container", "merge")]
SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
MOST = 200_000
"""The most numbers that a layer of this test may make."""


def check_against_torch(layer, shape, found):
    """The module gives that shape, where it is small enough to be made."""
    shapes = taken(layer, shape)
    size = max(found.elements, shape.elements, layer.cost(shapes, found).params)
    if size > MOST or layer.cost(shapes, found).macs > 100 * MOST or _widest(layer) > 1000:
        return
    result = make(layer, *shapes)(*(torch.randn(2, *one.dims) for one in shapes))
    assert tuple(result.shape) == (2, *found.dims)


def taken(layer, shape):
    """What a layer takes that receives values of one shape."""
    return (shape,) * (1 + len(layer.references()))


def _widest(layer):
    """The largest number in the fields; a kernel of millions is legal in padding of millions."""
    flat = [getattr(layer, name) for name in type(layer).model_fields]
    flat = [x for value in flat for x in (value if isinstance(value, tuple) else (value,))]
    return max((x for x in flat if isinstance(x, int)), default=0)


@pytest.mark.parametrize("kind", LEAVES)
@settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
@given(data=st.data())
def test_a_shape_that_torch_gives_or_a_problem(kind, data):
    layer, shape = data.draw(layers(kind)), data.draw(inputs(kind))
    shapes = taken(layer, shape)
    found = layer.unfit() or layer.infer(shapes)
    if isinstance(found, Shape) and isinstance(layer, Weighted):
        found = layer.wrong_init(shapes) or found
    if isinstance(found, Problem):
        assert found.code in CODES
        assert not found.message.endswith(".")
        assert not found.field or found.field[0].rstrip("_") in {
            name.rstrip("_") for name in type(layer).model_fields
        }
        return
    assert min(found.dims) >= 1
    assert 0 <= found.channel_axis < len(found.dims)
    window = layer.window(shapes)
    if window is not None and not window.whole and not window.moved:
        assert len(window.extent) == len(window.stride) == shape.spatial
        assert min(window.extent + window.stride) >= 1
    assert str(layer.lower(shapes))
    check_against_torch(layer, shape, found)


SLIDING = ("conv", "conv_transpose", "maxpool", "avgpool", "adaptive_avgpool", "adaptive_maxpool")
CHANGING = ("pad", "reshape", "flatten", "pixel_shuffle", "pixel_unshuffle", "channel_shuffle")
REFUSALS = (RuntimeError, ValueError, IndexError, AssertionError, TypeError)
OURS_ALONE = {
    (
        "conv",
        ("padding",),
    ): "a strided `same` is refused before it becomes numbers that torch takes",
    ("conv", ("padding_mode",)): "torch has no `same_upper`, which pads with zeros",
    **{
        (kind, (field,)): "torch's pools have no words for padding, which these go against"
        for kind in ("maxpool", "avgpool")
        for field in ("padding", "ceil_mode", "divisor_override")
    },
    ("conv_transpose", ("weight",)): "torch standardises no weights",
    ("pad", ()): "neither or both of `size` and `channels` is no padding of torch",
    ("pad", ("width",)): "torch takes padding of less than nothing, which cuts off",
    ("pad", ("value",)): "torch ignores a value that its mode does not use",
    ("pad", ("mode",)): "padding of channels has one mode",
    ("conv_transpose", ("padding",)): "torch gives an empty series, which no layer can use",
    ("pad", ("size",)): "torch gives an empty tensor where all is cropped",
    ("groupnorm", ("groups",)): "torch refuses one number a group only in a batch of one",
    ("window_attention", ("shift",)): "torchvision moves by what is left, and masks too little",
    ("window_attention", ("window",)): "torchvision divides by zero",
    ("select", ("axis",)): "torch would leave a sample without an axis",
    ("reshape", ("channels",)): "torch does not know which axis counts channels",
}
ATTENTION = ("attention", "window_attention")
NORMS = ("groupnorm", "instancenorm", "local_response_norm")


@pytest.mark.parametrize(
    "kind", [*SLIDING, *CHANGING, *NORMS, *ATTENTION, "select", "glu", "maxout"]
)
@settings(max_examples=100, deadline=None, suppress_health_check=SLOW)
@given(data=st.data())
def test_torch_refuses_what_is_refused(kind, data):
    layer, shape = data.draw(layers(kind)), data.draw(inputs(kind))
    found = layer.unfit() or layer.infer((shape,))
    # With the wrong number of axes or of values per axis there is no module to ask.
    if isinstance(found, Shape) or found.code in ("A404", "A406") or _widest(layer) > 20:
        return
    if (kind, found.field) in OURS_ALONE and found.code in ("A407", "A213"):
        return
    with pytest.raises(REFUSALS):
        in_training(layer, shape)


def in_training(layer, shape):
    function = make(layer, shape)
    if isinstance(function, nn.Module):
        function.train()
    return function(torch.randn(2, *shape.dims))


@settings(max_examples=300, deadline=None)
@given(dims=st.lists(st.integers(1, 6), min_size=1, max_size=4), data=st.data())
def test_reshape_to_any_factors(dims, data):
    order = data.draw(st.permutations(dims))
    layer = kinds()["reshape"].model_validate({"shape": tuple(order)})
    found = layer.infer((Shape(tuple(dims)),))
    assert found == Shape(tuple(order))
    x = torch.arange(prod(dims) * 2).reshape(2, *dims)
    assert torch.equal(make(layer, Shape(tuple(dims)))(x), x.reshape(2, *order))


def by_hand(x, before, after):
    """A rearrangement of named axes, one number at a time."""
    sizes = dict(zip(before, x.shape, strict=True))
    found = torch.empty([sizes[name] for name in after])
    for place in product(*map(range, x.shape)):
        where = dict(zip(before, place, strict=True))
        found[tuple(where[name] for name in after)] = x[place]
    return found


@settings(max_examples=100, deadline=None)
@given(
    sizes=st.lists(st.integers(1, 4), min_size=1, max_size=4),
    cuts=st.tuples(st.sets(st.integers(1, 3)), st.sets(st.integers(1, 3))),
    data=st.data(),
)
def test_a_pattern_puts_each_number_where_its_names_say(sizes, cuts, data):
    names = "abcd"[: len(sizes)]
    order = data.draw(st.permutations(names))
    pattern = " -> ".join(
        grouped(side, cut) for side, cut in zip((names, order), cuts, strict=True)
    )
    given_sizes = dict(zip(names, sizes, strict=True))
    x = torch.arange(float(prod(sizes))).reshape(sizes)
    dims = tuple(prod(given_sizes[n] for n in group) for group in pieces(names, cuts[0]))
    layer = kinds()["rearrange"].model_validate({"pattern": pattern, "sizes": given_sizes})
    found, shape = layer.infer((Shape(dims),)), Shape(dims)
    expected = by_hand(x, names, order).reshape(found.dims)
    assert torch.equal(make(layer, shape)(x.reshape(1, *dims))[0], expected)
    assert names[len(pieces(names, cuts[0])[0]) - 1] in pieces(order, cuts[1])[found.channel_axis]


def pieces(names, cuts):
    """The names in groups, cut before these places."""
    at = [0, *sorted(cut for cut in cuts if cut < len(names)), len(names)]
    return [names[a:b] for a, b in pairwise(at)]


def grouped(names, cuts):
    return " ".join(f"({' '.join(group)})" for group in pieces(names, cuts))
