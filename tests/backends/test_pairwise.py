"""Pools by whole tensors give what torch's give, and stand where no gradient is wanted alone."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

import archspec
from archspec.backends.module.pairwise import PairwiseMaxPool2d

LAYOUTS = (torch.contiguous_format, torch.channels_last)
ODD = torch.tensor([0.0, -0.0, 1.5, -1.5, float("inf"), float("-inf"), float("nan")])


def assert_equal(one: torch.Tensor, other: torch.Tensor) -> None:
    assert one.dtype == other.dtype
    torch.testing.assert_close(one, other, rtol=0, atol=0, equal_nan=True)


@settings(max_examples=60, deadline=None)
@given(
    sizes=st.tuples(*[st.integers(2, 9)] * 2),
    layout=st.sampled_from(LAYOUTS),
    dtype=st.sampled_from([torch.float32, torch.float64, torch.bfloat16, torch.float16]),
    seed=st.integers(0, 2**31),
)
def test_it_gives_what_the_pool_of_torch_gives(sizes, layout, dtype, seed):
    draw = torch.Generator().manual_seed(seed)
    places = torch.randint(0, len(ODD), (2, 5, *sizes), generator=draw)
    mixed = torch.rand(places.shape, generator=draw) < 0.3
    numbers = torch.where(mixed, ODD[places], torch.randn(places.shape, generator=draw))
    images = numbers.to(dtype).contiguous(memory_format=layout)
    with torch.no_grad():
        found, expected = PairwiseMaxPool2d(2)(images), nn.MaxPool2d(2)(images)
    assert_equal(found, expected)
    assert found.is_contiguous(memory_format=layout)


def test_gradients_are_those_of_the_pool():
    images = torch.randint(0, 2, (2, 3, 6, 6)).float()
    grads = []
    for pool in (PairwiseMaxPool2d(2), nn.MaxPool2d(2)):
        pool(taken := images.clone().requires_grad_()).square().sum().backward()
        grads.append(taken.grad)
    assert_equal(*grads)


def test_an_image_that_is_too_small_is_refused_as_the_pool_refuses_it():
    with torch.no_grad(), pytest.raises(RuntimeError, match="too small"):
        PairwiseMaxPool2d(2)(torch.zeros(1, 1, 1, 4))


def pools(layers: str, purpose: str) -> list[str]:
    text = f"archspec: 1\nname: n\ninput: [3, 8, 8]\nlayers: [conv: 4, {layers}]"
    module = archspec.loads(text).build(optimised=purpose)
    return [type(one).__name__ for one in module.modules() if isinstance(one, nn.MaxPool2d)]


@pytest.mark.parametrize(
    "pool",
    [
        "maxpool: 3",
        "maxpool: {kernel: 2, stride: 1}",
        "maxpool: {kernel: 2, padding: 1}",
        "maxpool: {kernel: 2, ceil_mode: true}",
        "maxpool: {kernel: 2, dilation: 2}",
        "maxpool: [2, 3]",
    ],
)
def test_other_windows_stay_as_they_are(pool):
    assert pools(pool, "inference") == ["MaxPool2d"]


def test_it_stands_at_every_depth_in_inference_alone():
    layers = "maxpool: 2, sequence: [sequence: [maxpool: {kernel: [2, 2]}]]"
    assert pools(layers, "inference") == ["PairwiseMaxPool2d"] * 2
    assert pools(layers, "training") == ["MaxPool2d"] * 2


def test_what_is_traced_or_scripted_has_the_pool_itself():
    module = archspec.load("net").build(optimised="inference").eval()
    images = torch.randn(2, 3, 32, 32)
    with torch.no_grad():
        program = torch.export.export(module, (images,))
        assert_equal(program.module()(images), module(images))
        assert_equal(torch.jit.script(module)(images), module(images))
    assert sum("max_pool2d" in str(node.target) for node in program.graph.nodes) == 2


@pytest.mark.parametrize("name", ["net", "digits", "unet_small"])
def test_shipped_specs_give_the_same_on_images_of_equal_layout(name):
    network = archspec.load(name)
    torch.manual_seed(0)
    quick = network.build(optimised="inference").eval()
    plain = network.build(optimised="training").eval()
    plain.load_state_dict(quick.state_dict())
    shape = network.graph.inputs[0].shape.dims
    images = torch.randn(2, *(size if isinstance(size, int) else 32 for size in shape))
    with torch.inference_mode():
        assert any(isinstance(one, PairwiseMaxPool2d) for one in quick.modules())
        assert_equal(quick(images), plain(images))
