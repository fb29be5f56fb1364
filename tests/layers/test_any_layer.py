"""Whatever the fields and the input: a shape that torch agrees with, or a problem."""

from math import prod

import pytest
import torch
from drawing import layers, shapes
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from making import make

from archspec.diagnostics import Problem
from archspec.kind import kinds
from archspec.shapes import Shape

CODES = {"A401", "A402", "A403", "A404", "A405", "A406", "A407", "A408"}
LEAVES = [kind for kind, cls in kinds().items() if cls.family not in ("container", "merge")]
SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
MOST = 200_000
"""The most numbers that a layer of this test may make."""


def check_against_torch(layer, shape, found):
    """The module gives that shape, where it is small enough to be made."""
    size = max(found.elements, shape.elements, layer.cost((shape,), found).params)
    if size > MOST or layer.cost((shape,), found).macs > 100 * MOST or _widest(layer) > 1000:
        return
    result = make(layer, shape)(torch.randn(2, *shape.dims))
    assert tuple(result.shape) == (2, *found.dims)


def _widest(layer):
    """The largest number in the fields; a kernel of millions is legal in padding of millions."""
    flat = [getattr(layer, name) for name in type(layer).model_fields]
    flat = [x for value in flat for x in (value if isinstance(value, tuple) else (value,))]
    return max((x for x in flat if isinstance(x, int)), default=0)


@pytest.mark.parametrize("kind", LEAVES)
@settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
@given(data=st.data())
def test_a_shape_that_torch_gives_or_a_problem(kind, data):
    layer, shape = data.draw(layers(kind)), data.draw(shapes())
    found = layer.infer((shape,))
    if isinstance(found, Problem):
        assert found.code in CODES
        assert not found.message.endswith(".")
        assert not found.field or found.field[0].rstrip("_") in {
            name.rstrip("_") for name in type(layer).model_fields
        }
        return
    assert min(found.dims) >= 1
    assert 0 <= found.channel_axis < len(found.dims)
    window = layer.window((shape,))
    if window is not None and not window.whole:
        assert len(window.extent) == len(window.stride) == shape.spatial
        assert min(window.extent + window.stride) >= 1
    assert str(layer.lower((shape,)))
    check_against_torch(layer, shape, found)


SLIDING = ("conv", "conv_transpose", "maxpool", "avgpool", "adaptive_avgpool", "adaptive_maxpool")
CHANGING = ("pad", "reshape", "flatten", "pixel_shuffle", "pixel_unshuffle", "channel_shuffle")
REFUSALS = (RuntimeError, ValueError, IndexError, AssertionError, TypeError)
OURS_ALONE = {
    ("pad", ()): "neither or both of `size` and `channels` is no padding of torch",
    ("pad", ("value",)): "torch ignores a value that its mode does not use",
    ("pad", ("mode",)): "padding of channels has one mode",
    ("conv_transpose", ("padding",)): "torch gives an empty series, which no layer can use",
    ("pad", ("size",)): "torch gives an empty tensor where all is cropped",
    ("groupnorm", ("groups",)): "torch refuses one number a group only in a batch of one",
    ("reshape", ("channels",)): "torch does not know which axis counts channels",
}
NORMS = ("groupnorm", "instancenorm", "local_response_norm")


@pytest.mark.parametrize("kind", [*SLIDING, *CHANGING, *NORMS, "glu", "maxout"])
@settings(max_examples=100, deadline=None, suppress_health_check=SLOW)
@given(data=st.data())
def test_torch_refuses_what_is_refused(kind, data):
    layer, shape = data.draw(layers(kind)), data.draw(shapes())
    found = layer.infer((shape,))
    # With the wrong number of axes or of values per axis there is no module to ask.
    if isinstance(found, Shape) or found.code in ("A404", "A406") or _widest(layer) > 20:
        return
    if (kind, found.field) in OURS_ALONE and found.code == "A407":
        return
    with pytest.raises(REFUSALS):
        make(layer, shape).train()(torch.randn(2, *shape.dims))


@settings(max_examples=300, deadline=None)
@given(dims=st.lists(st.integers(1, 6), min_size=1, max_size=4), data=st.data())
def test_reshape_to_any_factors(dims, data):
    order = data.draw(st.permutations(dims))
    layer = kinds()["reshape"].model_validate({"shape": tuple(order)})
    found = layer.infer((Shape(tuple(dims)),))
    assert found == Shape(tuple(order))
    x = torch.arange(prod(dims) * 2).reshape(2, *dims)
    assert torch.equal(make(layer, Shape(tuple(dims)))(x), x.reshape(2, *order))
