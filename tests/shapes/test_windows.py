"""The arithmetic of windows, against counting."""

from hypothesis import assume, given
from hypothesis import strategies as st

from archspec.shapes import (
    Shape,
    adaptive_extent,
    extent,
    rescale,
    same_padding,
    slide,
    spread,
    spread_extent,
)

sizes = st.integers(1, 30)
small = st.integers(1, 6)


@given(size=sizes, kernel=small, stride=small, padding=st.integers(0, 5), dilation=small)
def test_slide_counts_the_windows_that_fit(size, kernel, stride, padding, dilation):
    padded, span = size + 2 * padding, extent(kernel, dilation)
    starts = [s for s in range(0, padded, stride) if s + span <= padded]
    assert max(slide(size, kernel, stride, padding, dilation), 0) == len(starts)


@given(size=sizes, kernel=small, stride=small, padding=st.integers(0, 3))
def test_slide_rounded_up_leaves_no_position_of_the_input_behind(size, kernel, stride, padding):
    assume(padding <= kernel // 2 and stride <= kernel)
    count = slide(size, kernel, stride, padding, ceil=True)
    assert count - slide(size, kernel, stride, padding) in (0, 1)
    assert (count - 1) * stride < size + padding
    assert (count - 1) * stride + kernel >= size + padding


@given(kernel=small, dilation=small, size=sizes)
def test_same_padding_keeps_the_size(kernel, dilation, size):
    padding = same_padding(kernel, dilation)
    if padding is None:
        assert extent(kernel, dilation) % 2 == 0
    else:
        assert slide(size, kernel, 1, padding, dilation) == size


@given(size=sizes, kernel=small, stride=small, padding=st.integers(0, 3), dilation=small)
def test_spread_undoes_slide(size, kernel, stride, padding, dilation):
    positions = slide(size, kernel, stride, padding, dilation)
    assume(positions >= 1)
    lost = (size + 2 * padding - extent(kernel, dilation)) % stride
    assert spread(positions, kernel, stride, padding, lost, dilation) == size


@given(kernel=small, stride=small, dilation=small)
def test_spread_extent_counts_the_inputs_of_an_output(kernel, stride, dilation):
    reached = {}
    for position in range(40):
        for tap in range(kernel):
            reached.setdefault(position * stride + tap * dilation, []).append(position)
    widest = max(max(inputs) - min(inputs) + 1 for inputs in reached.values())
    assert spread_extent(kernel, stride, dilation) == widest


@given(size=sizes, output=sizes)
def test_adaptive_extent_is_the_widest_window(size, output):
    windows = [(i * size // output, -(-(i + 1) * size // output)) for i in range(output)]
    assert adaptive_extent(size, output) == max(end - start for start, end in windows)


@given(size=st.integers(1, 2**31), scale=st.floats(1e-300, 2.0**31))
def test_rescale_takes_any_scale(size, scale):
    assert rescale(size, scale) >= 0
    assert rescale(size, 1) == size


def test_a_shape_knows_its_channels():
    tokens = Shape((196, 768), channel_axis=1)
    assert (tokens.channels, tokens.sizes, tokens.channels_last) == (768, (196,), True)
    assert tokens.with_channels(10) == Shape((196, 10), 1)
    image = Shape((3, 8, 9))
    assert (image.channels, image.sizes, image.channels_last) == (3, (8, 9), False)
    assert Shape((5,)).channels_last


def test_a_shape_is_described_in_a_word():
    words = [Shape(dims).describe() for dims in ((5,), (5, 4), (5, 4, 3), (5, 4, 3, 2))]
    assert words == ["a vector", "a series", "an image", "a volume"]
    assert Shape((4, 5), 1).describe() == "a sequence"
    assert Shape((3, 4, 5), 2).describe() == "a channels-last array"
